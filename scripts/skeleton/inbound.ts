// What the service brought becomes events: messages and receipts; whatever else it may be is shown as unsupported.
import type { InboundEvent, Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import type { Part } from '../../core/contract/part.ts';
import { reason } from '../../core/contract/reason.ts';

const UNREADABLE: Parsed = { quarantine: reason('skeleton.unreadable', 'This is no call of the service.') };

/** Pure: the same arrival always gives the same events. */
export async function parseArrival(arrival: StoredArrival): Promise<Parsed> {
  const body = read(Buffer.from(arrival.body).toString());
  if (!isObject(body) || !Array.isArray(body.events)) return UNREADABLE;
  const events = body.events.map(toEvent);
  return events.every((event) => event !== null) ? { events } : UNREADABLE;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Null for what is no event: it comes from outside, so nothing about it is believed. */
function toEvent(given: unknown): InboundEvent | null {
  if (!isObject(given) || !isName(given.type)) return null;
  const at = new Date(String(given.at));
  if (Number.isNaN(at.getTime())) return null;
  if (given.type === 'receipt') return toReceipt(given, at);
  const { id, from } = given;
  if (!isName(id) || !isObject(from) || !isName(from.id)) return null;
  return {
    type: 'message',
    id,
    at,
    sender: {
      name: isName(from.name) ? from.name : undefined,
      address: { kind: 'handle', value: from.id, scope: 'skeleton' },
    },
    parts: [toPart(given)],
    // A chat: the next message belongs to the sender's open conversation.
    thread: { joinOpen: true },
  };
}

function toPart({ type, text }: Fields): Part {
  if (type === 'message' && isName(text)) return { type: 'text', text };
  const what = String(type).slice(0, 100);
  return { type: 'unsupported', what, why: reason('skeleton.unsupported', `This cannot be shown: ${what}`, { what }) };
}

function toReceipt({ message, status }: Fields, at: Date): InboundEvent | null {
  if (!isName(message) || (status !== 'delivered' && status !== 'read')) return null;
  return { type: 'receipt', of: { externalId: message }, status, at };
}
