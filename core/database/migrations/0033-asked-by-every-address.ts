// Whom a channel asked is known by every address, and in which words; what came raw of edits is found by what it changed (PR-1, PR-2, WA-12).
import type { SqlMigration } from '../migration.ts';

export const askedByEveryAddress: SqlMigration = {
  name: 'core/0033-asked-by-every-address',
  up: [
    `create table consent_address (
      request_id integer not null references consent_request on delete cascade, kind text not null, value text not null,
      scope text not null, primary key (request_id, kind, value, scope))`,
    `create index consent_address_person on consent_address (kind, value, scope, request_id)`,
    `insert into consent_address (request_id, kind, value, scope) select id, kind, value, scope from consent_request`,
    // What was shown stays known, also after it was changed: buttons are pressed later.
    `create table consent_wording (
      account_id integer not null references channel_account on delete cascade, version text not null, wording text not null,
      shown_at {time} not null, primary key (account_id, version))`,
    // Arrivals besides a message's own that say what it said: its edits.
    `create table message_arrival (
      message_id integer not null references message on delete cascade,
      arrival_id integer not null references arrival on delete cascade, primary key (message_id, arrival_id))`,
    `create index message_arrival_arrival on message_arrival (arrival_id)`,
    // What is dangerous in arrivals that belong to no message here.
    `create table held_alone (arrival_id integer primary key references arrival on delete cascade, reasons {json} not null)`,
  ],
  down: [
    `drop table held_alone`,
    `drop table message_arrival`,
    `drop table consent_wording`,
    `drop table consent_address`,
  ],
};
