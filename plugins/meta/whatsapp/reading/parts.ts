// What a WhatsApp message holds, as parts: by its type, with whatever is unknown or broken as "unsupported".
import type { Part } from '../../../../core/contract/part.ts';
import { reason } from '../../../../core/contract/reason.ts';
import { fields, firstText, isFields, number, objects, text, type Fields } from '../../graph/json.ts';
import { choiceParts, interactiveParts } from './interactive.ts';
import { mediaParts } from './media.ts';

type Reader = (content: Fields, message: Fields) => Part[];

/** An empty answer means that what the type promises is not there. */
const READERS = new Map<string, Reader>([
  ['text', ({ body }) => textParts(body)],
  ...['image', 'video', 'audio', 'voice', 'document', 'sticker'].map((type): [string, Reader] => [
    type,
    (content) => mediaParts(type, content),
  ]),
  ['location', locationParts],
  ['contacts', (_content, message) => contactParts(message.contacts)],
  ['button', ({ payload, text: title }) => choiceParts(payload, title)],
  ['interactive', (content) => interactiveParts(content)],
  ['order', orderParts],
  ['template', templateParts],
]);

/** The type it says, or that of the first thing it holds. */
export function typeOf(message: Fields): string {
  const said = text(message.type);
  if (said !== '') return said;
  return [...READERS.keys()].find((type) => isFields(message[type]) || Array.isArray(message[type])) ?? 'unknown';
}

export function partsOf(message: Fields): Part[] {
  const type = typeOf(message);
  const parts = READERS.get(type)?.(fields(message[type]), message) ?? [];
  return parts.length > 0 ? parts : [unsupported(type, message)];
}

function textParts(body: unknown): Part[] {
  const words = text(body);
  return words === '' ? [] : [{ type: 'text', text: words }];
}

function locationParts({ latitude, longitude, name, address, url }: Fields): Part[] {
  const [north, east] = [number(latitude), number(longitude)];
  if (north === null || east === null || Math.abs(north) > 90 || Math.abs(east) > 180) return [];
  const words = { ...(text(name) && { name: text(name) }), ...(text(address) && { address: text(address) }) };
  return [{ type: 'location', latitude: north, longitude: east, ...words }, ...textParts(url)];
}

function contactParts(contacts: unknown): Part[] {
  const cards = objects(contacts)
    .map(cardOf)
    .filter((card) => card !== null);
  return cards.length > 0 ? [{ type: 'contact', cards }] : [];
}

function cardOf(contact: Fields) {
  const { formatted_name: whole, first_name: first, middle_name: middle, last_name: last } = fields(contact.name);
  const phones = objects(contact.phones)
    .map((one) => firstText(one.phone, one.wa_id))
    .filter(Boolean);
  const emails = objects(contact.emails)
    .map((one) => text(one.email))
    .filter(Boolean);
  const organisation = text(fields(contact.org).company);
  const parts = [first, middle, last].map(text).filter(Boolean).join(' ');
  const name = firstText(whole, parts, organisation, phones[0], emails[0]);
  if (name === '') return null;
  return { name, phones, emails, ...(organisation && { organisation }) };
}

/** A basket as a list: what stands before the sign is how many, what follows the product is the price of one. */
function orderParts({ text: words, product_items: items }: Fields): Part[] {
  const answers = objects(items).map((item, index) => {
    const product = firstText(item.product_retailer_id, '?');
    const price = `${text(item.item_price)} ${text(item.currency)}`.trim();
    return { field: `item-${index + 1}`, label: `${firstText(item.quantity, '1')} × ${product}`, value: price };
  });
  if (answers.length === 0) return textParts(words);
  return [...textParts(words), { type: 'form', title: '🛒', answers }];
}

/** Seen in echoes of what the business sent: only its name is told. */
function templateParts({ name, language }: Fields): Part[] {
  if (text(name) === '') return [];
  return [{ type: 'template', name: text(name), language: firstText(fields(language).code, language), values: {} }];
}

/** Meta's numbers for "cannot be passed on now" and "its file could not be fetched". */
const UNAVAILABLE = 131060;
const NO_FILE = 131052;

/** Whether the words may still come, under the same id. */
export function isUnavailable(message: Fields): boolean {
  return typeOf(message) === 'unsupported' && number(objects(message.errors)[0]?.code) === UNAVAILABLE;
}

/** A placeholder that says what it is instead of; the raw message stays with the arrival. */
function unsupported(type: string, message: Fields): Part {
  const error = objects(message.errors)[0] ?? {};
  const what = firstText(fields(message.unsupported).type, type).slice(0, 100);
  const code = number(error.code);
  if (code === UNAVAILABLE)
    return {
      type: 'unsupported',
      what,
      why: reason('whatsapp.unavailable', 'WhatsApp could not pass this message on.'),
    };
  if (code === NO_FILE)
    return { type: 'unsupported', what, why: reason('whatsapp.file_lost', 'WhatsApp could not pass the file on.') };
  const why = reason('whatsapp.unsupported', `WhatsApp does not pass this kind of message on: ${what}`, { what });
  return { type: 'unsupported', what, why };
}
