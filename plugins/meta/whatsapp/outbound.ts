// A planned message becomes the request WhatsApp wants: one part, to one person.
import type { Address, ExternalId } from '../../../core/contract/address.ts';
import type { AskedConsent } from '../../../core/contract/consent.ts';
import type { OutboundMessage } from '../../../core/contract/outbound.ts';
import type { ChoicePart, ContactCardPart, MediaPart, Part } from '../../../core/contract/part.ts';
import { agreeTo } from '../graph/agreeing.ts';
import { formatted } from './writing/format.ts';
import { templateOf } from './writing/template.ts';

/** To whom: by number where one is known, else by the id that is scoped to the business. */
export function recipientOf({ kind, value }: Address): object {
  return kind === 'phone' ? { to: value } : { recipient: value };
}

/** Ids of uploaded files: of a media part by `''`, of a template's by key of the parameter. */
export type Uploaded = Record<string, string>;

export function toRequest({ to, parts, replyTo, key }: OutboundMessage, uploaded: Uploaded, now: Date): object {
  return {
    recipient_type: 'individual',
    ...recipientOf(to[0]!.address),
    ...contentOf(parts[0]!, uploaded, now),
    ...(replyTo && { context: { message_id: replyTo } }),
    // Comes back with every status: the proof that it was sent, also when the answer was lost.
    biz_opaque_callback_data: key,
  };
}

/** An empty emoji takes it back. */
export function toReaction(id: ExternalId, emoji: string, by: Address): object {
  return {
    recipient_type: 'individual',
    ...recipientOf(by),
    type: 'reaction',
    reaction: { message_id: id, emoji },
  };
}

/** The wording of a consent, with its button where one is to be pressed. */
export function toQuestion(need: AskedConsent, title: string): object {
  const { kind, by, wording } = need;
  const frame = { recipient_type: 'individual', ...recipientOf(by.address) };
  if (kind === 'implicit') return { ...frame, type: 'text', text: { body: wording } };
  const buttons = [{ type: 'reply', reply: { id: agreeTo(need), title } }];
  return {
    ...frame,
    type: 'interactive',
    interactive: { type: 'button', body: { text: wording }, action: { buttons } },
  };
}

function contentOf(part: Part, uploaded: Uploaded, now: Date): object {
  switch (part.type) {
    case 'media':
      return mediaOf(part, uploaded['']);
    case 'location': {
      const { latitude, longitude, name, address } = part;
      return {
        type: 'location',
        location: { latitude: String(latitude), longitude: String(longitude), name, address },
      };
    }
    case 'contact':
      return { type: 'contacts', contacts: part.cards.map(cardOf) };
    case 'choice':
      return { type: 'interactive', interactive: choiceOf(part) };
    case 'template':
      return { type: 'template', template: templateOf(part, uploaded, now) };
    case 'text': {
      const body = formatted(part);
      return { type: 'text', text: { body, preview_url: /https?:\/\//.test(body) } };
    }
    default:
      throw new Error(`WhatsApp cannot carry a part of type ${part.type}`);
  }
}

const TYPES: Record<MediaPart['kind'], string> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  file: 'document',
  sticker: 'sticker',
};

function mediaOf({ kind, caption, name }: MediaPart, id: string | undefined): object {
  const type = TYPES[kind];
  const said = {
    ...(caption && { caption }),
    ...(type === 'document' && { filename: name }),
    ...(kind === 'voice' && { voice: true }),
  };
  return { type, [type]: { id, ...said } };
}

function cardOf({ name, phones, emails, organisation }: ContactCardPart['cards'][number]): object {
  return {
    name: { formatted_name: name, first_name: name },
    phones: phones.map((phone) => ({ phone, type: 'WORK' })),
    emails: emails.map((email) => ({ email, type: 'WORK' })),
    ...(organisation && { org: { company: organisation } }),
  };
}

/** Up to so many stand as buttons below the message; more open as a list. */
export const MOST_BUTTONS = 3;
/** Characters of a button, of a row of a list, and of the button that opens one. */
const BUTTON = 20;

function choiceOf({ prompt = '', options = [] }: ChoicePart): object {
  // A message must say something.
  const body = { text: prompt || '…' };
  const fitsButtons = options.length <= MOST_BUTTONS && options.every(({ title }) => title.length <= BUTTON);
  if (fitsButtons) {
    const buttons = options.map(({ id, title }) => ({ type: 'reply', reply: { id: id.slice(0, 256), title } }));
    return { type: 'button', body, action: { buttons } };
  }
  const rows = options.map(({ id, title, description }) => ({
    id: id.slice(0, 200),
    title,
    ...(description && { description: description.slice(0, 72) }),
  }));
  return { type: 'list', body, action: { button: '☰', sections: [{ title: '☰', rows }] } };
}
