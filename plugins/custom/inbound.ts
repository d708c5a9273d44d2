// What a bridge brought, as events. Pure: the same arrival always yields the same.
import type { InboundEvent, MessageEvent, Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import type { Part } from '../../core/contract/part.ts';
import { reason } from '../../core/contract/reason.ts';
import type { Channel } from './store/channels.ts';
import { partOf } from './wire/attachments.ts';
import { usesThreads, type Capabilities } from './wire/capabilities.ts';
import { personOf, readIdentifier, type Party } from './wire/identifiers.ts';
import { idOf } from './wire/ids.ts';

type Given = Record<string, unknown>;

/** What the body of an arrival is about stands beside it; a body that stands alone is a published message. */
export interface Meta {
  kind: 'message' | 'status' | 'edit' | 'delete' | 'reaction';
  /** Of the message it is about; of a status the desk's key of the delivery. */
  id: string;
  at?: string;
  [more: string]: unknown;
}

export function parseArrival({ capabilities }: Pick<Channel, 'capabilities'>, arrival: StoredArrival): Parsed {
  const given = read(arrival.body);
  if (!given) return { quarantine: reason('custom.illegible', 'This is no message of a bridge.') };
  const meta = (arrival.meta ?? {}) as Partial<Meta>;
  if (meta.kind === 'status') return { events: [statusEvent(given, meta.id ?? '', new Date(meta.at ?? 0))] };
  if (meta.kind === 'edit' || meta.kind === 'delete' || meta.kind === 'reaction') {
    const about = { of: meta.id ?? '', at: new Date(meta.at ?? 0) };
    if (meta.kind === 'delete') return { events: [{ type: 'delete', ...about }] };
    if (meta.kind === 'edit') return { events: [{ type: 'edit', ...about, parts: partsOf(given) }] };
    const by = partyOf(given.sender);
    if (!by) return { quarantine: reason('custom.nobody', 'It does not say who did it.') };
    return { events: [{ type: 'reaction', ...about, by: personOf(by), emoji: text(given.emoji) }] };
  }
  const message = messageEvent(capabilities, given, meta.id ?? idOf(JSON.stringify(given)));
  return message ?? { quarantine: reason('custom.nobody', 'It does not say who wrote it.') };
}

function messageEvent(capabilities: Capabilities, given: Given, id: string): Parsed | null {
  const senders = partiesOf(given.senders);
  const recipients = partiesOf(given.recipients);
  const isOut = given.messageDirection === 'OUTGOING';
  const [sender] = senders;
  if (!sender) return null;
  const parts = partsOf(given);
  if (parts.length === 0) parts.push(emptyPart());
  const thread = text(given.integrationThreadId);
  const isThreaded = usesThreads(capabilities) && thread !== '';
  // Of what was said outside the desk the customer is the one it was said to; else the first recipient is the account.
  const others = isOut ? recipients : [...senders.slice(1), ...recipients.slice(1)];
  const event: MessageEvent = {
    type: 'message',
    id,
    at: momentOf(given.timestamp),
    direction: isOut ? 'out' : 'in',
    sender: personOf(sender),
    ...(others.length > 0 && { recipients: others.map((one) => ({ role: 'to' as const, person: personOf(one) })) }),
    parts,
    thread: isThreaded ? { thread, tokens: [thread] } : { joinOpen: true },
    ...(text(given.inReplyToId) && { inReplyTo: text(given.inReplyToId) }),
  };
  return { events: [event], summary: text(given.text).slice(0, 100) };
}

function statusEvent(given: Given, key: string, at: Date): InboundEvent {
  const status =
    { SENT: 'sent', DELIVERED: 'delivered', READ: 'read', FAILED: 'failed' }[text(given.statusType)] ?? 'sent';
  const detail = text(given.errorMessage) || 'no reason was given';
  return {
    type: 'receipt',
    of: { key },
    status: status as 'sent' | 'delivered' | 'read' | 'failed',
    at,
    ...(status === 'failed' && {
      reason: reason('custom.failed', `The bridge could not deliver it: ${detail}`, { detail }),
    }),
  };
}

function partsOf(given: Given): Part[] {
  const words = text(given.text);
  const html = text(given.richText);
  const attachments = (Array.isArray(given.attachments) ? given.attachments : []).filter(
    (one): one is Given => typeof one === 'object' && one !== null,
  );
  const said: Part[] = words || html ? [{ type: 'text', text: words || plain(html), ...(html && { html }) }] : [];
  return [...said, ...attachments.map(partOf)];
}

function emptyPart(): Part {
  return { type: 'unsupported', what: 'EMPTY', why: reason('custom.empty', 'The message is empty.') };
}

function plain(html: string): string {
  return html
    .replace(/<[^>]{0,2000}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function partiesOf(given: unknown): Party[] {
  return (Array.isArray(given) ? given : []).flatMap((one) => partyOf(one) ?? []);
}

export function partyOf(given: unknown): Party | null {
  const { name, deliveryIdentifier } = (given ?? {}) as Given;
  const identifier = readIdentifier(deliveryIdentifier);
  return identifier && { ...(text(name) && { name: text(name) }), deliveryIdentifier: identifier };
}

function momentOf(given: unknown): Date {
  const at = new Date(given as string | number);
  return Number.isNaN(at.getTime()) ? new Date(0) : at;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function read(body: Uint8Array): Given | null {
  try {
    const given = JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
    return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Given) : null;
  } catch {
    return null;
  }
}
