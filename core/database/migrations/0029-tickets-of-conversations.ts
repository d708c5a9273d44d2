// A conversation may have another ticket for those from whom its first one is kept (AD-1).
import type { SqlMigration } from '../migration.ts';

const INDEXES = [
  `create index ticket_conversation_ticket on ticket_conversation (ticket_id, conversation_id)`,
];

export const ticketsOfConversations: SqlMigration = {
  name: 'core/0029-tickets-of-conversations',
  up: [
    `create table ticket_conversation_next (
      conversation_id integer not null references conversation on delete cascade,
      ticket_id integer not null references ticket on delete cascade,
      closed_with {bool} not null default false, linked_at {time} not null, primary key (conversation_id, ticket_id))`,
    `insert into ticket_conversation_next (conversation_id, ticket_id, closed_with, linked_at)
     select conversation_id, ticket_id, closed_with, linked_at from ticket_conversation`,
    `drop table ticket_conversation`,
    `alter table ticket_conversation_next rename to ticket_conversation`,
    ...INDEXES,
  ],
};
