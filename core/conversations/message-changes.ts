// What becomes of a message later: edited, taken back, reacted to, delivered.
import type { DeliveryStatus } from '../contract/inbound.ts';
import type { CallPart } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import { patch } from '../database/columns.ts';
import { notFound } from '../kernel/errors.ts';
import { storeParts } from './attachments.ts';
import { factsFromMessages } from './facts.ts';
import { forgetHeld, holdArrival, keepHeld, wholeSubject } from './holding.ts';
import { conversationById, json, messageById, patchConversation, type Row } from './rows.ts';
import { mayFollow } from './status.ts';
import { tellMessageChanged } from './telling.ts';
import { wordsOf } from './words.ts';
import type { Message, Needs } from './shapes.ts';
import type { Intake } from './intake.ts';

const EARLIER_KEPT = 10;

type Edit = Parameters<Intake['editMessage']>[1];
type Part = Pick<Intake, 'editMessage' | 'renewCall' | 'deleteMessage' | 'react' | 'setStatus' | 'nameMessage'>;

export function createMessageChanges(needs: Needs): Part {
  const { database } = needs;
  return {
    editMessage: (messageId, change) => database.write(() => edit(needs, messageId, change)),
    renewCall: (messageId, part, actor) => database.write(() => renewCall(needs, messageId, part, actor)),
    deleteMessage: (messageId, change) => database.write(() => takeBack(needs, messageId, change)),
    react: (messageId, emoji, actor) =>
      database.write(async () => {
        const message = await mustExist(needs, messageId);
        // The customer sees one reaction of the team, whoever gave it.
        const isOurs = (by: string) => by.startsWith('user:');
        const others = message.reactions.filter(({ by }) => by !== actor && !(isOurs(actor) && isOurs(by)));
        const reactions = emoji ? [...others, { emoji, by: actor }] : others;
        if (JSON.stringify(reactions) === JSON.stringify(message.reactions)) return;
        await patch(database, 'message', messageId, { reactions: JSON.stringify(reactions) });
        await tellMessageChanged(needs, messageId, actor, { reaction: emoji });
      }),
    setStatus: (messageId, status, reason, again) =>
      database.write(async () => {
        const row = await database.row<Row>('select status from message where id = ?', [messageId]);
        if (!row) throw notFound('message');
        if (!mayFollow(row.status as DeliveryStatus | null, status, again)) return false;
        await patch(database, 'message', messageId, { status, status_reason: json(reason) });
        await tellMessageChanged(needs, messageId, 'desk', { status, was: row.status });
        return true;
      }),
    nameMessage: (messageId, externalId, aliases = []) =>
      database.write(() => nameOnce(needs, messageId, externalId, aliases)),
  };
}

async function nameOnce(needs: Needs, messageId: number, externalId: string, aliases: string[]): Promise<void> {
  const { database } = needs;
  const message = await mustExist(needs, messageId);
  if (!message.externalId) await patch(database, 'message', messageId, { external_id: externalId });
  const others = message.externalId && message.externalId !== externalId ? [externalId, ...aliases] : aliases;
  for (const alias of others) {
    await database.run(
      'insert into message_alias (account_id, alias, message_id) values (?, ?, ?) on conflict do nothing',
      [message.accountId, alias, messageId],
    );
  }
}

async function mustExist(needs: Needs, messageId: number): Promise<Message> {
  const message = await messageById(needs.database, messageId);
  if (!message) throw notFound('message');
  return message;
}

/** New words replace the old ones and what was said about files, and are kept as an earlier version; files stay unless the edit brings files. */
async function edit(needs: Needs, messageId: number, change: Edit): Promise<void> {
  const message = await mustExist(needs, messageId);
  if (change.arrivalId)
    await needs.database.run(
      'insert into message_arrival (message_id, arrival_id) values (?, ?) on conflict do nothing',
      [messageId, change.arrivalId],
    );
  // Also what comes too late can be looked at raw.
  if (change.held && change.arrivalId) await holdArrival(needs, messageId, change.arrivalId);
  if (message.deletedAt || (message.editedAt && message.editedAt > change.at)) return;
  const words = wordsOf(change.parts);
  const kept = change.parts.some((part) => part.type === 'media')
    ? []
    : message.parts.flatMap((part) => (part.type === 'media' ? [{ ...part, caption: undefined }] : []));
  const parts = [...(await storeParts(needs, messageId, change.parts)), ...kept];
  const before = { at: message.editedAt ?? message.at, text: message.text };
  const earlier = [...((message.details.earlier as object[] | undefined) ?? []), before].slice(-EARLIER_KEPT);
  await patch(needs.database, 'message', messageId, {
    parts: JSON.stringify(parts),
    text: words.text,
    ...(kept.length === 0 && { files: words.files }),
    edited_at: change.at,
    details: JSON.stringify({ ...message.details, earlier, held: await holdAfter(needs, message, change) }),
  });
  await refreshFacts(needs, message.conversationId);
  await tellMessageChanged(needs, messageId, change.actor, { edited: true });
}

/**
 * What of it is held back now is kept beside it, and why is given back; undefined for nothing. An edit has no subject: one
 * that is masked stays so, and what is said of files stays with them.
 */
async function holdAfter(
  needs: Needs,
  message: Message,
  { parts, held, arrivalId }: Edit,
): Promise<Reason[] | undefined> {
  const subject = await wholeSubject(needs, message);
  const isMasked = subject !== message.subject;
  const whole = held?.parts ?? parts.flatMap((part) => (part.type === 'media' ? [] : [part]));
  if (held || isMasked) await keepHeld(needs, message.id, { subject, parts: whole }, held && arrivalId);
  else await forgetHeld(needs, message.id);
  const before = (message.details.held as Reason[] | undefined) ?? [];
  const reasons = [...before.filter(({ params }) => isMasked || params?.file), ...(held?.reasons ?? [])];
  const once = new Map(reasons.map((one) => [one.text, one]));
  return once.size > 0 ? [...once.values()] : undefined;
}

async function renewCall(needs: Needs, messageId: number, part: CallPart, actor: string): Promise<void> {
  const message = await mustExist(needs, messageId);
  if (message.deletedAt) return;
  const answered = part.outcome === 'answered' || part.outcome === 'active';
  const wasAnswered = message.details.answered === true;
  await patch(needs.database, 'message', messageId, {
    parts: JSON.stringify(message.parts.map((one) => (one.type === 'call' ? part : one))),
    details: JSON.stringify({ ...message.details, answered }),
  });
  await refreshFacts(needs, message.conversationId);
  // Said once when it becomes an answer, and when it is none after all.
  const data = { call: part.outcome, ...(answered !== wasAnswered && { answer: answered }) };
  await tellMessageChanged(needs, messageId, actor, data);
}

async function takeBack(
  needs: Needs,
  messageId: number,
  change: Parameters<Intake['deleteMessage']>[1],
): Promise<void> {
  const message = await mustExist(needs, messageId);
  if (message.deletedAt) return;
  const { earlier: _, ticket: _hints, held: _held, ...details } = message.details;
  await forgetHeld(needs, messageId);
  await needs.database.run('delete from attachment where message_id = ?', [messageId]);
  await patch(needs.database, 'message', messageId, {
    parts: '[]',
    text: '',
    files: '',
    subject: '',
    deleted_at: change.at,
    details: JSON.stringify(details),
  });
  await refreshFacts(needs, message.conversationId);
  await tellMessageChanged(needs, messageId, change.actor, {}, 'message.deleted');
}

/** After messages were moved, edited or taken back. */
export async function refreshFacts(needs: Needs, conversationId: number): Promise<void> {
  const conversation = await conversationById(needs.database, conversationId);
  if (!conversation) return;
  await patchConversation(needs, conversationId, await factsFromMessages(needs.database, conversation));
}
