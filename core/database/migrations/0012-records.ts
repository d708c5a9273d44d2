// Records: companies become one type of them beside deals and what administrators define, with links, and what became of records and contacts.
import type { SqlMigration } from '../migration.ts';

export const records: SqlMigration = {
  name: 'core/0012-records',
  up: (dialect) => [
    // Contacts keep pointing at their company: a new name of the table changes no key.
    `alter table company rename to record`,
    `alter table record add column type text not null default 'company'`,
    `alter table record add column owner_id integer references desk_user on delete set null`,
    `alter table record add column changed_at {time} not null default ${dialect === 'sqlite' ? '0' : "'epoch'"}`,
    `alter table record add column deleted_at {time}`,
    `update record set changed_at = created_at`,
    ...lists(),
    `create table record_type (
      id {id}, key text not null unique, singular text not null, plural text not null, icon text not null, name_label text not null,
      position integer not null default 0, created_at {time} not null, archived_at {time})`,
    // With a contact, a ticket, or another record; of two records the one with the smaller id stands first.
    `create table record_link (
      record_id integer not null references record on delete cascade, kind text not null, other_id integer not null,
      label text not null default '', linked_at {time} not null, primary key (record_id, kind, other_id))`,
    `create index record_link_recent on record_link (record_id, linked_at)`,
    `create index record_link_other on record_link (kind, other_id, linked_at)`,
    `insert into record_link (record_id, kind, other_id, linked_at) select company_id, 'contact', id, created_at from contact where company_id is not null`,
    `create table record_change (
      id {id}, record_id integer not null references record on delete cascade, at {time} not null, actor text not null, kind text not null, detail {json} not null)`,
    `create index record_change_record on record_change (record_id, id)`,
    `create table contact_change (
      id {id}, contact_id integer not null references contact on delete cascade, at {time} not null, actor text not null, kind text not null, detail {json} not null)`,
    `create index contact_change_contact on contact_change (contact_id, at, id)`,
    `create index contact_owner on contact (owner_id, last_message_at, id)`,
    ...(dialect === 'sqlite' ? WORDS : []),
  ],
};

/** What tables of records are asked for, each read in order from an index; deleted ones are in none. */
function lists(): string[] {
  return [
    `create index record_recent on record (type, changed_at, id) where deleted_at is null`,
    `create index record_name on record (type, name, id) where deleted_at is null`,
    `create index record_owner on record (type, owner_id, changed_at, id) where deleted_at is null`,
    `create index record_domain on record (domain) where domain is not null`,
  ];
}

/** Names and domains are found by their words; SQLite only, kept by triggers. */
const indexed = `insert into record_fts(rowid, name, domain) values (new.id, new.name, coalesce(new.domain, ''))`;
const WORDS = [
  `create virtual table record_fts using fts5(name, domain, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 2", prefix='2 3')`,
  `insert into record_fts(rowid, name, domain) select id, name, coalesce(domain, '') from record`,
  `create trigger record_fts_insert after insert on record begin ${indexed}; end`,
  `create trigger record_fts_update after update of name, domain on record begin
    delete from record_fts where rowid = old.id; ${indexed}; end`,
  `create trigger record_fts_delete after delete on record begin delete from record_fts where rowid = old.id; end`,
];
