// The plugin's own tables: visitors of a site, the pages they saw, and what they have not read yet.
import type { PluginMigration } from '../../../core/contract/contract.ts';

export const migrations: PluginMigration[] = [
  {
    name: 'chat/0001-visitors',
    up: [
      `create table chat_visitor (
        id text not null primary key, account_id integer not null, user_key text, name text not null default '',
        email text not null default '', proven integer not null default 0, language text not null default '',
        zone text not null default '', screen text not null default '', agent text not null default '',
        consented_at integer, read_up_to text not null default '', wrote_at integer, ended_at integer,
        visits integer not null default 0, created_at integer not null, seen_at integer not null)`,
      `create unique index chat_visitor_user on chat_visitor (account_id, user_key) where user_key is not null`,
      `create index chat_visitor_seen on chat_visitor (seen_at)`,
      `create table chat_page (
        id integer primary key, visitor_id text not null, at integer not null, address text not null,
        title text not null default '', referrer text not null default '')`,
      `create index chat_page_visitor on chat_page (visitor_id, id)`,
      `create table chat_unseen (
        key text not null primary key, account_id integer not null, visitor_id text not null,
        conversation text not null, at integer not null)`,
      `create index chat_unseen_visitor on chat_unseen (visitor_id, at)`,
      `create index chat_unseen_due on chat_unseen (account_id, at)`,
    ],
    down: ['drop table chat_unseen', 'drop table chat_page', 'drop table chat_visitor'],
  },
];
