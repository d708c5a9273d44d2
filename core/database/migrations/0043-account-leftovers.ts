// What a deleted account has left at its far side, where that could not be taken back (CH-2).
import type { SqlMigration } from '../migration.ts';

export const accountLeftovers: SqlMigration = {
  name: 'core/0043-account-leftovers',
  up: [`alter table channel_account add column leftover text`],
  down: [`alter table channel_account drop column leftover`],
};
