// Raw rows of imports turned into plain data, and the few statements several files need.
import { toDate, toDateOrNull, toJson, toJsonOrNull, toNumber } from '../database/rows.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import type { Fault, Import, ImportStatus, Needs } from './shapes.ts';

export type Row = Record<string, unknown>;

const SELECT = `select import_run.*, desk_user.name as user_name from import_run left join desk_user on desk_user.id = import_run.user_id`;

function importFrom(row: Row): Import {
  const number = (name: string) => toNumber(row[name]);
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    object: row.object as string,
    fileName: row.file_name as string,
    fileId: row.file_id as number | null,
    bytes: number('bytes'),
    user: row.user_id === null ? null : { id: row.user_id as number, name: row.user_name as string },
    status: row.status as ImportStatus,
    settings: toJson(row.settings),
    columns: toJson(row.columns),
    samples: toJson(row.samples),
    total: row.total as number | null,
    ...{ done: number('done'), created: number('created'), updated: number('updated') },
    ...{ skipped: number('skipped'), faulty: number('faulty'), kept: number('kept') },
    unowned: number('unowned'),
    reason: toJsonOrNull(row.reason),
    createdAt: toDate(row.created_at),
    endedAt: toDateOrNull(row.ended_at),
  };
}

export async function importsWhere({ database }: Needs, rest: string, params: unknown[]): Promise<Import[]> {
  return (await database.rows<Row>(`${SELECT} ${rest}`, params)).map(importFrom);
}

export async function findImport(needs: Needs, id: number): Promise<Import | null> {
  return (await importsWhere(needs, 'where import_run.id = ?', [id]))[0] ?? null;
}

/** Throws `not_found`. */
export async function importById(needs: Needs, id: number): Promise<Import> {
  const found = await findImport(needs, id);
  if (!found) throw notFound('import');
  return found;
}

/** Throws a conflict when it is further than that already, or not yet there. */
export function demandStatus({ status }: Import, ...wanted: ImportStatus[]): void {
  if (!wanted.includes(status))
    throw conflict('import_status', 'The import is at another stage by now. Load the page again.', { status });
}

export async function patchImport({ database, clock }: Needs, id: number, columns: Row): Promise<void> {
  const names = Object.keys(columns).map((name) => `${name} = ?, `);
  await database.run(`update import_run set ${names.join('')} changed_at = ? where id = ?`, [
    ...Object.values(columns),
    clock.now(),
    id,
  ]);
}

export interface Counted {
  done: number;
  created: number;
  updated: number;
  skipped: number;
  faulty: number;
  /** Of those that are changed. */
  unowned: number;
}

export function nothingCounted(): Counted {
  return { done: 0, created: 0, updated: 0, skipped: 0, faulty: 0, unowned: 0 };
}

export async function addCounts({ database, clock }: Needs, id: number, counted: Counted): Promise<void> {
  const names = Object.keys(counted);
  await database.run(
    `update import_run set ${names.map((name) => `${name} = ${name} + ?, `).join('')} changed_at = ? where id = ?`,
    [...Object.values(counted), clock.now(), id],
  );
}

export async function addFault({ database }: Needs, id: number, { line, reasons, cells }: Fault): Promise<void> {
  await database.run(
    'insert into import_fault (import_id, line, reasons, cells) values (?, ?, ?, ?) on conflict do nothing',
    [id, line, JSON.stringify(reasons), JSON.stringify(cells)],
  );
}

export async function faultsOf(
  { database }: Needs,
  id: number,
  { after = 0, limit = 100 }: { after?: number; limit?: number } = {},
): Promise<Fault[]> {
  const rows = await database.rows<Row>(
    'select * from import_fault where import_id = ? and line > ? order by line limit ?',
    [id, after, limit],
  );
  return rows.map((row) => ({
    line: row.line as number,
    reasons: toJson(row.reasons),
    cells: toJson(row.cells),
  }));
}

export async function addMade({ database }: Needs, id: number, object: string, recordId: number): Promise<void> {
  await database.run('insert into import_made (import_id, object, record_id) values (?, ?, ?) on conflict do nothing', [
    ...[id, object, recordId],
  ]);
}

/** What was done before is undone after. Nothing was changed where there is no step. */
export async function addStep({ database }: Needs, id: number, object: string, step: string | null): Promise<void> {
  if (step !== null)
    await database.run('insert into import_step (import_id, object, step) values (?, ?, ?)', [id, object, step]);
}
