// Tickets in an order of their own on the board, lists of a million of them, and stages that were set along with a message.
import type { SqlMigration } from '../migration.ts';

const THERE = 'where deleted_at is null and hidden = false';

/** Every filter of the table comes with a kind of stage: both lead to one stretch of an index, newest first. */
const LISTS: [name: string, columns: string, where?: string][] = [
  ['ticket_pipeline', 'pipeline_id, stage_kind'],
  ['ticket_owner', 'owner_id, stage_kind'],
  ['ticket_nobody', 'stage_kind', 'owner_id is null and team_id is null'],
  ['ticket_team', 'team_id, stage_kind', 'team_id is not null'],
  ['ticket_priority', 'priority, stage_kind'],
  ['ticket_person', 'contact_id, stage_kind', 'contact_id is not null'],
];

const BEFORE = [
  `create index ticket_pipeline on ticket (pipeline_id, changed_at, id) ${THERE}`,
  `create index ticket_owner on ticket (owner_id, changed_at, id) ${THERE}`,
  `create index ticket_team on ticket (team_id, changed_at, id) ${THERE} and team_id is not null`,
  `create index ticket_priority on ticket (priority, changed_at, id) ${THERE} and priority > 0`,
];

export const ticketBoard: SqlMigration = {
  name: 'core/0015-ticket-board',
  up: (dialect) => [
    ...['pipeline', 'owner', 'team', 'priority'].map((name) => `drop index ticket_${name}`),
    ...LISTS.map(
      ([name, columns, where]) =>
        `create index ${name} on ticket (${columns}, changed_at, id) ${THERE}${where ? ` and ${where}` : ''}`,
    ),
    // By what tables can be in order besides the last change.
    `create index ticket_by_number on ticket (stage_kind, number, id) ${THERE}`,
    `create index ticket_by_priority on ticket (stage_kind, priority, id) ${THERE}`,
    // Highest first: whatever comes to a stage lies on top of it, until somebody puts it elsewhere.
    `alter table ticket add column place double precision not null default 0`,
    `update ticket set place = ${dialect === 'sqlite' ? 'changed_at' : 'extract(epoch from changed_at) * 1000'}`,
    `create index ticket_place on ticket (stage_id, place, id) ${THERE}`,
    // Without a key to the message: it is asked for when the message has just gone.
    `create table staged_message (message_id integer primary key, ticket_id integer not null references ticket on delete cascade, step text not null)`,
    `create index staged_message_ticket on staged_message (ticket_id)`,
  ],
  down: [
    'drop table staged_message',
    'drop index ticket_by_number',
    'drop index ticket_by_priority',
    'drop index ticket_place',
    'alter table ticket drop column place',
    ...LISTS.map(([name]) => `drop index ${name}`),
    ...BEFORE,
  ],
};
