// Merging, splitting and moving messages between conversations, and what to do with strangers; all undoable (EM-14).
import type { Actor } from '../events/events.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { undoable } from '../database/undo.ts';
import { act } from './acting.ts';
import { refreshFacts } from './message-changes.ts';
import { createRecording } from './recording.ts';
import { joinReadMarks, joinWriters, relocate, watchMoves } from './relocating.ts';
import { conversationById, followed, liveConversation, patchConversation, type Row } from './rows.ts';
import { tell, userOf } from './telling.ts';
import type { Commands } from './commands.ts';
import type { Conversation, Done, Needs } from './shapes.ts';

type Part = Pick<Commands, 'merge' | 'split' | 'moveMessages' | 'acceptStranger'>;

export function createMoving(needs: Needs): Part {
  const merge: Commands['merge'] = (intoId, fromId, actor) =>
    needs.database.write(() => mergeTwo(needs, intoId, fromId, actor));
  return {
    merge,
    split: (conversationId, messageIds, actor) =>
      needs.database.write(() => split(needs, conversationId, messageIds, actor)),
    moveMessages: (messageIds, toId, actor) =>
      needs.database.write(async () => {
        const rows = await messageRows(needs, messageIds);
        const fromId = rows[0]!.conversation_id as number;
        if (rows.some((row) => row.conversation_id !== fromId)) throw invalid({ messages: 'field.one_conversation' });
        if (fromId === toId) return { undo: null };
        if ((await left(needs, fromId, messageIds)) === 0) return mergeTwo(needs, toId, fromId, actor);
        return moveSome(needs, fromId, toId, messageIds, actor);
      }),
    acceptStranger: (conversationId, how, actor) =>
      needs.database.write(async () => {
        const conversation = await liveConversation(needs.database, conversationId);
        if (!conversation.maybeBelongsToId) return { undo: null };
        if (how === 'join') {
          const target = await followed(
            needs.database,
            await conversationById(needs.database, conversation.maybeBelongsToId),
          );
          if (!target) throw notFound('conversation');
          if (target.id !== conversationId) return mergeTwo(needs, target.id, conversationId, actor);
        }
        return act(needs, conversationId, actor, 'apart', () => ({
          columns: { maybe_belongs_to_id: null },
          happening: { type: 'kept_apart' },
          event: 'conversation.changed',
          data: { apart: true },
        }));
      }),
  };
}

async function messageRows(needs: Needs, messageIds: number[]): Promise<Row[]> {
  const rows = await needs.database.rows<Row>(
    `select id, conversation_id, kind from message where id in (?) and kind <> 'event' order by id`,
    [messageIds],
  );
  if (rows.length === 0 || rows.length !== new Set(messageIds).size) throw notFound('message');
  return rows;
}

/** How many messages would stay behind. */
async function left(needs: Needs, conversationId: number, without: number[]): Promise<number> {
  const row = await needs.database.row<{ left: number }>(
    `select count(*) as left from message where conversation_id = ? and kind <> 'event' and id not in (?)`,
    [conversationId, without],
  );
  return Number(row!.left);
}

async function mergeTwo(needs: Needs, intoId: number, fromId: number, actor: Actor): Promise<Done> {
  if (intoId === fromId) throw conflict('merge_with_itself', 'A conversation cannot be merged with itself.');
  const into = await liveConversation(needs.database, intoId);
  const from = await liveConversation(needs.database, fromId);
  const lines: number[] = [];
  const both = () => [intoId, fromId];
  const act = {
    kind: 'merge',
    userId: userOf(actor),
    watch: watchMoves(both, () => lines),
    data: { conversationIds: both() },
  };
  const { undo } = await undoable(needs, act, async () => {
    await takeOver(needs, into, from);
    const params = { subject: from.subject, publicId: from.publicId };
    const line = await createRecording(needs).happened(intoId, { type: 'merged', params }, actor);
    lines.push(line.id);
    await tell(needs, 'conversation.merged', into, actor, { messageId: line.id, data: { from: fromId } });
    await tell(needs, 'conversation.merged', from, actor, { data: { into: intoId, publicId: into.publicId } });
  });
  return { undo };
}

async function takeOver(needs: Needs, into: Conversation, from: Conversation): Promise<void> {
  const { database, clock } = needs;
  const rows = await database.rows<{ id: number }>('select id from message where conversation_id = ?', [from.id]);
  await relocate(
    needs,
    rows.map((row) => row.id),
    into.id,
  );
  await database.run(
    `insert into participant (conversation_id, kind, value, name, contact_id)
     select ?, kind, value, name, contact_id from participant where conversation_id = ? on conflict do nothing`,
    [into.id, from.id],
  );
  await database.run(
    `insert into conversation_tag (conversation_id, tag_id, last_message_at)
     select ?, tag_id, last_message_at from conversation_tag where conversation_id = ? on conflict do nothing`,
    [into.id, from.id],
  );
  await joinReadMarks(needs, into.id, from.id, [into.lastMessageId, from.lastMessageId]);
  await database.run(
    `update draft set conversation_id = ? where conversation_id = ? and not exists (
      select 1 from draft other where other.conversation_id = ? and other.user_id = draft.user_id and other.kind = draft.kind)`,
    [into.id, from.id, into.id],
  );
  const opens = into.status !== 'open' && from.status === 'open';
  await patchConversation(needs, into.id, {
    contact_id: into.contactId ?? from.contactId,
    ...(into.ownerId === null && into.teamId === null && { owner_id: from.ownerId, team_id: from.teamId }),
    ...(opens && { status: 'open', closed_at: null, snoozed_until: null }),
  });
  await patchConversation(needs, from.id, {
    place: 'merged',
    merged_into_id: into.id,
    status: 'closed',
    closed_at: from.closedAt ?? clock.now(),
    snoozed_until: null,
    waiting_since: null,
    message_count: 0,
  });
  await refreshFacts(needs, into.id);
}

async function split(
  needs: Needs,
  conversationId: number,
  messageIds: number[],
  actor: Actor,
): Promise<Done & { conversationId: number }> {
  const source = await liveConversation(needs.database, conversationId);
  const rows = await messageRows(needs, messageIds);
  if (rows.some((row) => row.conversation_id !== conversationId)) throw invalid({ messages: 'field.one_conversation' });
  if ((await left(needs, conversationId, messageIds)) === 0) {
    throw conflict('split_leaves_nothing', 'At least one message has to stay in the conversation.');
  }
  const lines: number[] = [];
  const touched = [conversationId];
  const data = { conversationIds: touched };
  const act = {
    kind: 'split',
    userId: userOf(actor),
    watch: watchMoves(
      () => touched,
      () => lines,
    ),
    data,
  };
  const { result, undo } = await undoable(needs, act, async () => {
    const made = await branchOff(needs, source, messageIds, actor);
    touched.push(made.id);
    const { happened } = createRecording(needs);
    const away = await happened(
      conversationId,
      { type: 'split_off', params: { publicId: made.publicId, count: messageIds.length } },
      actor,
    );
    const here = await happened(
      made.id,
      { type: 'split_from', params: { publicId: source.publicId, subject: source.subject } },
      actor,
    );
    lines.push(away.id, here.id);
    await tell(needs, 'conversation.split', source, actor, { messageId: away.id, data: { into: made.id, messageIds } });
    return made;
  });
  return { undo, conversationId: result.id };
}

async function branchOff(
  needs: Needs,
  source: Conversation,
  messageIds: number[],
  actor: Actor,
): Promise<Conversation> {
  const first = await needs.database.row<Row>(
    `select subject, at, author_contact_id from message where id in (?) and kind = 'message' order by id limit 1`,
    [messageIds],
  );
  const { start } = createRecording(needs);
  const made = await start({
    inboxId: source.inboxId,
    accountId: source.accountId,
    contactId: (first?.author_contact_id as number | null) ?? source.contactId,
    subject: (first?.subject as string) || source.subject,
    ownerId: source.ownerId,
    teamId: source.teamId,
    notes: source.notes,
    language: source.language,
    at: source.lastMessageAt,
    actor,
  });
  await relocate(needs, messageIds, made.id);
  await joinWriters(needs, made.id, messageIds);
  await refreshFacts(needs, made.id);
  await refreshFacts(needs, source.id);
  await needs.database.run(
    `insert into read_mark (user_id, conversation_id, message_id)
     select user_id, ?, message_id from read_mark where conversation_id = ?`,
    [made.id, source.id],
  );
  return made;
}

async function moveSome(needs: Needs, fromId: number, toId: number, messageIds: number[], actor: Actor): Promise<Done> {
  const from = await liveConversation(needs.database, fromId);
  const to = await liveConversation(needs.database, toId);
  const lines: number[] = [];
  const both = () => [fromId, toId];
  const act = {
    kind: 'move messages',
    userId: userOf(actor),
    watch: watchMoves(both, () => lines),
    data: { conversationIds: both() },
  };
  const { undo } = await undoable(needs, act, async () => {
    await relocate(needs, messageIds, toId);
    await joinWriters(needs, toId, messageIds);
    await refreshFacts(needs, fromId);
    await refreshFacts(needs, toId);
    const { happened } = createRecording(needs);
    const count = messageIds.length;
    const away = await happened(
      fromId,
      { type: 'messages_moved_away', params: { publicId: to.publicId, subject: to.subject, count } },
      actor,
    );
    const here = await happened(
      toId,
      { type: 'messages_moved_here', params: { publicId: from.publicId, subject: from.subject, count } },
      actor,
    );
    lines.push(away.id, here.id);
    await tell(needs, 'conversation.split', from, actor, { messageId: away.id, data: { into: toId, messageIds } });
    await tell(needs, 'conversation.merged', to, actor, { messageId: here.id, data: { from: fromId, messageIds } });
  });
  return { undo };
}
