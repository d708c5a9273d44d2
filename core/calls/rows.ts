// Calls and their ends as the database has them.
import type { RingRules } from '../contract/call.ts';
import type { Database } from '../database/database.ts';
import { toBoolean, toDate, toDateOrNull, toJson } from '../database/rows.ts';
import type { Call, CallQuery, Leg } from './shapes.ts';

type Row = Record<string, unknown>;

const FIELDS = `call.*, conversation.inbox_id, conversation.contact_id, desk_user.name as user_name from call
  left join conversation on conversation.id = call.conversation_id left join desk_user on desk_user.id = call.user_id`;

export async function callById(database: Database, id: number): Promise<Call | null> {
  return first(database, 'call.id = ?', [id]);
}

export async function callByPublicId(database: Database, publicId: string): Promise<Call | null> {
  return first(database, 'call.public_id = ?', [publicId]);
}

export async function callByKey(database: Database, accountId: number, key: string): Promise<Call | null> {
  return first(database, 'call.account_id = ? and call.key = ?', [accountId, key]);
}

export async function openCalls(database: Database): Promise<Call[]> {
  return whole(database, await database.rows<Row>(`select ${FIELDS} where call.state <> 'ended' order by call.id`));
}

async function first(database: Database, where: string, params: unknown[]): Promise<Call | null> {
  const row = await database.row<Row>(`select ${FIELDS} where ${where}`, params);
  return row ? (await whole(database, [row]))[0]! : null;
}

export async function listCalls(database: Database, query: CallQuery): Promise<Call[]> {
  const { inboxIds, limit, before } = query;
  const wanted: [string, unknown][] = [
    ['call.id < ?', before ?? Number.MAX_SAFE_INTEGER],
    ['call.result = ?', query.result],
    ['call.direction = ?', query.direction],
    ['call.user_id = ?', query.userId],
    ['call.account_id = ?', query.accountId],
    ['call.conversation_id = ?', query.conversationId],
    ['conversation.inbox_id in (?)', inboxIds === 'all' ? undefined : inboxIds],
  ];
  const asked = wanted.filter(([, value]) => value !== undefined);
  const where = asked.map(([sql]) => sql).join(' and ');
  const sql = `select ${FIELDS} where ${where} order by call.id desc limit ?`;
  return whole(database, await database.rows<Row>(sql, [...asked.map(([, value]) => value), limit]));
}

async function whole(database: Database, rows: Row[]): Promise<Call[]> {
  if (rows.length === 0) return [];
  const legs = await database.rows<Row>(
    `select call_leg.*, desk_user.name as user_name from call_leg left join desk_user on desk_user.id = call_leg.user_id
     where call_leg.call_id in (?) order by call_leg.call_id, call_leg.id`,
    [rows.map(({ id }) => id)],
  );
  const byCall = Map.groupBy(legs, (leg) => leg.call_id);
  return rows.map((row) => callFrom(row, (byCall.get(row.id) ?? []).map(legFrom)));
}

function callFrom(row: Row, legs: Leg[]): Call {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    accountId: row.account_id as number,
    key: row.key as string,
    conversationId: row.conversation_id as number | null,
    inboxId: row.inbox_id as number | null,
    contactId: row.contact_id as number | null,
    messageId: row.message_id as number | null,
    direction: row.direction as Call['direction'],
    state: row.state as Call['state'],
    ending: row.ending as Call['ending'],
    result: row.result as Call['result'],
    rules: toJson<RingRules>(row.rules),
    user: row.user_id === null ? null : { id: row.user_id as number, name: row.user_name as string },
    begun: toBoolean(row.begun),
    taking: row.taking as string | null,
    held: toBoolean(row.held),
    outcome: row.outcome as string,
    notes: row.notes as string,
    startedAt: toDate(row.started_at),
    answeredAt: toDateOrNull(row.answered_at),
    endedAt: toDateOrNull(row.ended_at),
    legs,
  };
}

function legFrom(row: Row): Leg {
  return {
    id: row.id as number,
    kind: row.kind as Leg['kind'],
    userId: row.user_id as number | null,
    name: (row.user_name as string | null) ?? '',
    role: row.role as Leg['role'],
    state: row.state as Leg['state'],
    ending: row.ending as Leg['ending'],
    device: row.device as string | null,
    muted: toBoolean(row.muted),
    startedAt: toDate(row.started_at),
    joinedAt: toDateOrNull(row.joined_at),
    endedAt: toDateOrNull(row.ended_at),
  };
}
