// Messages of the desk on the simulated side: looked at, taken, shown on a phone, followed by what becomes of them.
import { fields, firstText, isFields, objects, readJson, text, type Fields } from '../graph/json.ts';
import { fine, graphError, wrongParameter, type Answer } from './answers.ts';
import { keepFile } from './files.ts';
import { statusOf } from './people.ts';
import { shownTemplate } from './templates.ts';
import { bring } from './webhooks.ts';
import { refusal } from './whatsapp-rules.ts';
import type { SimulatedNumber } from './portfolio.ts';
import { newId, personOf, type Person, type Shown, type World } from './world.ts';

const DAY = 24 * 60 * 60_000;
/** A number that ends so is not on WhatsApp. */
const NOBODY = /0404$/;

export function takeOnWhatsApp(world: World, message: Fields, number: SimulatedNumber): Answer {
  if (!number.isRegistered) return graphError(400, 133010, 'Phone number not registered');
  if (number.status === 'BANNED') return graphError(403, 131031, 'Business Account locked');
  if (text(message.status) === 'read') return read(world, text(message.message_id));
  const refused = refusal(message, world);
  if (refused) return refused;
  if (text(message.type) === 'reaction') return takeReaction(world, message);
  const to = firstText(message.to, message.recipient);
  const person = personOf(world, 'whatsapp', to.replace(/^\+/, ''));
  person.at = number.id;
  const id = newId('wamid.');
  const key = text(message.biz_opaque_callback_data);
  const type = text(message.type) || 'text';
  take(world, {
    id,
    person: person.id,
    from: 'desk',
    type,
    words: type === 'template' ? shownTemplate(world, fields(message.template)) : wordsOf(message, type),
    content: message,
    status: 'sent',
    ...(key && { key }),
  });
  if (world.lively) void follow(world, person, id, type);
  const contact = text(message.to) === '' ? { input: to, user_id: to } : { input: to, wa_id: person.id };
  return fine({ messaging_product: 'whatsapp', contacts: [contact], messages: [{ id, message_status: 'accepted' }] });
}

/** Marks it and what came before it. */
function read(world: World, id: string): Answer {
  const message = world.said.find((one) => one.id === id && one.from === 'person');
  if (!message) return wrongParameter(`There is no message ${id} of a customer`);
  for (const one of world.said) {
    if (one.person === message.person && one.from === 'person') one.read = true;
    if (one === message) break;
  }
  return fine({ success: true });
}

/** Only where the message was said, and while the day is open. */
function takeReaction(world: World, { to, recipient, reaction }: Fields): Answer {
  const { message_id: id, emoji } = fields(reaction);
  const person = personOf(world, 'whatsapp', firstText(to, recipient).replace(/^\+/, ''));
  const message = world.said.find((one) => one.id === id && one.person === person.id);
  if (!message) return wrongParameter(`There is no message ${text(id)} in this chat`);
  if (!isOpen(world, person)) return graphError(400, 131047, 'Re-engagement message');
  message.reaction = text(emoji);
  const contact = { input: firstText(to, recipient), wa_id: person.id };
  return fine({ messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: newId('wamid.') }] });
}

const isOpen = (world: World, { wroteAt }: Person) => wroteAt !== null && world.now() - wroteAt < DAY;

function take(world: World, shown: Shown): void {
  world.said.push(shown);
  world.taken.push(shown.id);
}

function wordsOf(message: Fields, type: string): string {
  const content = fields(message[type]);
  const body = fields(content.body);
  return firstText(content.body, body.text, content.caption, content.name, content.filename, content.emoji);
}

/** What becomes of it: nothing outside of the day, and nothing at numbers nobody has. */
async function follow(world: World, person: Person, id: string, type: string): Promise<void> {
  const error = NOBODY.test(person.id)
    ? { code: 131026, title: 'Message undeliverable' }
    : type === 'template' || isOpen(world, person)
      ? null
      : { code: 131047, title: 'Re-engagement message' };
  const states: [string, Fields][] = error
    ? [['failed', { errors: [error] }]]
    : [
        ['sent', {}],
        ['delivered', {}],
      ];
  await bring(
    world,
    'whatsapp',
    states.map(([state, more]) => ({ statuses: [statusOf(world, person, id, state, more)] })),
    person.at,
  );
  const shown = world.said.find((one) => one.id === id);
  if (shown) shown.status = states.at(-1)![0];
}

/** The longest text, and how many quick replies with which titles. */
const LONGEST = 2000;
const MOST_REPLIES = 13;
const LONGEST_REPLY = 20;

export async function takeOnMessenger(world: World, request: Fields, pageId: string): Promise<Answer> {
  const psid = text(fields(request.recipient).id);
  if (psid === '') return graphError(400, 100, 'Param recipient must be non-empty');
  if ('sender_action' in request) return takeAction(world, psid, request);
  const message = fields(request.message);
  const wrong = messengerRefusal(request, message);
  if (wrong) return wrong;
  const person = personOf(world, 'messenger', psid);
  person.at = pageId;
  if (!isWithin(world, person, request))
    return graphError(400, 10, 'This message is sent outside of allowed window.', { subcode: 2018278 });
  const id = newId('m_');
  const key = text(message.metadata);
  const type = firstText(fields(message.attachment).type, 'text');
  take(world, {
    id,
    person: person.id,
    from: 'desk',
    type,
    words: firstText(message.text, fields(fields(message.attachment).payload).text),
    content: message,
    status: 'sent',
    ...(key && { key }),
  });
  if (world.lively) void echo(world, { psid, pageId }, id, message);
  return fine({ recipient_id: psid, message_id: id });
}

const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'];

function takeAction(world: World, psid: string, request: Fields): Answer {
  const action = text(request.sender_action);
  if (!ACTIONS.includes(action))
    return graphError(400, 100, `Param sender_action must be one of {${ACTIONS.join(', ').toUpperCase()}}`);
  const person = world.people.find(({ channel, id }) => channel === 'messenger' && id === psid);
  if (!person) return graphError(400, 100, 'No matching user found', { subcode: 2018001 });
  if (action === 'react' || action === 'unreact') return reactOnMessenger(world, person, request);
  if (action === 'mark_seen')
    for (const one of world.said) if (one.person === psid && one.from === 'person') one.read = true;
  return fine({ recipient_id: psid });
}

/** Any emoji; taken back, only the message is named. */
function reactOnMessenger(world: World, person: Person, { sender_action: action, payload }: Fields): Answer {
  const { message_id: id, reaction } = fields(payload);
  const message = world.said.find((one) => one.id === id && one.person === person.id);
  if (!message) return graphError(400, 100, `There is no message ${text(id)} in this thread`);
  const isTaken = action === 'unreact';
  if (isTaken !== (text(reaction) === '')) return graphError(400, 100, 'Param payload[reaction] is wrong');
  if (!isOpen(world, person))
    return graphError(400, 10, 'This message is sent outside of allowed window.', { subcode: 2018278 });
  message.reaction = text(reaction);
  return fine({ recipient_id: person.id });
}

function messengerRefusal({ messaging_type: kind, tag }: Fields, message: Fields): Answer | null {
  if (!['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(text(kind)))
    return graphError(400, 100, 'Param messaging_type is required');
  if (kind === 'MESSAGE_TAG' && tag !== 'HUMAN_AGENT') return graphError(400, 100, 'Invalid message tag');
  const words = text(message.text);
  if (words === '' && !isFields(message.attachment)) return graphError(400, 100, 'Param message is empty');
  if (words.length > LONGEST)
    return graphError(400, 100, `Length of param message[text] must be less than or equal to ${LONGEST}`);
  const replies = objects(message.quick_replies);
  const isWrong = replies.some(({ title }) => text(title) === '' || text(title).length > LONGEST_REPLY);
  return replies.length > MOST_REPLIES || isWrong ? graphError(400, 100, 'Param quick_replies is wrong') : null;
}

/** A day for everything, a week for people. Who has never written is written to in tests only. */
function isWithin({ now, lively }: World, { wroteAt }: Person, { messaging_type: kind }: Fields): boolean {
  if (wroteAt === null) return !lively;
  return now() - wroteAt < (kind === 'MESSAGE_TAG' ? 7 * DAY : DAY);
}

/** Everything the page says comes back to its apps; then it is delivered. */
async function echo(
  world: World,
  { psid, pageId }: { psid: string; pageId: string },
  mid: string,
  message: Fields,
): Promise<void> {
  const page = { sender: { id: pageId }, recipient: { id: psid }, timestamp: world.now() };
  const person = { sender: { id: psid }, recipient: { id: pageId }, timestamp: world.now() };
  const said = { ...message, mid, is_echo: true, app_id: 1 };
  await bring(
    world,
    'messenger',
    [
      { ...page, message: said },
      { ...person, delivery: { mids: [mid], watermark: world.now() } },
    ],
    pageId,
  );
  const shown = world.said.find((one) => one.id === mid);
  if (shown) shown.status = 'delivered';
}

/** A message with its file, as a form: its parts are JSON in texts. */
export async function messageOfForm(world: World, form: FormData): Promise<Fields> {
  const read = (name: string): unknown => {
    const value = form.get(name);
    return typeof value === 'string' ? (readJson(value) ?? value) : undefined;
  };
  const file = form.get('filedata');
  if (file instanceof File)
    keepFile(world, { type: file.type, name: file.name, bytes: Buffer.from(await file.arrayBuffer()) });
  const names = ['recipient', 'message', 'messaging_type', 'tag', 'reply_to'];
  return Object.fromEntries(
    names.map((name) => [name, read(name)]).filter(([, value]) => value !== undefined),
  ) as Fields;
}
