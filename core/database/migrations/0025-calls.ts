// Calls and their ends: who rang, who took it, how long it was, what came of it.
import type { SqlMigration } from '../migration.ts';

export const calls: SqlMigration = {
  name: 'core/0025-calls',
  up: [
    // `begun`: its conversation began with it and has not been handed to anybody yet.
    `create table call (
      id {id}, public_id text not null unique, account_id integer not null references channel_account,
      key text not null, conversation_id integer references conversation on delete set null, message_id integer,
      direction text not null, state text not null, ending text, result text not null default '',
      rules {json} not null, user_id integer references desk_user on delete set null, begun {bool} not null,
      held {bool} not null, outcome text not null default '', notes text not null default '',
      started_at {time} not null, answered_at {time}, ended_at {time})`,
    `create unique index call_key on call (account_id, key)`,
    `create index call_open on call (id) where state <> 'ended'`,
    `create index call_user on call (user_id, id)`,
    `create index call_result on call (result, id)`,
    `create index call_conversation on call (conversation_id, id)`,
    `create index call_direction on call (direction, id)`,
    `create index call_account on call (account_id, id)`,
    // `device`: the page that holds this end, so that after a reload it is the same end.
    `create table call_leg (
      id {id}, call_id integer not null references call on delete cascade, kind text not null,
      user_id integer references desk_user on delete cascade, role text not null, state text not null, ending text,
      device text, muted {bool} not null, started_at {time} not null, joined_at {time}, ended_at {time})`,
    `create index call_leg_call on call_leg (call_id, id)`,
    `create index call_leg_user on call_leg (user_id, id)`,
    `create index call_leg_joined on call_leg (user_id, id) where joined_at is not null`,
  ],
  down: ['drop table call_leg', 'drop table call'],
};
