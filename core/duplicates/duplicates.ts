// The door to duplicates: contacts and companies that are likely one, found by keys as they change (CH-15, CO-3).
import { toJson } from '../database/rows.ts';
import { invalid } from '../kernel/errors.ts';
import { followChanges, lookAt, refresh } from './finding.ts';
import type { DuplicateObject, Duplicates, Needs, Pair } from './shapes.ts';

export { DUPLICATE_OBJECTS } from './shapes.ts';
export type { DuplicateObject, Duplicates, Pair } from './shapes.ts';

const MOST = 100;
/** Looked at in one go of the job; the next one goes on. */
const IN_A_JOB = 5000;

export function createDuplicates(needs: Needs): Duplicates {
  const { database, clock, contacts } = needs;
  followChanges(needs);
  needs.jobs.handle('duplicates.find', { run: async () => void (await refresh(needs, IN_A_JOB)) });
  return {
    list: (object, query) => list(needs, object, query),
    of: (object, id, most) => ofOne(needs, object, id, most),
    async pair(object, oneId, otherId) {
      const row = await database.row<Row>(
        'select * from duplicate_pair where object = ? and one_id = ? and other_id = ? and dismissed_at is null',
        [object, ...pairOf(oneId, otherId)],
      );
      return row ? pairFrom(row) : null;
    },
    dismiss: (object, oneId, otherId, dismissed, actor) =>
      database.write(async () => {
        const ids = pairOf(oneId, otherId);
        await database.run(
          `insert into duplicate_pair (object, one_id, other_id, score, reasons, dismissed_at) values (?, ?, ?, 0, '[]', ?)
           on conflict (object, one_id, other_id) do update set dismissed_at = excluded.dismissed_at, reasons = excluded.reasons`,
          [object, ...ids, dismissed ? clock.now() : null],
        );
        if (object === 'contact' && dismissed) await contacts.notDuplicate(...ids, actor);
        if (object === 'contact' && !dismissed) await contacts.maybeDuplicate(...ids, actor);
        if (!dismissed) await again(needs, object, ids[0]);
      }),
    lookAgain: () => database.write(() => lookAgain(needs)),
    refresh: (most) => refresh(needs, most),
  };
}

/** What is not denied any more is found anew. */
async function again({ database }: Needs, object: DuplicateObject, id: number): Promise<void> {
  await database.run('insert into duplicate_due (object, record_id) values (?, ?) on conflict do nothing', [
    object,
    id,
  ]);
}

async function lookAgain({ database }: Needs): Promise<void> {
  const from = {
    contact: 'contact where merged_into_id is null',
    company: `record where type = 'company' and deleted_at is null`,
  };
  for (const [object, those] of Object.entries(from))
    await database.run(
      `insert into duplicate_due (object, record_id) select ?, id from ${those} on conflict do nothing`,
      [object],
    );
}

type Row = Record<string, unknown>;

function pairOf(one: number, other: number): [number, number] {
  return one < other ? [one, other] : [other, one];
}

function pairFrom(row: Row): Pair {
  return { oneId: row.one_id as number, otherId: row.other_id as number, reasons: toJson(row.reasons) };
}

/** Both ends of pairs, each from an index; nobody is like many. */
async function ofOne(needs: Needs, object: DuplicateObject, id: number, most: number): Promise<Pair[]> {
  const { database } = needs;
  const due = 'select 1 as due from duplicate_due where object = ? and record_id = ?';
  if (await database.row(due, [object, id])) await database.write(() => lookAt(needs, object, id));
  const rows = await database.rows<Row>(
    `select * from duplicate_pair where object = ? and one_id = ? and dismissed_at is null union all
     select * from duplicate_pair where object = ? and other_id = ? and dismissed_at is null`,
    [object, id, object, id],
  );
  const likeliest = rows.toSorted((one, other) => Number(other.score) - Number(one.score));
  return likeliest.slice(0, most).map(pairFrom);
}

async function list(
  { database }: Needs,
  object: DuplicateObject,
  { after, limit }: { after?: string; limit: number },
): ReturnType<Duplicates['list']> {
  const most = Math.min(limit, MOST);
  const place = after === undefined ? null : /^(\d{1,5})-(\d{1,15})-(\d{1,15})$/.exec(after);
  if (after !== undefined && !place) throw invalid({ after: 'wrong.place' });
  const behind = place ? ' and (score, one_id, other_id) < (?, ?, ?)' : '';
  const rows = await database.rows<Row>(
    `select * from duplicate_pair where object = ? and dismissed_at is null${behind}
     order by score desc, one_id desc, other_id desc limit ?`,
    [object, ...(place ? place.slice(1).map(Number) : []), most + 1],
  );
  const last = rows[most - 1];
  return {
    rows: rows.slice(0, most).map(pairFrom),
    next: rows.length > most && last ? `${last.score}-${last.one_id}-${last.other_id}` : null,
  };
}
