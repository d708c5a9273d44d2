// Attachments in both directions: what a bridge names becomes parts, parts become what a bridge can fetch.
import type { MediaKind, MediaPart, Part } from '../../../core/contract/part.ts';
import { reason } from '../../../core/contract/reason.ts';

type Given = Record<string, unknown>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const list = (value: unknown): Given[] => (Array.isArray(value) ? value : []).filter((one) => typeof one === 'object');

/** A file that the bridge uploaded before, or one it only says the address of: fetched later by this reference. */
export const fileRef = (id: string) => `file:${id}`;
export const urlRef = (url: string) => `url:${url}`;

const READERS: Record<string, (given: Given) => Part | null> = {
  FILE: filePart,
  LOCATION: placePart,
  CONTACT: ({ contactProfile }) => ({ type: 'contact', cards: [cardOf((contactProfile ?? {}) as Given)] }),
  QUICK_REPLIES: ({ quickReplies }) => ({
    type: 'choice',
    options: list(quickReplies).map(({ value, label }) => ({ id: text(value), title: text(label) || text(value) })),
  }),
  MESSAGE_HEADER: (given) =>
    text(given.fileId) ? filePart(given) : { type: 'text', text: text(given.text), html: undefined },
};

/** What this version does not know is shown as such; the whole of it stays with the arrival. */
export function partOf(given: Given): Part {
  const what = text(given.type) || 'UNSUPPORTED_CONTENT';
  const read = READERS[what];
  const words = `This cannot be shown here (${what}).`;
  return read?.(given) ?? { type: 'unsupported', what, why: reason('custom.unsupported', words, { what }) };
}

function placePart({ latitude, longitude, name, address }: Given): Part | null {
  const isPlace = [latitude, longitude].every((one) => typeof one === 'number' && Number.isFinite(one));
  if (!isPlace) return null;
  const more = { ...(text(name) && { name: text(name) }), ...(text(address) && { address: text(address) }) };
  return { type: 'location', latitude: Number(latitude), longitude: Number(longitude), ...more };
}

function filePart(given: Given): MediaPart {
  const url = text(given.url);
  const mimeType = text(given.mimeType) || 'application/octet-stream';
  return {
    type: 'media',
    kind: kindOf(text(given.fileUsageType), mimeType),
    name: text(given.name) || nameIn(url) || 'file',
    mimeType,
    ref: text(given.fileId) ? fileRef(text(given.fileId)) : urlRef(url),
  };
}

function nameIn(url: string): string {
  const path = URL.parse(url)?.pathname ?? '';
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

const USAGES: Record<string, MediaKind> = {
  IMAGE: 'image',
  AUDIO: 'audio',
  VOICE_RECORDING: 'voice',
  STICKER: 'sticker',
  VIDEO: 'video',
};

function kindOf(usage: string, mimeType: string): MediaKind {
  const [family] = mimeType.split('/');
  const byType = family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
  return USAGES[usage] ?? byType;
}

function cardOf({ name, org, emails, phones }: Given) {
  const named = (name ?? {}) as Given;
  const whole = [text(named.formattedName), [text(named.firstName), text(named.lastName)].join(' ').trim()];
  const values = (all: unknown, key: string) =>
    (Array.isArray(all) ? all : []).map((one) => text(one) || text((one as Given | null)?.[key])).filter(Boolean);
  const organisation = text((org as Given | undefined)?.company) || text((org as Given | undefined)?.name);
  return {
    name: text(name) || whole.find(Boolean) || '',
    phones: values(phones, 'phone'),
    emails: values(emails, 'email'),
    ...(organisation && { organisation }),
  };
}

const USAGE_OF: Record<MediaKind, string> = {
  image: 'IMAGE',
  audio: 'AUDIO',
  voice: 'VOICE_RECORDING',
  video: 'VIDEO',
  sticker: 'STICKER',
  file: 'OTHER',
};

/** Null for what goes out in another way (text) or not at all. */
export function attachmentOf(part: Part, urlOf: (fileId: number, name: string) => string): object | null {
  if (part.type === 'media' && part.fileId !== undefined) {
    const { fileId, name, mimeType, bytes, kind } = part;
    const fileUsageType = USAGE_OF[kind];
    return {
      type: 'FILE',
      fileId: String(fileId),
      fileUsageType,
      name,
      mimeType,
      size: bytes,
      url: urlOf(fileId, name),
    };
  }
  if (part.type === 'location') {
    const { latitude, longitude, name, address } = part;
    return { type: 'LOCATION', latitude, longitude, name, address };
  }
  if (part.type === 'contact') return { type: 'CONTACT', contactProfile: profileOf(part.cards[0]) };
  if (part.type !== 'choice') return null;
  const replies = (part.options ?? []).map(({ id, title }) => ({ value: id, valueType: 'TEXT', label: title }));
  return { type: 'QUICK_REPLIES', quickReplies: replies };
}

function profileOf(card: { name: string; phones: string[]; emails: string[]; organisation?: string } | undefined) {
  return {
    name: { formattedName: card?.name ?? '' },
    org: card?.organisation ? { company: card.organisation } : undefined,
    emails: (card?.emails ?? []).map((email) => ({ email })),
    phones: (card?.phones ?? []).map((phone) => ({ phone })),
  };
}
