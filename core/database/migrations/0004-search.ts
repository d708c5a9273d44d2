// Full text over messages and contacts: indexes kept by triggers, so that nothing can be written past it. SQLite only (FTS5).
import type { SqlMigration } from '../migration.ts';

const COLUMNS = 'subject, people, files, text';
const OF = (row: string) =>
  COLUMNS.split(', ')
    .map((column) => `${row}.${column}`)
    .join(', ');

const contactIndexed = (id: string) =>
  `delete from contact_fts where rowid = ${id};
  insert into contact_fts(rowid, name, note, identities)
    select contact.id, contact.name, contact.note, coalesce((select group_concat(value, ' ') from contact_identity where contact_id = contact.id), '')
    from contact where contact.id = ${id};`;

export const search: SqlMigration = {
  name: 'core/0004-search',
  up: (dialect) =>
    dialect === 'sqlite'
      ? [
          `create virtual table message_fts using fts5(${COLUMNS}, content='message', content_rowid='id',
            tokenize="unicode61 remove_diacritics 2 tokenchars '_'", prefix='2 3')`,
          `create trigger message_fts_insert after insert on message begin
            insert into message_fts(rowid, ${COLUMNS}) values (new.id, ${OF('new')}); end`,
          `create trigger message_fts_delete after delete on message begin
            insert into message_fts(message_fts, rowid, ${COLUMNS}) values ('delete', old.id, ${OF('old')}); end`,
          `create trigger message_fts_update after update of ${COLUMNS} on message begin
            insert into message_fts(message_fts, rowid, ${COLUMNS}) values ('delete', old.id, ${OF('old')});
            insert into message_fts(rowid, ${COLUMNS}) values (new.id, ${OF('new')}); end`,
          `create virtual table contact_fts using fts5(name, note, identities, content='', contentless_delete=1,
            tokenize="unicode61 remove_diacritics 2", prefix='2 3')`,
          `create trigger contact_fts_insert after insert on contact begin ${contactIndexed('new.id')} end`,
          `create trigger contact_fts_update after update of name, note on contact begin ${contactIndexed('new.id')} end`,
          `create trigger contact_fts_delete after delete on contact begin delete from contact_fts where rowid = old.id; end`,
          `create trigger contact_identity_fts_insert after insert on contact_identity begin ${contactIndexed('new.contact_id')} end`,
          `create trigger contact_identity_fts_update after update of contact_id, value on contact_identity begin
            ${contactIndexed('old.contact_id')} ${contactIndexed('new.contact_id')} end`,
          `create trigger contact_identity_fts_delete after delete on contact_identity begin ${contactIndexed('old.contact_id')} end`,
        ]
      : [],
};
