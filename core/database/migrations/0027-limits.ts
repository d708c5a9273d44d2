// What has a time limit is found by its age: whom a channel asked for their consent, and what far sides counted.
import type { SqlMigration } from '../migration.ts';

export const limits: SqlMigration = {
  name: 'core/0027-limits',
  up: [
    `create index consent_request_asked on consent_request (asked_at)`,
    `create index account_usage_at on account_usage (at)`,
  ],
  down: [`drop index account_usage_at`, `drop index consent_request_asked`],
};
