// Flows: the inbound journal, durable jobs, numbered events, suppressed addresses, account log.
import type { SqlMigration } from '../migration.ts';

export const flows: SqlMigration = {
  name: 'core/0003-flows',
  up: [
    `create table arrival (
      id {id}, account_id integer not null references channel_account, key text not null, type text not null, meta {json} not null,
      body {blob}, file_id integer references file, bytes integer not null, order_key text not null default '', sender text not null default '',
      summary text not null default '', status text not null default 'accepted', reason {json}, attempts integer not null default 0,
      repeats integer not null default 0, received_at {time} not null, processed_at {time})`,
    `create unique index arrival_key on arrival (account_id, key)`,
    `create index arrival_status on arrival (account_id, status, id)`,
    `create index arrival_recent on arrival (account_id, id)`,
    `create table job (
      id {id}, kind text not null, order_key text, account_id integer, payload {json} not null, status text not null default 'queued',
      run_at {time} not null, attempts integer not null default 0, locked_until {time}, reason {json}, created_at {time} not null)`,
    `create index job_due on job (status, run_at, id)`,
    `create index job_order on job (order_key, id) where order_key is not null`,
    `create index job_account on job (account_id, status)`,
    `create table event (
      id {id}, at {time} not null, type text not null, actor text not null default '', inbox_id integer, conversation_id integer,
      message_id integer, contact_id integer, account_id integer, data {json} not null)`,
    `create index event_conversation on event (conversation_id, id)`,
    `create table suppression (
      id {id}, kind text not null, value text not null, scope text not null default '', reason {json} not null, created_at {time} not null)`,
    `create unique index suppression_value on suppression (kind, value, scope)`,
    `create table account_note (
      id {id}, account_id integer not null references channel_account on delete cascade, at {time} not null, reason {json} not null)`,
    `create index account_note_account on account_note (account_id, id)`,
    `create table answer_count (
      account_id integer not null, kind text not null, value text not null, hour integer not null, count integer not null,
      primary key (account_id, kind, value, hour))`,
  ],
};
