// Small things every page shows: people, channels, reasons as sentences.
import type { Reason } from '../../contract/reason.ts';
import type { Channels } from '../../channels/channels.ts';
import type { Locales } from '../locales.ts';
import type { ChannelMark, Person } from '../models/shared.ts';

/** For whom something is presented, and where names and texts come from. */
export interface Present {
  locales: Locales;
  channels: Channels;
  language: string;
  timeZone: string;
}

export function userPerson(user: { id: number; name: string }): Person {
  return { id: `u${user.id}`, name: user.name };
}

export function contactPerson(contact: { id: number; name: string } | null): Person {
  return contact ? { id: `c${contact.id}`, name: contact.name } : { id: 'c0', name: '—' };
}

const NO_CHANNEL: ChannelMark = { icon: 'inbox', hue: 'custom', name: '' };

export function channelMark(present: Present, channel: string | null): ChannelMark {
  if (!channel) return NO_CHANNEL;
  const manifest = present.channels.plugin(channel)?.plugin?.manifest;
  if (!manifest) return { ...NO_CHANNEL, name: channel };
  return { icon: manifest.icon, hue: manifest.hue, name: channelText(present, channel, 'name') ?? channel };
}

export function text(present: Present, key: string, values?: Record<string, string | number>): string {
  return present.locales.text(present.language, key, values);
}

/** A reason in the reader's words: the channel's text, the desk's, else its English sentence. */
export function reasonText(present: Present, why: Reason, channel?: string | null): string {
  const keys = channel ? [`${channel}.reason.${why.code}`, `reason.${why.code}`] : [`reason.${why.code}`];
  const key = keys.find((one) => present.locales.find(present.language, one) !== undefined);
  return key ? present.locales.text(present.language, key, why.params) : why.text;
}

/** A text of the channel itself, when it has one. */
export function channelText(
  present: Present,
  channel: string,
  key: string,
  values?: Record<string, string | number>,
): string | undefined {
  const whole = `${channel}.${key}`;
  return present.locales.find(present.language, whole) === undefined ? undefined : text(present, whole, values);
}
