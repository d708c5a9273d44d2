// What hangs on a Messenger message, as parts: files, places, shared posts, cards; the rest as "unsupported".
import type { MediaKind, Part } from '../../../../core/contract/part.ts';
import { reason } from '../../../../core/contract/reason.ts';
import { fields, firstText, moment, number, objects, text, type Fields } from '../../graph/json.ts';

type Reader = (payload: Fields, attachment: Fields) => Part[];

const FILES: Record<string, MediaKind> = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  file: 'file',
  animated_image: 'image',
};

const READERS = new Map<string, Reader>([
  ...Object.entries(FILES).map(([type, kind]): [string, Reader] => [type, (payload) => fileParts(kind, payload)]),
  ['location', locationParts],
  ['template', templateParts],
  ['appointment_booking', bookingParts],
  // Shown where they are: the rules of stories allow no copies.
  ...['fallback', 'share', 'post', 'ig_post', 'reel', 'ig_reel', 'story_mention', 'media_share', 'link'].map(
    (type): [string, Reader] => [type, linkParts],
  ),
]);

export function attachmentParts(attachment: Fields): Part[] {
  const type = firstText(attachment.type, 'unknown');
  const payload = fields(attachment.payload);
  const parts = READERS.get(type)?.(payload, attachment) ?? [];
  if (parts.length > 0) return parts;
  // A kind that is not known yet can still be a file.
  const link = linkParts(payload, attachment);
  return link.length > 0 ? link : [unsupported(type)];
}

export function unsupported(type: string): Part {
  const what = type.slice(0, 100);
  const why = reason('messenger.unsupported', `Messenger does not pass this kind of message on: ${what}`, { what });
  return { type: 'unsupported', what, why };
}

/** The address is signed and runs out: it is fetched at once, and goes nowhere else. */
function fileParts(kind: MediaKind, payload: Fields): Part[] {
  const url = text(payload.url);
  if (url === '') return [];
  const isSticker = text(payload.sticker_id) !== '';
  const name = nameIn(url);
  const named = name || (isSticker ? 'sticker' : kind);
  return [{ type: 'media', kind: isSticker ? 'sticker' : kind, name: named, mimeType: typeOf(name, kind), ref: url }];
}

const TYPES: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  pdf: 'application/pdf',
};

const USUAL: Record<string, string> = { image: 'image/jpeg', audio: 'audio/mp4', video: 'video/mp4' };

/** A guess until the file is here; what it really is is found out from its content. */
function typeOf(name: string, kind: MediaKind): string {
  const ending = /\.([a-z0-9]{2,4})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return TYPES[ending] ?? USUAL[kind] ?? 'application/octet-stream';
}

/** The last piece of the address, where it looks like the name of a file. */
function nameIn(url: string): string {
  const piece = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  let name = piece;
  try {
    name = decodeURIComponent(piece);
  } catch {
    // As it stands.
  }
  return /^[^\\/]{1,200}\.[a-z0-9]{2,4}$/i.test(name) ? name : '';
}

function locationParts(payload: Fields, attachment: Fields): Part[] {
  const { lat, long, lng } = fields(payload.coordinates);
  const [latitude, longitude] = [number(lat), number(long) ?? number(lng)];
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return [];
  const name = firstText(payload.title, attachment.title);
  return [{ type: 'location', latitude, longitude, ...(name && { name }) }];
}

/** What was shared, by its title and address; they stand in the payload, or on the attachment where that has none. */
function linkParts(payload: Fields, attachment: Fields): Part[] {
  const words = [firstText(payload.title, attachment.title), firstText(payload.url, attachment.url)];
  const said = words.filter(Boolean).join('\n');
  return said === '' ? [] : [{ type: 'text', text: said }];
}

/** Cards with buttons: in echoes of what other programs sent, and as products that somebody asks about. */
function templateParts(payload: Fields, attachment: Fields): Part[] {
  const cards = [...objects(payload.elements), ...objects(fields(payload.product).elements)];
  const words = cards.map((card) => lines(card.title, card.subtitle, card.retailer_id, card.url));
  const prompt = lines(payload.text, payload.title ?? attachment.title, ...words);
  const buttons = [payload, ...cards].flatMap((one) => objects(one.buttons));
  const options = buttons
    .map((one) => ({ id: firstText(one.payload, one.url, one.title), title: firstText(one.title, one.url) }))
    .filter(({ title }) => title !== '');
  if (options.length > 0) return [{ type: 'choice', ...(prompt && { prompt }), options }];
  return prompt === '' ? linkParts(payload, attachment) : [{ type: 'text', text: prompt }];
}

function lines(...said: unknown[]): string {
  return said.map(text).filter(Boolean).join('\n');
}

function bookingParts({ booking_id: id, status, start_time: start, end_time: end, title }: Fields): Part[] {
  const [begins, ends] = [moment(start), moment(end)];
  if (!begins) return [];
  return [
    {
      type: 'event',
      method: text(status) === 'cancelled' ? 'CANCEL' : 'REQUEST',
      title: firstText(title, id, status),
      start: begins.toISOString(),
      ...(ends && { end: ends.toISOString() }),
      attendees: [],
    },
  ];
}
