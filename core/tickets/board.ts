// The board: the tickets of a stage in their own order, and tickets put somewhere else in it.
import type { Actor } from '../events/events.ts';
import { act } from './acting.ts';
import { isByDue } from './due.ts';
import { filtersOf, placeIn, type Condition } from './filters.ts';
import { views } from './listing.ts';
import { liveTicket } from './rows.ts';
import { setStage } from './staging.ts';
import { PRIORITIES } from './shapes.ts';
import type { Column, ColumnQuery, Needs, StageAnswer, Ticket, TicketChanges } from './shapes.ts';
import type { Tickets } from './verbs.ts';

/** More tickets of a column are not counted one by one. */
export const COUNTED = 1000;
/** How long what is done stays on the board; the table has the rest. */
export const CLOSED_DAYS = 30;

const DAY = 86_400_000;
/** Between two that were put one above the other; places are milliseconds as long as nobody has chosen one. */
const GAP = 1000;

const AS_PUT = { column: 'place', further: '(place, id) < (?, ?)', order: 'place desc, id desc' };
const DUE_FIRST = { column: 'due', further: '(due, id) > (?, ?)', order: 'due, id' };

export function createBoard(needs: Needs): Pick<Tickets, 'column' | 'putOnBoard'> {
  return {
    column: (query) => column(needs, query),
    putOnBoard: (ticketId, stageId, belowId, actor, filled) =>
      needs.database.write(() => put(needs, ticketId, stageId, belowId, actor, filled)),
  };
}

async function column(needs: Needs, query: ColumnQuery): Promise<Column> {
  const { database, clock } = needs;
  const { stage, after, limit } = query;
  const few = await fewIn(needs, query);
  if (few?.length === 0) return { rows: [], next: null, count: 0 };
  const conditions: Condition[] = [
    few
      ? { sql: 'id in (?) and stage_id + 0 = ?', params: [few, stage.id] }
      : { sql: 'stage_id = ?', params: [stage.id] },
    ...(await filtersOf(needs, query)),
  ];
  if (stage.kind === 'closed')
    conditions.push({ sql: 'place > ?', params: [clock.now().getTime() - CLOSED_DAYS * DAY] });
  const { column, further, order } = isByDue(query) && stage.kind !== 'closed' ? DUE_FIRST : AS_PUT;
  const read = (asked: Condition[], most: number) =>
    database.rows<{ id: number; sorted: number }>(
      `select id, ${column} as sorted from ticket where ${sqlOf(asked)} order by ${order} limit ?`,
      [...paramsOf(asked), most],
    );
  const counted = await read(conditions, Math.max(COUNTED, limit + 1));
  const found = after ? await read([...conditions, { sql: further, params: placeIn(after) }], limit + 1) : counted;
  const shown = found.slice(0, limit);
  const rows = await views(
    needs,
    shown.map(({ id }) => id),
  );
  const last = shown.at(-1);
  return {
    rows,
    next: found.length > limit && last ? `${last.sorted}-${last.id}` : null,
    count: Math.min(COUNTED, counted.length),
  };
}

/**
 * Ids of all that can be shown, where what is asked for is rare: then these are looked at rather than everything in the
 * stage. Null where it is not rare, or nothing is asked for that has an index of its own.
 */
async function fewIn({ database }: Needs, query: ColumnQuery): Promise<number[] | null> {
  const { priority, owner, teamId, contactId, stage } = query;
  const asked: [column: string, value: number | undefined][] = [
    ['priority', priority && PRIORITIES.indexOf(priority)],
    ['owner_id', owner === 'nobody' ? undefined : owner],
    ['team_id', teamId],
    ['contact_id', contactId],
  ];
  for (const [column, value] of asked) {
    if (value === undefined) continue;
    const found = await database.rows<{ id: number }>(
      `select id from ticket where ${column} = ? and ${column} is not null and stage_kind = ?
         and deleted_at is null and hidden = false limit ?`,
      [value, stage.kind, COUNTED + 1],
    );
    if (found.length <= COUNTED) return found.map(({ id }) => id);
  }
  return null;
}

function sqlOf(conditions: Condition[]): string {
  return conditions.map(({ sql }) => sql).join(' and ');
}

function paramsOf(conditions: Condition[]): unknown[] {
  return conditions.flatMap(({ params }) => params);
}

/** Into a stage and right below another ticket of it; the stage asks as it always does. */
async function put(
  needs: Needs,
  ticketId: number,
  stageId: number,
  belowId: number | null,
  actor: Actor,
  filled?: TicketChanges,
): Promise<StageAnswer> {
  const before = await liveTicket(needs.database, ticketId);
  const above = belowId === null || belowId === ticketId ? null : await liveTicket(needs.database, belowId);
  const place = () => placeBelow(needs, ticketId, stageId, above?.stageId === stageId ? above : null);
  if (before.stageId !== stageId)
    return setStage(needs, ticketId, stageId, actor, filled, async () => setPlace(needs, ticketId, await place()));
  const done = await act(needs, [ticketId], actor, async () => setPlace(needs, ticketId, await place()));
  return { ok: true, ...done };
}

/** The order on the board is no change of the work: tables keep theirs. */
async function setPlace({ database }: Needs, ticketId: number, place: number): Promise<void> {
  await database.run('update ticket set place = ?, version = version + 1 where id = ?', [place, ticketId]);
}

async function placeBelow(needs: Needs, ticketId: number, stageId: number, above: Ticket | null): Promise<number> {
  const { database, clock } = needs;
  const there = 'stage_id = ? and id <> ? and deleted_at is null and hidden = false';
  const next = async (more: string, params: unknown[]) => {
    const sql = `select place from ticket where ${there} ${more} order by place desc, id desc limit 1`;
    return (await database.row<{ place: number }>(sql, [stageId, ticketId, ...params]))?.place;
  };
  if (!above) return Math.max(clock.now().getTime(), ((await next('', [])) ?? 0) + GAP);
  const below = await next('and (place, id) < (?, ?)', [above.place, above.id]);
  if (below === undefined) return above.place - GAP;
  const between = (above.place + below) / 2;
  if (between < above.place && between > below) return between;
  // No room left between the two: what is above moves up.
  await database.run(
    `update ticket set place = place + ? where stage_id = ? and (place, id) >= (?, ?) and deleted_at is null and hidden = false`,
    [GAP, stageId, above.place, above.id],
  );
  return below + GAP / 2;
}
