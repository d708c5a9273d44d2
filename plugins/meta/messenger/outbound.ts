// A planned message becomes the request Messenger wants: words, a question with quick replies, or one file.
import type { Address, ExternalId } from '../../../core/contract/address.ts';
import type { AskedConsent } from '../../../core/contract/consent.ts';
import type { Attempt, OutboundMessage } from '../../../core/contract/outbound.ts';
import type { MediaPart, Part } from '../../../core/contract/part.ts';
import { agreeTo, ASKED } from '../graph/agreeing.ts';

const DAY = 24 * 60 * 60_000;

/** What every request has besides its message. */
interface Frame {
  recipient: { id: string };
  messaging_type: 'RESPONSE' | 'MESSAGE_TAG';
  tag?: 'HUMAN_AGENT';
}

export interface Window {
  now: Date;
  /** When the customer last wrote; null when that is not known. */
  lastInboundAt: Date | null;
}

/** Only words of people go out after the first day, marked as such; core has asked the policy before. */
function frameOf({ to, automatic }: OutboundMessage, { now, lastInboundAt }: Window): Frame {
  const recipient = { id: to[0]!.address.value };
  const isLate = lastInboundAt !== null && now.getTime() - lastInboundAt.getTime() >= DAY;
  return isLate && !automatic
    ? { recipient, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    : { recipient, messaging_type: 'RESPONSE' };
}

export async function toRequest(
  message: OutboundMessage,
  window: Window,
  attempt: Attempt,
): Promise<object | FormData> {
  const frame = frameOf(message, window);
  const part = message.parts[0]!;
  // Comes back with the echo: the proof that it was sent, also when the answer was lost.
  const mark = { metadata: message.key };
  const replyTo = message.replyTo ? { reply_to: { mid: message.replyTo } } : {};
  if (part.type === 'media') return fileForm({ ...frame, ...replyTo }, part, mark, attempt);
  return { ...frame, ...replyTo, message: { ...wordsOf(part), ...mark } };
}

/** An empty emoji takes it back. */
export function toReaction(id: ExternalId, emoji: string, by: Address): object {
  const payload = { message_id: id, ...(emoji !== '' && { reaction: emoji }) };
  return { recipient: { id: by.value }, sender_action: emoji === '' ? 'unreact' : 'react', payload };
}

/** The wording of a consent, with its button where one is to be pressed; its echo is known by its mark. */
export function toQuestion(need: AskedConsent, title: string): object {
  const { kind, by, wording } = need;
  const buttons = [{ type: 'postback', title, payload: agreeTo(need) }];
  const payload = { template_type: 'button', text: wording, buttons };
  const content = kind === 'implicit' ? { text: wording } : { attachment: { type: 'template', payload } };
  return { recipient: { id: by.address.value }, messaging_type: 'RESPONSE', message: { ...content, metadata: ASKED } };
}

function wordsOf(part: Part): object {
  if (part.type === 'text') return { text: part.text };
  if (part.type !== 'choice') throw new Error(`Messenger cannot carry a part of type ${part.type}`);
  const { prompt, options = [] } = part;
  const replies = options.map(({ id, title }) => ({ content_type: 'text', title, payload: id.slice(0, 1000) }));
  // A message must say something.
  return { text: prompt || '…', quick_replies: replies };
}

const TYPES: Record<MediaPart['kind'], string> = {
  image: 'image',
  sticker: 'image',
  audio: 'audio',
  voice: 'audio',
  video: 'video',
  file: 'file',
};

async function fileForm(frame: object, part: MediaPart, mark: object, attempt: Attempt): Promise<FormData> {
  const file = await attempt.file(part.fileId!);
  const form = new FormData();
  for (const [name, value] of Object.entries(frame))
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const attachment = { type: TYPES[part.kind], payload: {} };
  form.set('message', JSON.stringify({ attachment, ...mark }));
  const content = new Uint8Array(await file.content());
  form.set('filedata', new Blob([content], { type: part.mimeType }), part.name);
  return form;
}
