// Settings → Channels: all accounts by inbox, how they are doing, switching, moving and deleting them (CH-1, CH-2, WS-6).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may, type Viewer } from '../../accounts/accounts.ts';
import type { AccountLine as Line } from '../../channels/channels.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf } from '../forms.ts';
import type { ChannelsPage } from '../models/channels.ts';
import type { DialogModel, PageTop } from '../models/forms.ts';
import type { Banner } from '../models/shared.ts';
import { accountAddress, accountLine, CHANNELS, type Account } from '../present/accounts.ts';
import { channelMark, channelText, reasonText, text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

export type AccountPlace = { Params: { id: string } };

const READ = { config: { permission: 'channel.read' } } as const;
export const MANAGE = { config: { permission: 'channel.manage' } } as const;

export function channelRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get(CHANNELS, READ, async (request, reply) => reply.page('channels/page', await channelsPage(parts, request)));
  activity(server, parts);
  removal(server, parts);
}

/** The account when the viewer may see its inbox; otherwise there is none for them. */
export async function visibleAccount({ rooms }: WebParts, viewer: Viewer, id: string): Promise<Account> {
  const known = /^\d{1,9}$/.test(id) ? await rooms.channels.accountById(Number(id)) : null;
  if (!known || known.deletedAt || !may(viewer, 'channel.read', { inboxId: known.inboxId })) throw notFound('account');
  return known;
}

/** The page of the settings the person came from, else the address given. */
export function backTo(request: FastifyRequest, address: string): string {
  const from = request.headers['hx-current-url'] ?? request.headers.referer;
  const path = typeof from === 'string' ? URL.parse(from)?.pathname : undefined;
  return path?.startsWith('/settings/') && !/\/(activity|removal|move)$/.test(path) ? path : address;
}

async function channelsPage(parts: WebParts, request: FastifyRequest): Promise<ChannelsPage> {
  const { rooms, pages } = parts;
  const { viewer } = request;
  const present = presentFor(parts, request);
  const manages = may(viewer, 'channel.manage');
  const all = await rooms.channels.accounts();
  const inboxes = (await rooms.conversations.inboxes.list()).filter(({ id }) =>
    may(viewer, 'channel.read', { inboxId: id }),
  );
  const heading = text(present, 'channels.heading');
  const start = { label: text(present, 'channels.connect'), href: `${CHANNELS}/new`, icon: 'plus', primary: true };
  const linesOf = (inboxId: number): Line[] => all.filter(({ account }) => account.inboxId === inboxId);
  return {
    title: heading,
    heading,
    text: text(present, 'channels.text'),
    lists: pages.lists(request, 'channels'),
    links: [...deskPageLinks(present, viewer), ...(manages ? [start] : [])],
    banners: manages ? await begun(parts, request) : [],
    broken: rooms.channels
      .plugins()
      .filter(({ why, by }) => why !== null && !by)
      .map(({ id, why }) => ({ name: channelMark(present, id).name, why: reasonText(present, why!, id) })),
    places: inboxes.map((inbox) => ({
      title: inbox.name,
      icon: inbox.icon,
      connectHref: manages ? `${CHANNELS}/new?inbox=${inbox.id}` : undefined,
      accounts: linesOf(inbox.id).map((line) => accountLine(present, line, manages)),
    })),
    empty: { title: text(present, 'channels.no_inbox'), text: text(present, 'channels.no_inbox.text') },
  };
}

/** Pages of plugins that bring channels. */
function deskPageLinks(present: Present, viewer: Viewer): NonNullable<PageTop['links']> {
  return present.channels.pages
    .ofDesk()
    .filter(({ permission }) => may(viewer, permission ?? 'channel.manage'))
    .map(({ channel, id }) => ({
      label: channelText(present, channel, `page.${id}`) ?? id,
      href: `${CHANNELS}/plugins/${channel}/${id}`,
      icon: channelMark(present, channel).icon,
    }));
}

/** Wizards left before they were finished. */
async function begun(parts: WebParts, request: FastifyRequest): Promise<Banner[]> {
  const present = presentFor(parts, request);
  const flows = await parts.rooms.channels.flows.open(request.viewer.userId);
  return flows.map(({ publicId, channel, createdAt }) => ({
    tone: 'info',
    text: text(present, 'channels.begun', {
      channel: channelMark(present, channel).name,
      at: new Intl.DateTimeFormat(present.language, {
        timeZone: present.timeZone,
        dateStyle: 'medium',
        timeStyle: 'short',
      }).format(createdAt),
    }),
    links: [{ label: text(present, 'channels.begun.go_on'), href: `/settings/connections/${publicId}` }],
    acts: [{ label: text(present, 'channels.begun.drop'), action: `/settings/connections/${publicId}?_method=DELETE` }],
  }));
}

function activity(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;
  const ask = (request: FastifyRequest, reply: FastifyReply, account: Account, on: boolean) => {
    const present = presentFor(parts, request);
    const which = on ? 'activation' : 'deactivation';
    const question: DialogModel = {
      title: text(present, `channels.${which}.title`, { title: account.title }),
      text: text(present, `channels.${which}.text`),
      action: `${accountAddress(account)}/activity?_method=PUT&on=${on ? 'yes' : 'no'}`,
      hidden: [{ name: 'sure', value: 'yes' }],
      submit: text(present, `channels.${which}.submit`),
      danger: !on,
      back: accountAddress(account),
    };
    return reply.dialog(question);
  };

  server.get<AccountPlace>(`${CHANNELS}/:id/activity`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return ask(request, reply, account, !account.active);
  });

  server.put<AccountPlace & { Querystring: { on?: string } }>(
    `${CHANNELS}/:id/activity`,
    MANAGE,
    async (request, reply) => {
      const account = await visibleAccount(parts, request.viewer, request.params.id);
      const on = request.query.on === 'yes';
      // Without script the switch itself posts here: it is asked first, too.
      if (!formOf(request).on('sure')) return ask(request, reply, account, on);
      if (on !== account.active) await rooms.channels.setActive(account.id, on, actorOf(request.viewer));
      cookies.say(reply, on ? 'said.channel-on' : 'said.channel-off', { title: account.title });
      return reply.goTo(backTo(request, accountAddress(account)));
    },
  );
}

function removal(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.get<AccountPlace>(`${CHANNELS}/:id/removal`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const present = presentFor(parts, request);
    const { open } = await rooms.channels.movePreview(account.id);
    return reply.dialog({
      title: text(present, 'channels.removal.title', { title: account.title }),
      text: text(present, 'channels.removal.text', { open }),
      action: `${accountAddress(account)}?_method=DELETE`,
      submit: text(present, 'channels.removal.submit'),
      danger: true,
      back: accountAddress(account),
    });
  });

  server.delete<AccountPlace>(`${CHANNELS}/:id`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    await rooms.channels.remove(account.id, actorOf(request.viewer));
    cookies.say(reply, 'said.channel-deleted', { title: account.title });
    return reply.goTo(CHANNELS);
  });
}
