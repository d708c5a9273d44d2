// Counting: what stands in the lists of the left column, what waits for a person, how far each has read.
import { COUNT_LIMIT, countQuery, type Query } from './list-queries.ts';
import type { Lists } from './lists.ts';
import type { Row } from './rows.ts';
import type { Needs } from './shapes.ts';

type Counting = Pick<Lists, 'counts' | 'sharedCounts' | 'ownCounts' | 'waiting' | 'readMarks'>;

/** Every page asks, and every one of these is looked up. */
const WAITING_LIMIT = 100;

const SHARED = ['unassigned', 'open', 'snoozed', 'spam'] as const;

export function createCounting(needs: Needs): Counting {
  const { database } = needs;
  const sharedCounts: Lists['sharedCounts'] = (inboxIds) => {
    const where = { userId: 0, teamIds: [], inboxIds };
    const queries = SHARED.map((list) => [list, countQuery({ ...where, list })] as const);
    return inboxIds.length === 0
      ? Promise.resolve({ unassigned: 0, open: 0, snoozed: 0, spam: 0 })
      : numbers(needs, queries);
  };
  const ownCounts: Lists['ownCounts'] = (userId, teamIds, inboxIds) => {
    const mine = countQuery({ list: 'mine', userId, teamIds, inboxIds });
    const none = { sql: 'select 0', params: [] };
    return numbers(needs, [
      ['mine', inboxIds.length === 0 ? none : mine],
      ['mentions', atMost('select 1 from mention where user_id = ? and seen_at is null', [userId])],
    ]);
  };
  return {
    sharedCounts,
    ownCounts,
    counts: async (userId, teamIds, inboxIds) => ({
      ...(await sharedCounts(inboxIds)),
      ...(await ownCounts(userId, teamIds, inboxIds)),
    }),
    waiting: async (userId) => (await numbers(needs, [['waiting', waitingQuery(userId)]])).waiting,
    async readMarks(conversationIds) {
      if (conversationIds.length === 0) return new Map();
      const sql = 'select conversation_id, user_id, message_id from read_mark where conversation_id in (?)';
      const rows = await database.rows<Row>(sql, [conversationIds]);
      const byConversation = Map.groupBy(rows, (row) => row.conversation_id as number);
      const marks = (all: Row[]) => new Map(all.map((row) => [row.user_id as number, row.message_id as number]));
      return new Map([...byConversation].map(([id, all]) => [id, marks(all)]));
    },
  };
}

/** "+ 0" as in the list `mine`: a person has few open conversations. */
function waitingQuery(userId: number): Query {
  return atMost(
    `select 1 from conversation left join read_mark
       on read_mark.conversation_id = conversation.id and read_mark.user_id = ?
     where owner_id = ? and place = 'inbox' and status = 'open'
       and coalesce(read_mark.message_id, 0) < conversation.last_message_id`,
    [userId, userId],
    WAITING_LIMIT,
  );
}

function atMost(sql: string, params: unknown[], most = COUNT_LIMIT): Query {
  return { sql: `select count(*) from (${sql} limit ${most})`, params };
}

async function numbers<Name extends string>(
  { database }: Needs,
  queries: (readonly [Name, Query])[],
): Promise<Record<Name, number>> {
  const [row] = await database.remembered<Row>(
    `select ${queries.map(([name, query]) => `(${query.sql}) as ${name}`).join(', ')}`,
    queries.flatMap(([, query]) => query.params),
  );
  return Object.fromEntries(queries.map(([name]) => [name, Number(row![name])])) as Record<Name, number>;
}
