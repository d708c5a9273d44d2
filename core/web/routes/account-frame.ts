// What stands above every page of an account: its name, switch and tabs, and what is wrong with it.
import type { FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { PageTop } from '../models/forms.ts';
import type { Lists } from '../models/shared.ts';
import { accountBanners } from '../present/account-health.ts';
import { accountAddress, activitySwitch, CHANNELS, type Account } from '../present/accounts.ts';
import { channelMark, channelText, text } from '../present/marks.ts';
import { fieldsOf } from '../present/settings-form.ts';
import type { WebParts } from '../rooms.ts';
import type { Writer } from '../times.ts';
import { presentFor } from './inbox.ts';

export const TABS = ['configuration', 'availability', 'chatflows', 'automation', 'health', 'ledger', 'queue'] as const;
/** A tab of ours, or `pages/<id>` of the channel's. */
export type AccountTab = (typeof TABS)[number] | `pages/${string}`;

const NEEDS = {
  configuration: 'channel.manage',
  availability: 'channel.manage',
  chatflows: 'channel.manage',
  automation: 'channel.manage',
  health: 'channel.read',
  ledger: 'ledger.read',
  queue: 'channel.read',
} as const;

export function writerFor({ renderer }: WebParts, request: FastifyRequest): Writer {
  const { language, timeZone } = request.viewContext;
  return renderer.writer(language, timeZone);
}

export async function accountFrame(
  parts: WebParts,
  request: FastifyRequest,
  account: Account,
  current: AccountTab,
): Promise<PageTop & { title: string; lists: Lists }> {
  const { rooms, pages } = parts;
  const { viewer } = request;
  const present = presentFor(parts, request);
  const manages = may(viewer, 'channel.manage');
  const now = rooms.clock.now();
  const { quarantined } = await rooms.inbound.counts(account.id, now);
  const outbound = await rooms.outbound.counts(account.id, now);
  const counts: Partial<Record<AccountTab, number>> = {
    ledger: quarantined,
    queue: outbound.failed + outbound.unknown,
  };
  const leadsOut = (rooms.channels.plugin(account.channel)?.plugin?.manifest.reaches.length ?? 0) > 0;
  const test = { label: text(present, 'account.test'), href: `${accountAddress(account)}/test`, icon: 'send' };
  return {
    title: account.title,
    heading: account.title,
    crumb: { label: text(present, 'channels.heading'), href: CHANNELS },
    channel: channelMark(present, account.channel),
    lists: pages.lists(request, 'channels'),
    switch: manages ? { ...activitySwitch(present, account), shown: text(present, 'account.active') } : undefined,
    links: manages && account.active && leadsOut && !account.demo ? [{ ...test, dialog: true }] : [],
    tabs: tabsOf(parts, request, account).map(({ tab, label }) => ({
      label,
      href: tab === 'configuration' ? accountAddress(account) : `${accountAddress(account)}/${tab}`,
      current: tab === current || undefined,
      count: counts[tab] || undefined,
    })),
    banners: accountBanners(present, account, manages, writerFor(parts, request), now),
  };
}

/** Whether conversations of the channel may begin with a chatflow. */
export function hasChatflows({ rooms }: WebParts, channel: string): boolean {
  return rooms.channels.plugin(channel)?.plugin?.manifest.chatflows !== undefined;
}

/** Ours, with the channel's own after the first. */
function tabsOf(parts: WebParts, request: FastifyRequest, { channel }: Account): { tab: AccountTab; label: string }[] {
  const present = presentFor(parts, request);
  const shape = parts.rooms.channels.plugin(channel)?.plugin?.settings ?? {};
  const isThere: Partial<Record<(typeof TABS)[number], boolean>> = {
    availability: Object.keys(fieldsOf(shape, 'availability')).length > 0,
    chatflows: hasChatflows(parts, channel),
  };
  const ours = TABS.filter((tab) => (isThere[tab] ?? true) && may(request.viewer, NEEDS[tab])).map((tab) => ({
    tab: tab as AccountTab,
    label: text(present, `account.tab.${tab}`),
  }));
  const theirs = parts.rooms.channels.pages
    .of(channel)
    .filter(({ permission }) => may(request.viewer, permission ?? 'channel.manage'))
    .map(({ id }) => ({ tab: `pages/${id}` as const, label: channelText(present, channel, `page.${id}`) ?? id }));
  const first = ours.filter(({ tab }) => tab === 'configuration');
  return [...first, ...theirs, ...ours.filter(({ tab }) => tab !== 'configuration')];
}
