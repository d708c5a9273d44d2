// Whom a channel asked for their consent, and what is kept unread until they give it; what far sides count; what of messages is held back.
import type { SqlMigration } from '../migration.ts';

export const consent: SqlMigration = {
  name: 'core/0024-consent',
  up: [
    // `need` is what they were asked, in the words they were shown.
    `create table consent_request (
      id {id}, account_id integer not null references channel_account, kind text not null, scope text not null, value text not null,
      purpose text not null, need {json} not null, asked_at {time} not null, sent_at {time}, reason {json})`,
    `create unique index consent_request_person on consent_request (kind, value, scope, purpose, account_id)`,
    `create table sealed_arrival (
      arrival_id integer primary key references arrival, request_id integer not null references consent_request)`,
    `create index sealed_arrival_request on sealed_arrival (request_id, arrival_id)`,
    // `void`: told not to count, which nothing told later changes.
    `create table account_usage (
      account_id integer not null references channel_account, unit text not null, category text not null, at {time} not null,
      void {bool} not null default 0, primary key (account_id, unit))`,
    `create index account_usage_since on account_usage (account_id, at, category) where void = 0`,
    // The message as it came; everybody sees the row of `message`, in which what is dangerous is masked.
    `create table held_message (
      message_id integer primary key references message on delete cascade, subject text not null, parts {json} not null,
      created_at {time} not null)`,
    `alter table attachment add column held {json}`,
  ],
  down: [
    `alter table attachment drop column held`,
    `drop table held_message`,
    `drop table account_usage`,
    `drop table sealed_arrival`,
    `drop table consent_request`,
  ],
};
