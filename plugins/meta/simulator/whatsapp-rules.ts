// Whether WhatsApp would take a message: its documented limits, each with the error it answers.
import { fields, isFields, number, objects, text, type Fields } from '../graph/json.ts';
import { graphError, missingParameter, wrongParameter, type Answer } from './answers.ts';
import { templateRule } from './template-sending.ts';
import type { World } from './world.ts';

type Rule = (content: Fields, world: World) => Answer | null;

const RULES = new Map<string, Rule>([
  ['text', ({ body }) => between('text.body', body, 1, 4096)],
  ...['image', 'video', 'audio', 'document', 'sticker'].map((type): [string, Rule] => [type, mediaRule]),
  [
    'location',
    ({ latitude, longitude }) =>
      number(latitude) === null || number(longitude) === null
        ? wrongParameter('location needs latitude and longitude')
        : null,
  ],
  ['contacts', () => null],
  ['reaction', ({ message_id: id }) => (text(id) === '' ? missingParameter('reaction.message_id') : null)],
  ['interactive', interactiveRule],
  ['template', templateRule],
]);

/** Null: it is taken. */
export function refusal(message: Fields, world: World): Answer | null {
  if (message.messaging_product !== 'whatsapp')
    return graphError(400, 100, 'The parameter messaging_product is required.');
  if (text(message.to) === '' && text(message.recipient) === '') return missingParameter('to');
  if (text(message.to) !== '' && !/^\+?\d{5,15}$/.test(text(message.to)))
    return wrongParameter('to is no phone number');
  const type = text(message.type) || 'text';
  const rule = RULES.get(type);
  if (!rule) return graphError(400, 131051, 'Unsupported message type', { details: type });
  if (type === 'contacts') return contactsRule(message.contacts);
  if (!isFields(message[type])) return missingParameter(type);
  return rule(fields(message[type]), world);
}

function between(name: string, value: unknown, least: number, most: number): Answer | null {
  const length = text(value).length;
  if (length < least) return missingParameter(name);
  return length > most ? wrongParameter(`${name} has ${length} characters; at most ${most} are allowed`) : null;
}

function mediaRule({ id, link, caption }: Fields, { files }: World): Answer | null {
  if (text(id) === '' && text(link) === '') return missingParameter('id or link');
  if (text(id) !== '' && !files.has(text(id)))
    return graphError(400, 131053, 'Media upload error', { details: 'There is no such file.' });
  return between('caption', caption, 0, 1024);
}

function contactsRule(contacts: unknown): Answer | null {
  const all = objects(contacts);
  if (all.length === 0 || all.length > 257) return wrongParameter('contacts: 1 to 257');
  return all.every(({ name }) => text(fields(name).formatted_name) !== '')
    ? null
    : missingParameter('contacts.name.formatted_name');
}

function interactiveRule({ type, body, action }: Fields): Answer | null {
  const words = between('interactive.body.text', fields(body).text, 1, type === 'list' ? 4096 : 1024);
  if (words) return words;
  if (type === 'button')
    return choices(
      objects(fields(action).buttons).map((one) => fields(one.reply)),
      3,
      20,
      256,
    );
  if (type !== 'list') return wrongParameter('interactive.type');
  const rows = objects(fields(action).sections).flatMap((one) => objects(one.rows));
  return between('action.button', fields(action).button, 1, 20) ?? choices(rows, 10, 24, 200);
}

function choices(all: Fields[], most: number, title: number, id: number): Answer | null {
  if (all.length === 0 || all.length > most) return wrongParameter(`1 to ${most} choices`);
  if (new Set(all.map((one) => text(one.id))).size < all.length) return wrongParameter('ids must differ');
  for (const one of all) {
    const wrong = between('title', one.title, 1, title) ?? between('id', one.id, 1, id);
    if (wrong) return wrong;
  }
  return null;
}
