// Chatflows: flows of an account with their published versions, runs with what is still to be done, answers; who the bot talks with.
import type { SqlMigration } from '../migration.ts';

export const chatflows: SqlMigration = {
  name: 'core/0006-chatflows',
  up: [
    `create table chatflow (
      id {id}, public_id text not null, account_id integer not null references channel_account, name text not null, language text,
      position integer not null default 0, active {bool} not null default false, prompts {bool} not null default false,
      targeting {json} not null, draft {json} not null, revision integer not null default 1, published integer not null default 0,
      created_at {time} not null, changed_at {time} not null, deleted_at {time})`,
    `create unique index chatflow_public on chatflow (public_id)`,
    `create index chatflow_account on chatflow (account_id, position, id) where deleted_at is null`,
    `create table chatflow_version (
      chatflow_id integer not null references chatflow, number integer not null, definition {json} not null, published_by integer references desk_user,
      published_at {time} not null, primary key (chatflow_id, number))`,
    `create table chatflow_run (
      id {id}, conversation_id integer not null references conversation on delete cascade, chatflow_id integer not null references chatflow,
      version integer not null, status text not null, state {json} not null, turn integer not null default 0, pending {json} not null,
      ticket {json} not null, step text not null default '', last_message_id integer not null default 0, last_event_id integer not null default 0,
      started_at {time} not null, waiting_since {time}, ended_at {time})`,
    `create unique index chatflow_run_talking on chatflow_run (conversation_id) where status = 'talking'`,
    `create index chatflow_run_conversation on chatflow_run (conversation_id, id)`,
    `create index chatflow_run_flow on chatflow_run (chatflow_id, status, step)`,
    `create table chatflow_answer (
      run_id integer not null references chatflow_run on delete cascade, step text not null, option_id text not null default '', primary key (run_id, step))`,
    `alter table conversation add column bot_since {time}`,
    `drop index conversation_unassigned`,
    `create index conversation_unassigned on conversation (inbox_id, place, status, last_message_at, id)
      where owner_id is null and team_id is null and bot_since is null`,
  ],
  down: [
    `drop index conversation_unassigned`,
    `create index conversation_unassigned on conversation (inbox_id, place, status, last_message_at, id) where owner_id is null and team_id is null`,
    `alter table conversation drop column bot_since`,
    ...['chatflow_answer', 'chatflow_run', 'chatflow_version', 'chatflow'].map((table) => `drop table ${table}`),
  ],
};
