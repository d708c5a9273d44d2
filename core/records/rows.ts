// Raw rows of records turned into plain data, and the few statements several files need.
import type { Database } from '../database/database.ts';
import { toDate, toDateOrNull } from '../database/rows.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import type { DeskRecord, Needs } from './shapes.ts';

export type Row = Record<string, unknown>;

const NAME_LIMIT = 200;

export function recordFrom(row: Row): DeskRecord {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    type: row.type as string,
    name: row.name as string,
    domain: row.domain as string | null,
    ownerId: row.owner_id as number | null,
    createdAt: toDate(row.created_at),
    changedAt: toDate(row.changed_at),
    deletedAt: toDateOrNull(row.deleted_at),
  };
}

/** Throws `not_found` for deleted ones as well. */
export async function liveRecord(database: Database, id: number): Promise<DeskRecord> {
  const row = await database.row<Row>('select * from record where id = ? and deleted_at is null', [id]);
  if (!row) throw notFound('record');
  return recordFrom(row);
}

/** Also when no column changes: what belongs to it did. */
export async function patchRecord({ database, clock }: Needs, id: number, columns: Row): Promise<void> {
  const names = Object.keys(columns).map((name) => `${name} = ?, `);
  await database.run(`update record set ${names.join('')} changed_at = ? where id = ?`, [
    ...Object.values(columns),
    clock.now(),
    id,
  ]);
}

export function goodName(wanted: string, field = 'name', limit = NAME_LIMIT): string {
  const name = withoutDirectionMarks(wanted).replace(/\s+/g, ' ').trim();
  if (name === '') throw invalid({ [field]: 'wrong.empty' });
  if (name.length > limit) throw invalid({ [field]: 'wrong.too_long' });
  return name;
}
