// Who is on a call now is asked with every page; a conversation whose call nobody really took is given back as it was.
import type { SqlMigration } from '../migration.ts';

export const takingCalls: SqlMigration = {
  name: 'core/0028-taking-calls',
  up: [
    // The step that undoes that whoever took the call looks after the conversation.
    `alter table call add column taking text`,
    `create index call_leg_active on call_leg (user_id) where state = 'active'`,
  ],
  down: [`drop index call_leg_active`, `alter table call drop column taking`],
};
