// A conversation may have another ticket for those from whom its first one is kept (AD-1); what is done with whole lists is kept; who waits longest is found for owners and accounts as well.
import type { SqlMigration } from '../migration.ts';

export const ticketsAndRuns: SqlMigration = {
  name: 'core/0029-tickets-and-runs',
  up: [
    `create table ticket_conversation_next (
      conversation_id integer not null references conversation on delete cascade,
      ticket_id integer not null references ticket on delete cascade,
      closed_with {bool} not null default false, linked_at {time} not null, primary key (conversation_id, ticket_id))`,
    `insert into ticket_conversation_next (conversation_id, ticket_id, closed_with, linked_at)
     select conversation_id, ticket_id, closed_with, linked_at from ticket_conversation`,
    `drop table ticket_conversation`,
    `alter table ticket_conversation_next rename to ticket_conversation`,
    `create index ticket_conversation_ticket on ticket_conversation (ticket_id, conversation_id)`,
    `create index conversation_waiting_owner on conversation (owner_id, place, status, waiting_since, id) where waiting_since is not null`,
    `create index conversation_waiting_account on conversation (account_id, place, status, waiting_since, id) where waiting_since is not null`,
    `create table bulk_run (
      id {id}, user_id integer not null references desk_user on delete cascade, kind text not null, name text not null default '',
      state text not null, command text not null default '', ids {json} not null default '[]', steps {json} not null default '[]',
      done integer not null default 0, total integer not null, undo text, begun_at {time} not null)`,
    `create index bulk_run_user on bulk_run (user_id, id)`,
    `create unique index bulk_run_running on bulk_run (user_id) where state in ('running', 'giving back')`,
  ],
};
