// The library (what is inserted while one writes) and macros (several actions in one click), each with who may use it.
import type { SqlMigration } from '../migration.ts';

export const library: SqlMigration = {
  name: 'core/0011-library',
  up: [
    `create table library_entry (
      id {id}, public_id text not null, kind text not null, title text not null, shortcut text not null default '',
      folder text not null default '', body {json} not null, file_id integer references file, file_name text not null default '',
      file_type text not null default '', access text not null, owner_id integer references desk_user on delete set null,
      uses integer not null default 0, used_at {time}, created_at {time} not null, changed_at {time} not null, deleted_at {time})`,
    `create unique index library_entry_public on library_entry (public_id)`,
    `create index library_entry_title on library_entry (title, id) where deleted_at is null`,
    `create index library_entry_file on library_entry (file_id) where file_id is not null`,
    ...shares('library_entry'),
    `create table macro (
      id {id}, name text not null, actions {json} not null, access text not null,
      owner_id integer references desk_user on delete set null, uses integer not null default 0, used_at {time},
      created_at {time} not null, changed_at {time} not null, deleted_at {time})`,
    `create index macro_name on macro (name, id) where deleted_at is null`,
    ...shares('macro'),
  ],
  down: ['macro_share', 'macro', 'library_entry_share', 'library_entry'].map((table) => `drop table ${table}`),
};

/** With whom something is shared that neither everybody nor only its owner uses. */
function shares(table: string): string[] {
  return [
    `create table ${table}_share (
      id {id}, record_id integer not null references ${table} on delete cascade,
      user_id integer references desk_user on delete cascade, team_id integer references team on delete cascade)`,
    `create index ${table}_share_record on ${table}_share (record_id)`,
    `create index ${table}_share_user on ${table}_share (user_id)`,
    `create index ${table}_share_team on ${table}_share (team_id)`,
  ];
}
