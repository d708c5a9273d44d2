// What stands beside conversations: ratings of customers, letters of channels that must go once.
import type { SqlMigration } from '../migration.ts';

export const beside: SqlMigration = {
  name: 'core/0005-beside',
  up: [
    `create table rating (
      conversation_id integer primary key references conversation on delete cascade, account_id integer references channel_account,
      contact_id integer references contact on delete set null, score integer not null, comment text not null default '', at {time} not null)`,
    `create index rating_at on rating (at)`,
    `create table channel_letter (
      account_id integer not null references channel_account, key text not null, at {time} not null, primary key (account_id, key))`,
  ],
  down: [`drop table channel_letter`, `drop table rating`],
};
