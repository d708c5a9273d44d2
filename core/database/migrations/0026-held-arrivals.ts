// Raw arrivals in which stands what is held back of messages: they are looked at under the same conditions (WA-12).
import type { SqlMigration } from '../migration.ts';

export const heldArrivals: SqlMigration = {
  name: 'core/0026-held-arrivals',
  up: [
    `create table held_arrival (
      arrival_id integer not null references arrival on delete cascade,
      message_id integer not null references message on delete cascade, primary key (arrival_id, message_id))`,
    `create index held_arrival_message on held_arrival (message_id)`,
    `insert into held_arrival (arrival_id, message_id)
     select arrival_id, id from message where arrival_id is not null and
       (id in (select message_id from held_message) or id in (select message_id from attachment where held is not null))`,
  ],
  down: ['drop table held_arrival'],
};
