// Properties of records with typed values, pipelines with stages, tickets with what they are linked to and what became of them.
import type { SqlMigration } from '../migration.ts';

export const tickets: SqlMigration = {
  name: 'core/0008-tickets',
  up: (dialect) => [
    ...propertyTables(),
    `create table pipeline (
      id {id}, name text not null, position integer not null default 0, reopens {bool} not null default true,
      closes {bool} not null default true, created_at {time} not null, archived_at {time})`,
    `create table stage (
      id {id}, pipeline_id integer not null references pipeline on delete cascade, name text not null, kind text not null,
      position integer not null default 0, required {json} not null, archived_at {time})`,
    `create index stage_pipeline on stage (pipeline_id, position)`,
    `create table ticket (
      id {id}, number integer not null, name text not null default '', description text not null default '',
      pipeline_id integer not null references pipeline, stage_id integer not null references stage, stage_kind text not null,
      priority integer not null default 0, owner_id integer references desk_user on delete set null,
      team_id integer references team on delete set null, owner_follows {bool} not null default true, source text not null,
      inbox_id integer references inbox, account_id integer references channel_account, contact_id integer references contact,
      merged_into_id integer references ticket, created_at {time} not null, changed_at {time} not null, closed_at {time},
      first_response_at {time}, deleted_at {time}, hidden {bool} not null default false, version integer not null default 1)`,
    `create unique index ticket_number on ticket (number)`,
    ...ticketLists(),
    `create table ticket_conversation (
      conversation_id integer primary key references conversation on delete cascade, ticket_id integer not null references ticket on delete cascade,
      closed_with {bool} not null default false, linked_at {time} not null)`,
    `create index ticket_conversation_ticket on ticket_conversation (ticket_id)`,
    `create table ticket_link (
      ticket_id integer not null references ticket on delete cascade, other_id integer not null references ticket on delete cascade,
      linked_at {time} not null, primary key (ticket_id, other_id))`,
    `create index ticket_link_other on ticket_link (other_id)`,
    `create table ticket_change (
      id {id}, ticket_id integer not null references ticket on delete cascade, at {time} not null, actor text not null, kind text not null, detail {json} not null)`,
    `create index ticket_change_ticket on ticket_change (ticket_id, id)`,
    // What every ticket can be filed under: the administrator fills its list.
    `insert into property (object, key, label, kind, options, position, created_at) values ('ticket', 'category', 'Category', 'choice', '[]', 0, ${dialect === 'sqlite' ? '0' : 'now()'})`,
    ...(dialect === 'sqlite' ? WORDS : []),
  ],
  down: [
    'ticket_fts',
    'ticket_change',
    'ticket_link',
    'ticket_conversation',
    'ticket',
    'stage',
    'pipeline',
    'property_value',
    'property',
  ].map((table) => `drop table ${table}`),
};

function propertyTables(): string[] {
  return [
    `create table property (
      id {id}, object text not null, key text not null, label text not null, help text not null default '', kind text not null,
      options {json} not null, position integer not null default 0, created_at {time} not null, archived_at {time})`,
    `create unique index property_key on property (object, key)`,
    // One row a value, several for "choices": what is compared stands in word or amount, so that an index leads to it.
    `create table property_value (
      property_id integer not null references property on delete cascade, record_id integer not null, item integer not null default 0,
      word text, amount double precision, long_text text, primary key (property_id, record_id, item))`,
    `create index property_value_record on property_value (record_id, property_id)`,
    `create index property_value_word on property_value (property_id, word, record_id) where word is not null`,
    `create index property_value_amount on property_value (property_id, amount, record_id) where amount is not null`,
  ];
}

/** What the table of tickets is asked for, newest first, each read in order from an index; deleted ones are in none. */
function ticketLists(): string[] {
  const there = 'where deleted_at is null and hidden = false';
  return [
    `create index ticket_state on ticket (stage_kind, changed_at, id) ${there}`,
    `create index ticket_recent on ticket (changed_at, id) ${there}`,
    `create index ticket_stage on ticket (stage_id, changed_at, id) ${there}`,
    `create index ticket_pipeline on ticket (pipeline_id, changed_at, id) ${there}`,
    `create index ticket_owner on ticket (owner_id, changed_at, id) ${there}`,
    `create index ticket_team on ticket (team_id, changed_at, id) ${there} and team_id is not null`,
    `create index ticket_priority on ticket (priority, changed_at, id) ${there} and priority > 0`,
    `create index ticket_contact on ticket (contact_id, account_id, changed_at, id) where contact_id is not null`,
  ];
}

/** Number, name and description are found by their words; SQLite only, kept by triggers. */
const indexed = `insert into ticket_fts(rowid, number, name, description) values (new.id, new.number, new.name, new.description)`;
const WORDS = [
  `create virtual table ticket_fts using fts5(number, name, description, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 2", prefix='2 3')`,
  `create trigger ticket_fts_insert after insert on ticket begin ${indexed}; end`,
  `create trigger ticket_fts_update after update of name, description on ticket begin
    delete from ticket_fts where rowid = old.id; ${indexed}; end`,
  `create trigger ticket_fts_delete after delete on ticket begin delete from ticket_fts where rowid = old.id; end`,
];
