// The channel's own tables.
import type { PluginMigration } from '../../../core/contract/contract.ts';

export const migrations: PluginMigration[] = [
  {
    name: 'forms/0001-forms',
    up: [
      `create table forms_form (account_id integer primary key, version integer not null, definition text not null,
        changed_at integer not null, changed_by text not null)`,
      // received_at is empty until the desk has written the arrival down.
      `create table forms_submission (id integer primary key, account_id integer not null, key text not null,
        at integer not null, received_at integer, digest text not null, state text not null, reason text,
        sender text not null, name text not null, subject text not null, answers text not null, words text not null,
        page text not null)`,
      'create unique index forms_submission_key on forms_submission (account_id, key)',
      'create index forms_submission_at on forms_submission (account_id, at, id)',
      'create index forms_submission_sender on forms_submission (account_id, sender, at)',
      `create table forms_pending (key text primary key, account_id integer not null, at integer not null,
        type text not null, body text not null, meta text not null)`,
      'create index forms_pending_at on forms_pending (account_id, at)',
    ],
    down: ['drop table forms_pending', 'drop table forms_submission', 'drop table forms_form'],
  },
];
