// Imports of tables with what they made and what was wrong, and pairs that are likely one contact or company.
import type { SqlMigration } from '../migration.ts';

export const imports: SqlMigration = {
  name: 'core/0017-imports',
  up: [
    `create table import_run (
      id {id}, public_id text not null unique, object text not null, file_name text not null, file_id integer references file,
      bytes integer not null, user_id integer references desk_user on delete set null, status text not null, settings {json} not null,
      columns {json} not null, samples {json} not null, total integer, done integer not null default 0, created integer not null default 0,
      updated integer not null default 0, skipped integer not null default 0, faulty integer not null default 0, kept integer not null default 0,
      reason {json}, created_at {time} not null, changed_at {time} not null, ended_at {time})`,
    `create index import_run_file on import_run (file_id) where file_id is not null`,
    // Rows that could not be read, as they stand in the file.
    `create table import_fault (
      import_id integer not null references import_run on delete cascade, line integer not null, reasons {json} not null, cells {json} not null,
      primary key (import_id, line))`,
    // What it made, so that all of it can be taken back; without a key to what it points at.
    `create table import_made (
      import_id integer not null references import_run on delete cascade, object text not null, record_id integer not null,
      primary key (import_id, object, record_id))`,
    // What it changed, as steps that can be undone, in their order.
    `create table import_step (
      id {id}, import_id integer not null references import_run on delete cascade, object text not null, step text not null)`,
    `create index import_step_import on import_step (import_id, id)`,
    `alter table record add column merged_into_id integer references record`,
    // Whoever is taken out must not be somebody others were merged into.
    `create index record_merged on record (merged_into_id) where merged_into_id is not null`,
    `create index contact_merged on contact (merged_into_id) where merged_into_id is not null`,
    ...duplicates(),
  ],
};

/** By what they may be alike, whom to look at again, and the pairs that were found. */
function duplicates(): string[] {
  return [
    `create table duplicate_key (
      object text not null, record_id integer not null, kind text not null, key text not null, primary key (object, record_id, kind, key))`,
    `create index duplicate_key_alike on duplicate_key (object, kind, key, record_id)`,
    `create table duplicate_due (object text not null, record_id integer not null, primary key (object, record_id))`,
    `create table duplicate_pair (
      object text not null, one_id integer not null, other_id integer not null, score integer not null, reasons {json} not null,
      dismissed_at {time}, primary key (object, one_id, other_id))`,
    `create index duplicate_pair_open on duplicate_pair (object, score, one_id, other_id) where dismissed_at is null`,
    `create index duplicate_pair_other on duplicate_pair (object, other_id)`,
    `insert into duplicate_due (object, record_id) select 'contact', id from contact where merged_into_id is null`,
    `insert into duplicate_due (object, record_id) select 'company', id from record where type = 'company' and deleted_at is null`,
  ];
}
