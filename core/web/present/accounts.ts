// Accounts of channels: how they are doing in words, what to do about it, and their line in the list.
import type { AccountLine as Line } from '../../channels/channels.ts';
import type { AccountLine } from '../models/channels.ts';
import type { SwitchForm } from '../models/forms.ts';
import type { Act, Chip } from '../models/shared.ts';
import { channelMark, channelText, reasonText, text, type Present } from './marks.ts';

export type Account = Line['account'];

export const CHANNELS = '/settings/channels';

export function accountAddress(account: { id: number }): string {
  return `${CHANNELS}/${account.id}`;
}

const LOOKS = {
  starting: { tone: 'warn', icon: 'clock' },
  connected: { tone: 'good', icon: 'check' },
  recovering: { tone: 'warn', icon: 'refresh' },
  'needs sign-in': { tone: 'bad', icon: 'alert' },
  misconfigured: { tone: 'bad', icon: 'alert' },
  stopped: { tone: 'bad', icon: 'alert' },
} as const;

/** `needs sign-in` as the end of a text key. */
export function asKey(words: string): string {
  return words.replace(/\W/g, '_');
}

export function healthChip(present: Present, account: Account): Chip {
  if (!account.active) return { label: text(present, 'health.is.switched_off'), tone: 'outline' };
  if (account.demo)
    return { label: text(present, 'health.is.demo'), tone: 'outline', title: text(present, 'demo.text') };
  const state = account.health.state;
  return { label: text(present, `health.is.${asKey(state)}`), ...LOOKS[state], title: healthReason(present, account) };
}

/** Why it is not simply connected. */
export function healthReason(present: Present, account: Account): string | undefined {
  const { state, why } = account.health;
  return why && state !== 'connected' ? reasonText(present, why, account.channel) : undefined;
}

/** The reason and what a person can do, in one line. */
function advice(present: Present, account: Account): string | undefined {
  const { state, action } = account.health;
  if (!account.active || state === 'connected' || state === 'starting') return undefined;
  const todo = action && text(present, `health.todo.${asKey(action)}`);
  return [healthReason(present, account), todo].filter(Boolean).join(' ') || undefined;
}

export function activitySwitch(present: Present, account: Account): SwitchForm {
  const address = `${accountAddress(account)}/activity`;
  return {
    action: `${address}?_method=PUT&on=${account.active ? 'no' : 'yes'}`,
    label: text(present, 'channels.active', { title: account.title }),
    on: account.active,
    asks: address,
  };
}

export function accountLine(present: Present, { account, trouble }: Line, manages: boolean): AccountLine {
  const address = accountAddress(account);
  const times = [account.lastInboundAt, account.lastOutboundAt].filter((at) => at !== null && at !== undefined);
  return {
    id: account.id,
    channel: channelMark(present, account.channel),
    title: account.title,
    detail: account.fallback
      ? text(present, 'channels.fallback')
      : account.demo
        ? text(present, 'channels.demo')
        : undefined,
    href: manages ? address : `${address}/health`,
    healthHref: `${address}/health`,
    health: healthChip(present, account),
    why: advice(present, account),
    trouble: trouble > 0 ? troubleChip(present, address, trouble) : undefined,
    lastAt: times.toSorted((one, other) => other.getTime() - one.getTime())[0],
    switch: manages ? activitySwitch(present, account) : undefined,
    acts: manages
      ? [
          { label: text(present, 'channels.edit'), action: address, icon: 'pen' },
          ...pageActs(present, account),
          ...accountActs(present, account),
        ]
      : [],
  };
}

/** The channel's own pages: managing a form, its embed code. They are shown of accounts that are switched on. */
function pageActs(present: Present, account: Account): Act[] {
  if (!account.active) return [];
  return present.channels.pages.of(account.channel).map(({ id }) => ({
    label:
      channelText(present, account.channel, `page.${id}.manage`) ??
      channelText(present, account.channel, `page.${id}`) ??
      id,
    action: `${accountAddress(account)}/pages/${id}`,
    icon: 'right',
  }));
}

/** Moving and deleting; an address that the desk made belongs to its inbox. */
export function accountActs(present: Present, account: Account): Act[] {
  const address = accountAddress(account);
  const move = { label: text(present, 'channels.move'), action: '', asks: `${address}/move`, icon: 'inbox' };
  const remove = { label: text(present, 'channels.delete'), action: '', asks: `${address}/removal`, icon: 'trash' };
  return account.fallback ? [remove] : [move, remove];
}

function troubleChip(present: Present, address: string, count: number): Chip {
  return { label: text(present, 'channels.trouble', { count }), tone: 'bad', icon: 'alert', href: `${address}/health` };
}
