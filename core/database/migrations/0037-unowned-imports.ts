// How many tickets an import takes from owners who do not see them where it puts them (CO-3, AD-1).
import type { SqlMigration } from '../migration.ts';

export const unownedImports: SqlMigration = {
  name: 'core/0037-unowned-imports',
  up: ['alter table import_run add column unowned integer not null default 0'],
  down: ['alter table import_run drop column unowned'],
};
