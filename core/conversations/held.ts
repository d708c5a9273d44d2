// What of a message is held back for its content: kept as it came beside the masked row, shown on request, released (WA-12).
import type { Part } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import { patch } from '../database/columns.ts';
import type { StoredPart } from '../database/entities/message.ts';
import { toJson } from '../database/rows.ts';
import type { Actor } from '../events/events.ts';
import { refreshFacts } from './message-changes.ts';
import { messageById, type Row } from './rows.ts';
import { tellMessageChanged } from './telling.ts';
import { wordsOf } from './words.ts';
import type { Held, Needs, NewPart } from './shapes.ts';

export interface HeldBack {
  /** A message as it came, with why it is held back; null for one that is not. */
  of(messageId: number): Promise<Held | null>;
  /** Nothing about it is dangerous: everybody sees it as it came. False when it was not held back. */
  release(messageId: number, actor: Actor): Promise<boolean>;
  /** A raw arrival that belongs to no message here shows something dangerous. Inside `write`. */
  alone(arrivalId: number, reasons: Reason[]): Promise<void>;
  /** Of which messages a raw arrival shows what is or was held back. */
  inArrival(arrivalId: number): Promise<HeldThere[]>;
}

interface HeldThere {
  /** Of the message; null for an arrival that belongs to none here. */
  publicId: string | null;
  inboxId: number;
  /** Why it is held back now; none for one that was changed since. */
  reasons: Reason[];
}

export function createHeldBack(needs: Needs): HeldBack {
  const { database } = needs;
  return {
    of: (messageId) => heldOf(needs, messageId),
    release: (messageId, actor) => database.write(() => release(needs, messageId, actor)),
    alone: (arrivalId, reasons) =>
      database.run('insert into held_alone (arrival_id, reasons) values (?, ?) on conflict do nothing', [
        arrivalId,
        JSON.stringify(reasons),
      ]),
    inArrival: (arrivalId) => inArrival(needs, arrivalId),
  };
}

/** Why a message is held back; a message says it in its details, so that no list asks for more. */
export function reasonsOf({ details }: { details: Record<string, unknown> }): Reason[] {
  return (details.held as Reason[] | undefined) ?? [];
}

async function heldOf({ database }: Needs, messageId: number): Promise<Held | null> {
  const message = await messageById(database, messageId);
  const reasons = message ? reasonsOf(message) : [];
  if (!message || reasons.length === 0) return null;
  const row = await database.row<Row>('select subject, parts from held_message where message_id = ?', [messageId]);
  // Only its files are held back.
  if (!row) return { subject: message.subject, parts: message.parts.flatMap(withoutFile), reasons };
  return { subject: row.subject as string, parts: toJson<Part[]>(row.parts), reasons };
}

async function inArrival({ database }: Needs, arrivalId: number): Promise<HeldThere[]> {
  const rows = await database.rows<Row>(
    `select message.public_id, message.details, conversation.inbox_id from held_arrival
     join message on message.id = held_arrival.message_id join conversation on conversation.id = message.conversation_id
     where held_arrival.arrival_id = ?`,
    [arrivalId],
  );
  const alone = await database.rows<Row>(
    `select held_alone.reasons, channel_account.inbox_id from held_alone join arrival on arrival.id = arrival_id
     join channel_account on channel_account.id = arrival.account_id where arrival_id = ?`,
    [arrivalId],
  );
  return [
    ...rows.map((row) => ({
      publicId: row.public_id as string,
      inboxId: row.inbox_id as number,
      reasons: reasonsOf({ details: toJson(row.details) }),
    })),
    ...alone.map((row) => ({
      publicId: null,
      inboxId: row.inbox_id as number,
      reasons: toJson<Reason[]>(row.reasons),
    })),
  ];
}

function withoutFile(part: StoredPart): Part[] {
  return part.type === 'media' ? (part.caption ? [{ type: 'text', text: part.caption }] : []) : [part];
}

async function release(needs: Needs, messageId: number, actor: Actor): Promise<boolean> {
  const { database } = needs;
  const held = await heldOf(needs, messageId);
  const message = held && (await messageById(database, messageId));
  if (!message || message.deletedAt) return false;
  const row = await database.row<Row>('select parts from held_message where message_id = ?', [messageId]);
  const whole = row ? toJson<Part[]>(row.parts) : null;
  const parts = whole ? message.parts.map((part, index) => restored(part, whole[index])) : message.parts;
  const { held: _, ...details } = message.details;
  await patch(database, 'message', messageId, {
    subject: held.subject,
    parts: JSON.stringify(parts),
    text: wordsOf(parts.map(asNew)).text,
    details: JSON.stringify(details),
  });
  // What the conversation is called by it was masked with it; rooms above hear what else was.
  if (held.subject !== message.subject)
    await database.run('update conversation set subject = ? where subject = ? and id = ?', [
      ...[held.subject, message.subject, message.conversationId],
    ]);
  await database.run('update attachment set held = null where message_id = ?', [messageId]);
  await database.run('delete from held_message where message_id = ?', [messageId]);
  await database.run('delete from held_arrival where message_id = ?', [messageId]);
  await refreshFacts(needs, message.conversationId);
  const called = { was: nameIn(message.subject, message.parts), is: nameIn(held.subject, parts) };
  await tellMessageChanged(needs, messageId, actor, { released: true, ...(called.was !== called.is && { called }) });
  return true;
}

/** What is named after a message. */
function nameIn(subject: string, parts: StoredPart[]): string {
  return subject || wordsOf(parts.map(asNew)).snippet;
}

/** For its words; the file itself has none. */
function asNew(part: StoredPart): NewPart {
  return part.type === 'media' ? { type: 'text', text: part.caption ?? '' } : part;
}

function restored(part: StoredPart, whole: Part | undefined): StoredPart {
  if (part.type === 'media')
    return { ...part, ...(whole?.type === 'media' && whole.caption && { caption: whole.caption }) };
  return whole && whole.type !== 'media' ? whole : part;
}
