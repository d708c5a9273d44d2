// What is taken out of an index leaves with its usual merging: tidying up at once holds the desk up for a fifth of a second, again and again while much is deleted.
import type { SqlMigration } from '../migration.ts';

export const searchDeletes: SqlMigration = {
  name: 'core/0030-search-deletes',
  up: (dialect) =>
    dialect === 'sqlite'
      ? ['contact_fts', 'record_fts', 'ticket_fts'].map(
          // sqlite.org/fts5.html, 6.6
          (index) => `insert into ${index}(${index}, rank) values ('deletemerge', 0)`,
        )
      : [],
};
