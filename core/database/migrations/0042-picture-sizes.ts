// How large stored pictures are: a page keeps their place before they have come (RE-8).
import type { SqlMigration } from '../migration.ts';

export const pictureSizes: SqlMigration = {
  name: 'core/0042-picture-sizes',
  up: [`alter table file add column width integer`, `alter table file add column height integer`],
  down: [`alter table file drop column width`, `alter table file drop column height`],
};
