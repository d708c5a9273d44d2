// Whether events are what the contract says they are: every field of the kind it promises.
import type { InboundEvent, Parsed } from '../../core/contract/inbound.ts';

type Field = [name: string, holds: (value: unknown) => boolean, needed?: 'maybe'];

const isText = (value: unknown) => typeof value === 'string';
const isName = (value: unknown) => typeof value === 'string' && value !== '';
const isSwitch = (value: unknown) => typeof value === 'boolean';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isDate = (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime());
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const listOf = (holds: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);
const oneOf = (words: string[]) => (value: unknown) => words.includes(value as string);

const isAddress = (value: unknown) =>
  isObject(value) &&
  oneOf(['email', 'phone', 'handle'])(value.kind) &&
  // Empty where the far side does not say who.
  isText(value.value) &&
  [undefined, 'string'].includes(value.scope === undefined ? undefined : typeof value.scope);
const isPerson = (value: unknown) =>
  isObject(value) && isAddress(value.address) && (value.name === undefined || isText(value.name));
const isReason = (value: unknown) => isObject(value) && isName(value.code) && isText(value.text);
const isHints = (value: unknown) => isObject(value) && (value.thread === undefined || isName(value.thread));
const isRecipient = (value: unknown) =>
  isObject(value) && oneOf(['to', 'cc', 'bcc'])(value.role) && isPerson(value.person);
const isUpTo = (value: unknown) => isObject(value) && isAddress(value.recipient) && isDate(value.at);
const isOf = (value: unknown) =>
  isObject(value) && (isName(value.externalId) || isName(value.key) || isUpTo(value.upTo));

const PARTS: Record<string, Field[]> = {
  text: [
    ['text', isText],
    ['html', isText, 'maybe'],
  ],
  media: [
    ['kind', oneOf(['image', 'audio', 'voice', 'video', 'file', 'sticker'])],
    ['name', isText],
    ['mimeType', isName],
  ],
  location: [
    ['latitude', isNumber],
    ['longitude', isNumber],
  ],
  contact: [['cards', listOf(isObject)]],
  choice: [],
  form: [
    ['title', isText],
    ['answers', listOf(isObject)],
  ],
  template: [
    ['name', isName],
    ['language', isText],
  ],
  call: [
    ['direction', oneOf(['in', 'out'])],
    ['outcome', oneOf(['answered', 'missed', 'voicemail', 'busy', 'failed'])],
  ],
  event: [
    ['title', isText],
    ['method', isText],
    ['attendees', listOf(isObject)],
  ],
  unsupported: [
    ['what', isText],
    ['why', isReason],
  ],
};

function isPart(value: unknown): boolean {
  if (!isObject(value) || !Object.hasOwn(PARTS, String(value.type))) return false;
  if (value.type === 'media' && value.content instanceof Uint8Array === isName(value.ref)) return false;
  return faultsIn(value, PARTS[value.type as string]!).length === 0;
}

const parts: Field = ['parts', listOf(isPart)];
const EVENTS: Record<InboundEvent['type'], Field[]> = {
  message: [
    ['id', isName],
    ['at', isDate],
    ['sender', isPerson],
    parts,
    ['thread', isHints],
    ['direction', oneOf(['in', 'out']), 'maybe'],
    ['recipients', listOf(isRecipient), 'maybe'],
    ['replyTo', listOf(isPerson), 'maybe'],
    ['subject', isText, 'maybe'],
  ],
  edit: [['of', isName], ['at', isDate], parts],
  delete: [
    ['of', isName],
    ['at', isDate],
  ],
  reaction: [
    ['of', isName],
    ['at', isDate],
    ['by', isPerson],
    ['emoji', isText],
  ],
  receipt: [
    ['of', isOf],
    ['at', isDate],
    ['status', oneOf(['sent', 'deferred', 'delivered', 'read', 'played', 'failed'])],
    ['recipient', isAddress, 'maybe'],
  ],
  typing: [
    ['by', isPerson],
    ['thread', isHints],
    ['on', isSwitch],
  ],
  rating: [
    ['by', isPerson],
    ['thread', isHints],
    ['at', isDate],
    ['score', (value) => [1, 2, 3, 4, 5].includes(value as number)],
    ['comment', isText, 'maybe'],
  ],
  end: [
    ['by', isPerson],
    ['thread', isHints],
    ['at', isDate],
  ],
  consent: [
    ['by', isPerson],
    ['given', isSwitch],
    ['purpose', isName],
    ['at', isDate],
  ],
  contact: [
    ['person', isPerson],
    ['was', isAddress, 'maybe'],
  ],
  call: [
    ['id', isName],
    ['at', isDate],
    ['by', isPerson],
    ['state', oneOf(['ringing', 'answered', 'ended'])],
  ],
  account: [
    ['what', isName],
    ['at', isDate],
    ['why', isReason],
  ],
};

function faultsIn(value: Record<string, unknown>, fields: Field[]): string[] {
  return fields
    .filter(([name, holds, needed]) => !(needed && value[name] === undefined) && !holds(value[name]))
    .map(([name]) => `${name} is ${JSON.stringify(value[name])?.slice(0, 80) ?? 'not there'}`);
}

/** What is wrong with an answer of `parse`, one sentence each. */
export function faultsOfParsed(parsed: Parsed): string[] {
  if ('quarantine' in parsed) return isReason(parsed.quarantine) ? [] : ['a quarantine without code and text'];
  return parsed.events.flatMap((event) => {
    const fields = EVENTS[event?.type];
    if (!fields) return [`there is no event "${String(event?.type)}"`];
    return faultsIn(event as unknown as Record<string, unknown>, fields).map((fault) => `${event.type}: ${fault}`);
  });
}
