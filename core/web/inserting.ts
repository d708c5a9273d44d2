// What can be inserted where: the menu's kinds, what there is of one, and what an entry becomes in a conversation.
import type { FastifyRequest } from 'fastify';
import { may, type Viewer } from '../accounts/accounts.ts';
import type { MediaKind } from '../contract/part.ts';
import { kindOfFile } from '../outbound/outbound.ts';
import { plan } from '../contract/plan.ts';
import { cleanWords, ENTRY_KINDS, wordingOf, type Entry, type EntryKind } from '../library/library.ts';
import { documentAddress } from './document-address.ts';
import type { Link } from './models/shared.ts';
import type { PickOption } from './models/library.ts';
import { entryOption, KIND_ICONS } from './present/library.ts';
import { channelText, text } from './present/marks.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';

/** Where something is inserted. `conversationId` null: a conversation that begins. */
export interface InsertPlace {
  conversationId: number | null;
  accountId: number | null;
  comment: boolean;
}

export interface Inserted {
  text: string;
  html: string;
  /** To be attached to the draft. */
  file: { fileId: number; name: string; type: string; bytes: number; kind: MediaKind } | null;
}

/** Entries of the menu, each leading to its dialog. */
export function insertLinks(parts: WebParts, request: FastifyRequest, address: string, mode: string): Link[] {
  if (!may(request.viewer, 'library.use')) return [];
  const present = presentFor(parts, request);
  const { channels, library } = parts.rooms;
  const kinds = [
    ...ENTRY_KINDS.map((kind) => ({ kind, icon: KIND_ICONS[kind], label: text(present, `insert.${kind}`) })),
    ...library.sources.map(({ kind, icon }) => ({ kind, icon, label: text(present, `insert.${kind}`) })),
    ...channels.insertables.kinds().map(({ channel, kind, icon }) => ({
      kind: `${channel}.${kind}`,
      icon,
      label: channelText(present, channel, `insert.${kind}`) ?? kind,
    })),
  ];
  return kinds.map(({ kind, icon, label }) => ({
    label,
    icon,
    href: `${address}/insertions?kind=${encodeURIComponent(kind)}&mode=${mode}`,
  }));
}

/** Of one kind, best first. */
export async function optionsOf(
  { rooms }: WebParts,
  viewer: Viewer,
  kind: string,
  words: string,
): Promise<PickOption[]> {
  const { library, channels } = rooms;
  if (isEntryKind(kind)) {
    const entries = await library.entries.find(viewer, { kind, words, byUse: true, limit: 20 });
    return entries.map(entryOption);
  }
  const found = await foundBeside(rooms, viewer, kind, words);
  const icon = channels.insertables.kinds().find((one) => `${one.channel}.${one.kind}` === kind)?.icon;
  const own = library.sources.find((one) => one.kind === kind)?.icon;
  return found.map(({ id, title, detail }) => ({
    value: `${kind}:${id}`,
    label: title,
    detail,
    icon: icon ?? own ?? 'quote',
  }));
}

export function isEntryKind(kind: string): kind is EntryKind {
  return (ENTRY_KINDS as readonly string[]).includes(kind);
}

async function foundBeside({ library, channels }: WebParts['rooms'], viewer: Viewer, kind: string, words: string) {
  const source = library.sources.find((one) => one.kind === kind);
  if (source) return source.find(viewer, words);
  const [channel = '', own = ''] = kind.split('.');
  return channels.insertables.find(channel, own, { words, language: viewer.language });
}

/** Null when there is no such entry for this person. `value` is that of an option. */
export async function inserted(
  parts: WebParts,
  viewer: Viewer,
  value: string,
  place: InsertPlace,
): Promise<Inserted | null> {
  const at = value.indexOf(':');
  const [kind, id] = [value.slice(0, at), value.slice(at + 1)];
  if (!isEntryKind(kind)) return insertedBeside(parts, viewer, kind, id);
  const { library, files } = parts.rooms;
  const entry = await library.entries.get(viewer, /^\d{1,9}$/.test(id) ? Number(id) : Number.NaN);
  if (entry?.kind !== kind) return null;
  const stored = entry.file ? await files.find(entry.file.fileId) : null;
  const media = kindOfFile(entry.file?.type ?? '');
  const file = entry.file && stored ? { ...entry.file, bytes: stored.bytes, kind: media } : null;
  const takesFile = file !== null && (await takes(parts, viewer, place, file));
  const words = await saying(parts, viewer, entry, place.conversationId, takesFile);
  await library.entries.used(entry.id);
  return { text: words.text, html: words.html, file: words.attaches ? file : null };
}

/** The words alone, as they would stand there. */
export async function saying(
  parts: WebParts,
  viewer: Viewer,
  entry: Entry,
  conversationId: number | null,
  takesFile: boolean,
) {
  const values = await parts.rooms.library.values(viewer, conversationId);
  const fileAddress = entry.file ? documentAddress(parts, entry) : '';
  return wordingOf(entry, { values, language: viewer.language, takesFile, fileAddress });
}

async function insertedBeside(parts: WebParts, viewer: Viewer, kind: string, id: string): Promise<Inserted | null> {
  const found = (await foundBeside(parts.rooms, viewer, kind, '')).find((one) => one.id === id);
  if (!found) return null;
  return { text: found.text, html: found.html ? await cleanWords(found.html) : '', file: null };
}

/** Whether the channel carries it; comments have no files. */
async function takes(
  { rooms }: WebParts,
  viewer: Viewer,
  { conversationId, accountId, comment }: InsertPlace,
  file: NonNullable<Inserted['file']>,
): Promise<boolean> {
  if (comment) return false;
  const { userId } = viewer;
  const about = { conversationId, accountId: accountId ?? undefined, userId, text: '…' };
  const { capabilities, to } = await rooms.outbound.preview(about);
  if (!capabilities) return false;
  const { kind, name, type: mimeType, bytes } = file;
  const someone = { address: { kind: 'handle' as const, value: 'someone', scope: '' } };
  const part = { type: 'media' as const, kind, name, mimeType, bytes };
  const planned = plan({ to: to.length > 0 ? to : [someone], parts: [part] }, capabilities);
  return planned.ok && planned.messages.some(({ parts: kept }) => kept.some((one) => one.type === 'media'));
}
