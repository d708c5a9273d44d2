// The conversations of a view: page by page in its order, how many, and whether some meet the conditions.
import type { Viewer } from '../accounts/accounts.ts';
import type { Asker, Filter, Sql } from '../conditions/conditions.ts';
import { toNumber } from '../database/rows.ts';
import { invalid } from '../kernel/errors.ts';
import { fixedBy, placesOf, stretchesOf, type Stretch } from './stretches.ts';
import type { Asked, Needs, Sort, Views } from './shapes.ts';

type Part = Pick<Views, 'page' | 'count' | 'members'>;

const MOST = 200;
export const COUNT_LIMIT = 1000;
/** So many conversations are looked at one by one rather than looked for among all. */
const FEW = 1000;

/** Rows that stand one after the other; a view is made of one or several of these. */
interface Phase extends Sql {
  /** Undefined: of the newest message. */
  time?: string;
  descending: boolean;
}

interface Found {
  id: number;
  at: number;
}

export function createPaging(needs: Needs): Part {
  const { database, lists } = needs;
  return {
    async page(asked, viewer, { inboxIds, after, limit }) {
      const most = Math.min(limit, MOST);
      const { places, phase } = await placesIn(needs, asked, viewer, { inboxIds, after, limit: most });
      const shown = places.slice(0, most);
      const rows = await lists.rows(
        shown.map(({ id }) => id),
        viewer.userId,
      );
      const last = shown.at(-1);
      return { rows, next: places.length > most && last ? `${phase(most - 1)}.${last.at}-${last.id}` : null };
    },
    async count(asked, viewer, inboxIds) {
      const { stretches, met } = await questionOf(needs, asked, viewer, inboxIds);
      if (stretches.length === 0) return 0;
      const parts = stretches.map(({ from, sql }) => `select 1 from ${from} where ${sql} and ${met.sql}`);
      const [row] = await database.beside<{ found: number }>(
        `select count(*) as found from (${parts.join(' union all ')} limit ${COUNT_LIMIT})`,
        stretches.flatMap(({ params }) => [...params, ...met.params]),
      );
      return toNumber(row!.found);
    },
    async members(asked, viewer, inboxIds, conversationIds) {
      if (conversationIds.length === 0 || inboxIds.length === 0) return new Set();
      const met = await needs.conditions.sql(asked.filter, askerOf(needs, viewer));
      const rows = await database.rows<{ id: number }>(
        `select id from conversation where id in (?) and inbox_id + 0 in (?) and place in (?) and ${met.sql}`,
        [conversationIds, inboxIds, placesOf(asked.filter), ...met.params],
      );
      return new Set(rows.map(({ id }) => id));
    },
  };
}

export function askerOf({ clock }: Pick<Needs, 'clock'>, viewer: Viewer): Asker {
  const { userId, teamIds, timeZone, withheld, inboxIds } = viewer;
  return { userId, teamIds, timeZone, withheld, inboxIds, now: clock.now() };
}

async function questionOf(needs: Needs, { filter }: Asked, viewer: Viewer, inboxIds: number[]) {
  const accounts = await needs.database.rows<{ id: number; channel: string }>(
    'select id, channel from channel_account',
  );
  const conversationIds = await fewIn(needs, filter);
  const fixed = { userId: viewer.userId, inboxIds, accounts, conversationIds };
  return {
    stretches: stretchesOf(filter, fixed),
    waiting: stretchesOf(filter, { ...fixed, waiting: true }),
    met: await needs.conditions.sql(filter, askerOf(needs, viewer)),
  };
}

/** Undefined where there could be many. What is in the trash is in none of the indexes that are read for it. */
async function fewIn({ database, conditions }: Needs, filter: Filter): Promise<number[] | undefined> {
  if (placesOf(filter).some((place) => place !== 'inbox')) return undefined;
  for (const { sql, params } of await conditions.candidates(fixedBy(filter))) {
    const found = await database.beside<{ id: number }>(`select id from (${sql}) limit ${FEW + 1}`, params);
    if (found.length <= FEW) return [...new Set(found.map(({ id }) => id))];
  }
  return undefined;
}

async function placesIn(needs: Needs, asked: Asked, viewer: Viewer, place: Parameters<Views['page']>[2]) {
  const { stretches, waiting, met } = await questionOf(needs, asked, viewer, place.inboxIds);
  const phases = phasesOf(needs, asked.sort, askerOf(needs, viewer));
  const from = place.after === undefined ? null : placeAt(place.after, phases.length);
  const places: Found[] = [];
  const phaseOf: number[] = [];
  for (let number = from?.phase ?? 0; number < phases.length && stretches.length > 0; number += 1) {
    const left = place.limit + 1 - places.length;
    if (left <= 0) break;
    const phase = phases[number]!;
    const after = number === from?.phase ? from : null;
    const { sql, params } = pageQuery(phase.time ? waiting : stretches, phase, met, after, left);
    const found = await needs.database.beside<Found>(sql, params);
    places.push(...found);
    phaseOf.push(...found.map(() => number));
  }
  return { places, phase: (index: number) => phaseOf[index] ?? 0 };
}

function phasesOf({ conditions }: Needs, sort: Sort, asker: Asker): Phase[] {
  const every = { sql: '1 = 1', params: [] };
  if (sort === 'oldest') return [{ ...every, descending: false }];
  if (sort === 'waiting')
    return [
      {
        ...{ sql: 'conversation.waiting_since is not null', params: [] },
        ...{ time: 'conversation.waiting_since', descending: false },
      },
      { sql: 'conversation.waiting_since is null', params: [], descending: true },
    ];
  const order = sort === 'priority' ? conditions.order('priority') : null;
  return (order?.(asker) ?? [every]).map((one) => ({ ...one, descending: true }));
}

function pageQuery(stretches: Stretch[], phase: Phase, met: Sql, after: Found | null, most: number): Sql {
  const way = phase.descending ? 'desc' : 'asc';
  const sign = phase.descending ? '<' : '>';
  const parts = stretches.map((stretch) => {
    const time = phase.time ?? stretch.newest;
    const further = after ? ` and (${time}, ${stretch.id}) ${sign} (?, ?)` : '';
    return {
      sql: `select ${stretch.id} as id, ${time} as at from ${stretch.from}
        where ${stretch.sql} and ${phase.sql} and ${met.sql}${further} order by ${time} ${way}, ${stretch.id} ${way} limit ?`,
      params: [...stretch.params, ...phase.params, ...met.params, ...(after ? [after.at, after.id] : []), most],
    };
  });
  if (parts.length === 1) return parts[0]!;
  return {
    sql: `${parts.map((part) => `select * from (${part.sql})`).join(' union all ')} order by at ${way}, id ${way} limit ?`,
    params: [...parts.flatMap(({ params }) => params), most],
  };
}

function placeAt(text: string, phases: number): Found & { phase: number } {
  const found = /^(\d)\.(\d{1,15})-(\d{1,15})$/.exec(text);
  if (!found || Number(found[1]) >= phases) throw invalid({ after: 'wrong.place' });
  return { phase: Number(found[1]), at: Number(found[2]), id: Number(found[3]) };
}
