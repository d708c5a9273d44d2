// The parts of a message, ready to be shown; HTML of strangers goes into a frame, never into the page.
import type { ShownAttachment, ThreadItem } from '../../conversations/conversations.ts';
import type { TemplatePart, UnsupportedPart } from '../../contract/part.ts';
import type { TemplateFace } from '../../contract/template.ts';
import type { StoredPart } from '../../database/entities/message.ts';
import type { FileModel, PartModel } from '../models/parts.ts';
import { isPlayed } from '../played.ts';
import { trusted } from '../models/shared.ts';
import { reasonText, text, type Present } from './marks.ts';
import { faceModel } from './templates.ts';

export function attachmentAddress(attachment: ShownAttachment): string {
  return `/attachments/${attachment.publicId}/${encodeURIComponent(attachment.name)}`;
}

/**
 * `pictures`: the reader has asked for the remote ones; the frame then has another address and is loaded anew. `inPlace`:
 * files stand where they were said, as in a chat; else they are listed below the words (`filesOf`).
 */
export function partModels(item: ThreadItem, present: Present, pictures = false, inPlace = false): PartModel[] {
  if (item.deletedAt) return [{ kind: 'text', text: text(present, 'message.deleted') }];
  return item.parts.flatMap((part): PartModel[] => {
    if (part.type === 'text') return textModel(item, part, pictures);
    if (part.type === 'media') return inPlace ? placed(item, part, present) : playable(item, part);
    if (part.type === 'unsupported') return [unsupportedModel(item, part, present)];
    return [cardModel(part, present)];
  });
}

/** Everything that is neither words nor a file: a card of facts. */
function cardModel(part: Exclude<StoredPart, { type: 'text' | 'media' | 'unsupported' }>, present: Present): PartModel {
  switch (part.type) {
    case 'location': {
      const { latitude, longitude, name, address: place } = part;
      const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`;
      return { kind: 'location', latitude, longitude, name, place, href };
    }
    case 'contact':
      return {
        kind: 'contact',
        cards: part.cards.map(({ name, phones, emails }) => ({ name, lines: [...phones, ...emails] })),
      };
    case 'choice':
      return {
        kind: 'choice',
        prompt: part.prompt,
        options: part.options?.map((one) => one.title),
        chosen: part.chosen?.title,
      };
    case 'form': {
      const answers = part.answers.filter((one) => !one.hidden).map(({ label, value }) => ({ label, value }));
      return { kind: 'form', title: part.title, answers };
    }
    case 'template':
      return templateModel(part, present);
    case 'call':
      return { kind: 'call', outcome: part.outcome, out: part.direction === 'out', seconds: part.duration };
    case 'event': {
      const { title, start, end, location, organizer } = part;
      return { kind: 'event', title, start, end, location, organizer };
    }
  }
}

/** Its file stands before it. */
function templateModel({ name, preview, shown, cards }: TemplatePart, present: Present): PartModel {
  const faceOf = (face: TemplateFace) => faceModel(present, face.header?.key ? { ...face, header: undefined } : face);
  return { kind: 'template', name, preview, face: shown && faceOf(shown), cards: cards?.map(faceOf) };
}

function unsupportedModel(item: ThreadItem, part: UnsupportedPart, present: Present): PartModel {
  const rawHref = item.arrivalId ? `/messages/${item.publicId}/raw` : undefined;
  return { kind: 'unsupported', what: part.what, why: reasonText(present, part.why, item.channel), rawHref };
}

/** Mail with HTML is shown as it was sent, in its own document; our own HTML was cleaned when it was written. */
function textModel(item: ThreadItem, part: { text: string; html?: string }, pictures: boolean): PartModel[] {
  if (!part.html) return part.text ? [{ kind: 'text', text: part.text }] : [];
  const src = `/messages/${item.publicId}/body${pictures ? '?pictures=shown' : ''}`;
  if (item.direction === 'in') return [{ kind: 'frame', id: item.id, src }];
  return [{ kind: 'text', text: part.text, html: trusted(withPictures(part.html, item.attachments)) }];
}

/** `cid:` links of our own messages lead to their attachments. */
export function withPictures(html: string, attachments: ShownAttachment[]): string {
  const byId = new Map(attachments.filter((one) => one.contentId).map((one) => [one.contentId!, one]));
  return html.replace(/cid:([^"'\s>]{1,200})/g, (whole, contentId: string) => {
    const found = byId.get(contentId);
    return found ? attachmentAddress(found) : whole;
  });
}

type Media = Extract<StoredPart, { type: 'media' }>;

/** What no browser plays is a file like others, and so is what has not come yet. */
function isInPlace({ kind, type, state, held }: ShownAttachment): boolean {
  if (state !== 'ready' || held) return false;
  return kind === 'sticker' || (['voice', 'audio', 'video'].includes(kind) && isPlayed(type));
}

/** What is played; everything else is listed. */
function playable(item: ThreadItem, { attachmentId, caption, duration }: Media): PartModel[] {
  const attachment = item.attachments.find((one) => one.id === attachmentId);
  if (!attachment || attachment.inline || !isInPlace(attachment)) return [];
  const src = attachmentAddress(attachment);
  if (attachment.kind === 'sticker') return [{ kind: 'sticker', src }];
  if (attachment.kind === 'voice' || attachment.kind === 'audio')
    return [{ kind: 'audio', src, bytes: attachment.bytes, seconds: duration, caption }];
  if (attachment.kind === 'video') return [{ kind: 'video', src, caption }];
  return [];
}

/** In a bubble: pictures as such, files to download, and why one is not here. */
function placed(item: ThreadItem, part: Media, present: Present): PartModel[] {
  const played = playable(item, part);
  const attachment = item.attachments.find((one) => one.id === part.attachmentId);
  if (played.length > 0 || !attachment || attachment.inline) return played;
  const file = fileModel(item, attachment, present);
  const { caption } = part;
  if (!file.thumb) return [{ kind: 'file', ...file, caption }];
  const { href, name } = file;
  return [{ kind: 'image', src: href, href, name, alt: caption, caption, ...shownSize(attachment.size) }];
}

/** What a picture takes at most beside words, in CSS pixels; a small one stays small. */
const MOST = { width: 420, height: 320 };

/** Its place is kept while it comes, so that nothing jumps. */
function shownSize(size: ShownAttachment['size']): { width: number; height: number } | undefined {
  if (!size) return undefined;
  const scale = Math.min(1, MOST.width / size.width, MOST.height / size.height);
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}

/** Everything that is not played, pictures among them. */
export function filesOf(item: ThreadItem, present: Present): FileModel[] | undefined {
  const files = item.attachments
    .filter((one) => one.held || (!one.inline && !isInPlace(one)))
    .map((one) => fileModel(item, one, present));
  return files.length > 0 ? files : undefined;
}

function fileModel(item: ThreadItem, one: ShownAttachment, present: Present): FileModel {
  const picture =
    one.state === 'ready' && !one.held && /^image\/(png|jpeg|gif|webp)$/.test(one.type) && one.bytes < 3_000_000;
  return {
    name: one.name,
    href: attachmentAddress(one),
    type: typeLabel(one, present),
    bytes: one.bytes,
    thumb: picture ? attachmentAddress(one) : undefined,
    refused: refusalOf(item, one, present),
  };
}

function refusalOf({ channel }: ThreadItem, { state, stateReason, held }: ShownAttachment, present: Present) {
  const why = held ?? stateReason;
  if (why && (held || state !== 'ready')) return reasonText(present, why, channel);
  return state === 'ready' ? undefined : text(present, `file.${state}`);
}

function typeLabel(attachment: ShownAttachment, present: Present): string {
  if (attachment.kind === 'image') return text(present, 'file.picture');
  const ending = /\.([a-z0-9]{1,5})$/i.exec(attachment.name)?.[1];
  return ending ? ending.toUpperCase() : text(present, 'file.file');
}
