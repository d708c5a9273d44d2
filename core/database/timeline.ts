// Timelines of tickets, records and contacts as rows: a line for each change, naming things as they were called then.
import type { Database } from './database.ts';
import { toDate, toJson } from './rows.ts';

/** Whose timeline; its table is called `<of>_change`. */
export type TimelineOf = 'ticket' | 'record' | 'contact';

export interface TimelineLine {
  id: number;
  at: Date;
  actor: string;
  actorName: string | null;
  kind: string;
  detail: Record<string, unknown>;
}

/** As the index of each table has them, newest first. */
const ORDER: Record<TimelineOf, string> = {
  ticket: 'line.id desc',
  record: 'line.id desc',
  contact: 'line.at desc, line.id desc',
};

/** Inside `write`; gives the line's id. */
export async function addTimelineLine(
  database: Database,
  of: TimelineOf,
  id: number,
  { at, actor, kind, detail }: Pick<TimelineLine, 'at' | 'actor' | 'kind' | 'detail'>,
): Promise<number> {
  const row = await database.row<{ id: number }>(
    `insert into ${of}_change (${of}_id, at, actor, kind, detail) values (?, ?, ?, ?, ?) returning id`,
    [id, at, actor, kind, JSON.stringify(detail)],
  );
  return row!.id;
}

/** Newest first; `where` speaks of the row `line`. */
export async function timelineLines(
  database: Database,
  of: TimelineOf,
  id: number,
  { where, params, limit }: { where: string; params: unknown[]; limit: number },
): Promise<TimelineLine[]> {
  const rows = await database.rows<Record<string, unknown>>(
    `select line.*, coalesce(desk_user.name, contact.name) as actor_name from ${of}_change line
     left join desk_user on desk_user.id = ${actorId('user')} left join contact on contact.id = ${actorId('contact')}
     where line.${of}_id = ? and ${where} order by ${ORDER[of]} limit ?`,
    [id, ...params, limit],
  );
  return rows.map((row) => ({
    id: row.id as number,
    at: toDate(row.at),
    actor: row.actor as string,
    actorName: row.actor_name as string | null,
    kind: row.kind as string,
    detail: toJson<Record<string, unknown>>(row.detail),
  }));
}

/** The id in an actor of this kind; null for others. Computed on this side, so that the other is found by its key. */
function actorId(kind: 'user' | 'contact'): string {
  return `case when line.actor like '${kind}:%' then cast(substr(line.actor, ${kind.length + 2}) as integer) end`;
}
