// The plugin's own tables: bridges, the channels they register, and what goes over each.
import type { PluginMigration } from '../../../core/contract/contract.ts';

export const migrations: PluginMigration[] = [
  {
    name: 'custom/0001-bridges',
    up: [
      // Tokens and secrets are computed from these versions and the desk's key: nothing here could be used by who reads it.
      `create table custom_bridge (id integer primary key, name text not null, token_version integer not null,
        secret_version integer not null, old_secret_until integer, created_at integer not null)`,
      `create table custom_channel (id integer primary key, bridge_id integer not null, name text not null,
        description text not null, icon text not null, logo_url text not null, logo text not null, webhook_url text not null,
        redirect_url text not null, capabilities text not null, fields text not null, active integer not null,
        created_at integer not null, deleted_at integer)`,
      'create index custom_channel_bridge on custom_channel (bridge_id)',
      `create table custom_connecting (token text primary key, channel_id integer not null, inbox_id integer not null,
        user_id integer not null, name text not null, identifier text not null, created_at integer not null)`,
      `create table custom_message (id text primary key, channel_id integer not null, account_id integer not null,
        key text not null, direction text not null, thread text not null, person text not null, body text not null,
        status text not null, error text not null, created_at integer not null, updated_at integer)`,
      'create index custom_message_person on custom_message (person)',
      'create index custom_message_created on custom_message (created_at)',
      `create table custom_hook (id integer primary key, event_id text not null, channel_id integer not null, account_id integer,
        type text not null, person text not null, body text not null, status text not null, attempts integer not null,
        answer integer, why text, created_at integer not null, due_at integer, ended_at integer)`,
      'create unique index custom_hook_event on custom_hook (event_id)',
      'create index custom_hook_channel on custom_hook (channel_id, id)',
      'create index custom_hook_person on custom_hook (person)',
      'create index custom_hook_created on custom_hook (created_at)',
      `create index custom_hook_due on custom_hook (due_at, id) where status = 'waiting'`,
      `create table custom_file (id text primary key, bridge_id integer not null, name text not null, type text not null,
        bytes integer not null, created_at integer not null)`,
      `create table custom_told (account_id integer primary key, title text not null, active integer not null)`,
    ],
    down: ['told', 'file', 'hook', 'message', 'connecting', 'channel', 'bridge'].map(
      (one) => `drop table custom_${one}`,
    ),
  },
  {
    name: 'custom/0002-rare-states',
    up: [
      'create index custom_hook_status on custom_hook (channel_id, status, id)',
      'create index custom_file_created on custom_file (created_at)',
    ],
    down: ['drop index custom_hook_status', 'drop index custom_file_created'],
  },
  {
    name: 'custom/0003-threads',
    up: [
      // `message_id`: the newest message; by it the conversation is found in which the thread goes on.
      `create table custom_thread (id text primary key, channel_id integer not null, account_id integer not null,
        message_id text not null, created_at integer not null, changed_at integer not null, received_at integer, sent_at integer)`,
      'create index custom_thread_changed on custom_thread (channel_id, changed_at, id)',
      'create index custom_thread_age on custom_thread (changed_at)',
      'create index custom_message_thread on custom_message (thread, created_at, id)',
      // Of the team's own (they have a key) only what surely went out; a thread that has nothing else has its newest at least.
      `insert into custom_thread select thread, min(channel_id), min(account_id),
        (select id from custom_message newest where newest.thread = custom_message.thread
          order by (key = '' or status <> '' or exists (select 1 from custom_hook
            where event_id = 'message-' || newest.id and custom_hook.status = 'delivered')) desc,
          created_at desc, id desc limit 1),
        min(created_at), max(created_at),
        max(case direction when 'INCOMING' then created_at end), max(case direction when 'OUTGOING' then created_at end)
        from custom_message group by thread`,
    ],
    down: ['drop index custom_message_thread', 'drop table custom_thread'],
  },
];
