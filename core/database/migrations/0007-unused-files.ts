// Since when nobody refers to a stored file, so that it can go after a while.
import type { SqlMigration } from '../migration.ts';

export const unusedFiles: SqlMigration = {
  name: 'core/0007-unused-files',
  up: [
    `alter table file add column unused_since {time}`,
    `create index file_unused on file (unused_since) where unused_since is not null`,
    `create index arrival_file on arrival (file_id) where file_id is not null`,
  ],
  down: [`drop index arrival_file`, `drop index file_unused`, `alter table file drop column unused_since`],
};
