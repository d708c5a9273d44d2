// Accounts of an invented company, which have no far side (OP-1).
import type { SqlMigration } from '../migration.ts';

export const demoAccounts: SqlMigration = {
  name: 'core/0032-demo-accounts',
  up: [`alter table channel_account add column demo {bool} not null default false`],
  down: [`alter table channel_account drop column demo`],
};
