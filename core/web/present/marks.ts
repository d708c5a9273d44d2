// Small things every page shows: people, channels, reasons as sentences.
import type { Author, Called } from '../../conversations/conversations.ts';
import type { Address } from '../../contract/address.ts';
import { OWN_ICON } from '../../contract/contract.ts';
import type { Reason } from '../../contract/reason.ts';
import { ownerOf, type Channels } from '../../channels/channels.ts';
import type { Locales } from '../locales.ts';
import type { ChannelMark, Person } from '../models/shared.ts';

/** For whom something is presented, and where names and texts come from. */
export interface Present {
  locales: Locales;
  channels: Channels;
  language: string;
  timeZone: string;
}

/** A contact of a list or thread, or of the contacts themselves. */
interface AnyContact extends Called {
  title?: string;
}

export function userPerson(user: { id: number; name: string }): Person {
  return { id: `u${user.id}`, name: user.name };
}

/** Whether somebody can be given anything now, as menus of people say it. */
export function presenceText(present: Present, user: { available: boolean; onCall: boolean }): string {
  return text(present, `presence.${user.onCall ? 'on_call' : user.available ? 'available' : 'away'}`);
}

/** Of whom nothing but a handle is known, the channel says what they are called; the number tells them apart. */
export function contactName(present: Present, contact: AnyContact): string {
  const { id, title = contact.name, namelessFrom } = contact;
  if (title) return title;
  const own = namelessFrom && channelText(present, namelessFrom, 'nameless', { number: String(id) });
  return own || text(present, 'contacts.nameless', { number: String(id) });
}

export function contactPerson(present: Present, contact: AnyContact | null): Person {
  return contact ? { id: `c${contact.id}`, name: contactName(present, contact) } : { id: 'c0', name: '—' };
}

/** An address that tells people something: handles mean something to their channel only. */
export function knownBy(address: Address | null): string | undefined {
  return address && address.kind !== 'handle' ? address.value : undefined;
}

/** An address as people read it: a handle by the name its channel gives it, and the account it belongs to. */
export function addressWords(present: Present, { kind, value, scope }: Address): string {
  const account = kind === 'handle' ? /^account:(\d+)$/.exec(scope ?? '')?.[1] : undefined;
  const row = account === undefined ? undefined : present.channels.live(Number(account))?.row;
  return (row && channelText(present, row.channel, 'handle', { account: row.title })) ?? value;
}

/** Undefined where the desk did it. */
export function authorName(present: Present, author: Author | null): string | undefined {
  return author?.kind === 'contact' ? contactName(present, author) : author?.name;
}

export function authorPerson(present: Present, author: Author): Person {
  return author.kind === 'user' ? userPerson(author) : contactPerson(present, author);
}

const NO_CHANNEL: ChannelMark = { icon: 'inbox', hue: 'custom', name: '' };

export function channelMark(present: Present, channel: string | null): ChannelMark {
  if (!channel) return NO_CHANNEL;
  const manifest = present.channels.plugin(channel)?.plugin?.manifest;
  if (!manifest) return { ...NO_CHANNEL, name: channel };
  const icon = manifest.icon === OWN_ICON ? ownIconOf(channel) : manifest.icon;
  return { icon, hue: manifest.hue, name: channelText(present, channel, 'name') ?? channel };
}

/** Under which name the drawing that a plugin brings stands in the sprite. */
export function ownIconOf(channel: string): string {
  return `channel-${channel}`;
}

export function text(present: Present, key: string, values?: Record<string, string | number>): string {
  return present.locales.text(present.language, key, values);
}

/** A reason in the reader's words: the channel's text, the desk's, else its English sentence. */
export function reasonText(present: Present, why: Reason, channel?: string | null): string {
  const own = channel ? ownerOf(present.channels.plugins(), channel) : '';
  const keys = own ? [`${own}.reason.${why.code}`, `reason.${why.code}`] : [`reason.${why.code}`];
  const key = keys.find((one) => present.locales.find(present.language, one) !== undefined);
  return key ? present.locales.text(present.language, key, why.params) : why.text;
}

/** A text of the channel itself, when it has one: given while the desk runs, or from the locales of its plugin. */
export function channelText(
  present: Present,
  channel: string,
  key: string,
  values?: Record<string, string | number>,
): string | undefined {
  const given = present.channels.plugin(channel)?.texts?.[key];
  if (given !== undefined) return given;
  const whole = `${ownerOf(present.channels.plugins(), channel)}.${key}`;
  return present.locales.find(present.language, whole) === undefined ? undefined : text(present, whole, values);
}
