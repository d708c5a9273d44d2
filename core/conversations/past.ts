// What was said with somebody by an account, as they themselves may see it again.
import type { History, HistoryQuery, PastMessage } from '../contract/history.ts';
import type { Part } from '../contract/part.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { toDate, toJson } from '../database/rows.ts';
import { attachmentsOf } from './beside.ts';
import type { Row } from './rows.ts';
import type { Needs } from './shapes.ts';
import type { ShownAttachment } from './thread.ts';

const USUAL = 50;
const MOST = 200;

/** Only conversations in which this very address takes part: other addresses of the same contact may be other people's screens. */
const THEIRS = `select conversation.id from participant join conversation on conversation.id = participant.conversation_id
  where participant.kind = ? and participant.value = ? and conversation.account_id = ? and conversation.place <> 'spam'`;

export interface Past {
  with(accountId: number, query: HistoryQuery): Promise<History>;
  /** Seconds from a first question to a first answer, the median of the account's last conversations; null for too few. */
  usualReply(accountId: number): Promise<number | null>;
}

export function createPast(needs: Needs): Past {
  return {
    with: (accountId, query) => pastWith(needs, accountId, query),
    usualReply: (accountId) => usualReply(needs, accountId),
  };
}

async function pastWith(needs: Needs, accountId: number, query: HistoryQuery): Promise<History> {
  const { kind, value } = normalAddress(query.person, `account:${accountId}`);
  const theirs = [kind, value, accountId];
  const most = Math.min(query.most ?? USUAL, MOST);
  const conversations = await needs.database.rows<Row>(
    `select id, public_id, status, created_at, merged_into_id from conversation where id in (${THEIRS}) order by id`,
    theirs,
  );
  const ids = [...new Set(conversations.map((row) => Number(row.merged_into_id ?? row.id)))];
  const rows = await needs.database.rows<Row>(
    `select message.*, conversation.public_id as conversation_public_id, desk_user.name as user_name from message
     join conversation on conversation.id = message.conversation_id left join desk_user on desk_user.id = message.author_user_id
     where message.conversation_id in (?) and message.kind = 'message' and message.deleted_at is null
       and coalesce(message.automatic, 'generated') = 'generated' and message.id < coalesce((select id from message where public_id = ?), 9e15)
     order by message.id desc limit ?`,
    [ids, query.before ?? '', most + 1],
  );
  return {
    messages: await messagesFrom(needs, rows.slice(0, most).toReversed()),
    conversations: conversations
      .filter((row) => row.merged_into_id === null)
      .map((row) => ({
        id: String(row.public_id),
        status: row.status as 'open',
        startedAt: toDate(row.created_at),
      })),
    earlier: rows.length > most,
  };
}

async function messagesFrom(needs: Needs, rows: Row[]): Promise<PastMessage[]> {
  const ids = rows.map((row) => row.id as number);
  if (ids.length === 0) return [];
  const attachments = await attachmentsOf(needs, 'message_id', ids);
  const keys = await needs.database.rows<{ message_id: number; key: string }>(
    'select message_id, key from delivery where message_id in (?) order by message_id, position',
    [ids],
  );
  return rows.map((row) => ({
    id: String(row.public_id),
    conversation: String(row.conversation_public_id),
    at: toDate(row.at),
    direction: row.direction as 'in' | 'out',
    author: authorOf(row),
    automatic: row.direction === 'out' && row.author_user_id === null,
    externalId: row.external_id as string | null,
    keys: keys.filter((one) => one.message_id === row.id).map(({ key }) => key),
    status: row.status as PastMessage['status'],
    parts: [
      ...toJson<Part[]>(row.parts).filter(({ type }) => type !== 'media'),
      ...(attachments.get(row.id as number) ?? []).map(mediaOf),
    ],
  }));
}

function authorOf(row: Row): PastMessage['author'] {
  if (row.direction === 'in' || !row.author_user_id || !row.user_name) return null;
  const name = String(row.user_name);
  return { userId: Number(row.author_user_id), name, firstName: name.split(' ')[0]! };
}

function mediaOf(one: ShownAttachment): Part {
  return {
    type: 'media',
    kind: one.kind as 'file',
    name: one.name,
    mimeType: one.type,
    bytes: one.bytes,
    fileId: one.state === 'ready' ? (one.fileId ?? undefined) : undefined,
    contentId: one.contentId ?? undefined,
    inline: one.inline,
  };
}

/** Of so many conversations, the newest first; fewer than the least say nothing. */
const SAMPLE = 60;
const LEAST = 5;

async function usualReply({ database }: Needs, accountId: number): Promise<number | null> {
  const rows = await database.rows<{ waited: number | null }>(
    `with recent as (
       select distinct conversation_id from (
         select conversation_id from delivery where account_id = ? order by id desc limit 400) limit ${SAMPLE})
     select (select min(answer.created_at) from message answer where answer.conversation_id = recent.conversation_id
               and answer.kind = 'message' and answer.direction = 'out' and answer.author_user_id is not null) -
            (select min(question.created_at) from message question where question.conversation_id = recent.conversation_id
               and question.kind = 'message' and question.direction = 'in') as waited from recent`,
    [accountId],
  );
  const waits = rows.flatMap(({ waited }) => (waited !== null && waited >= 0 ? [waited] : [])).sort((a, b) => a - b);
  return waits.length < LEAST ? null : Math.round(waits[Math.floor(waits.length / 2)]! / 1000);
}
