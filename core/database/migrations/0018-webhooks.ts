// Outgoing webhooks: who is told of what happens, what goes to them, and every try with its answer; the mail to owners as a choice.
import type { SqlMigration } from '../migration.ts';

/** The message for an owner who is away went to them by mail whatever they had chosen: that stays, until they choose. */
const OWNERS = {
  sqlite: `update notification_setting set ways = json_set(ways, '$.owner_offline.mail', json('true'))
    where json_extract(ways, '$.owner_offline') is not null`,
  postgresql: `update notification_setting set ways = jsonb_set(ways, '{owner_offline,mail}', 'true')
    where ways -> 'owner_offline' is not null`,
};

export const webhooks: SqlMigration = {
  name: 'core/0018-webhooks',
  up: (dialect) => [
    OWNERS[dialect],
    // The address may hold a secret and is sealed as the secrets are. `cursor`: the last event that was looked at for it.
    `create table webhook (
      id {id}, description text not null, address text not null, types {json}, inbox_ids {json},
      secret text not null, old_secret text, old_until {time}, state text not null default 'active', reason {json},
      cursor integer not null, failing_since {time}, delivered_at {time}, created_at {time} not null)`,
    // `key` is the id the receiver knows it by. `body` stands last: lists never read that far.
    `create table webhook_delivery (
      id {id}, webhook_id integer not null references webhook on delete cascade, key text not null unique, event_id integer,
      type text not null, status text not null default 'waiting', attempts integer not null default 0, due_at {time} not null,
      created_at {time} not null, first_at {time}, ended_at {time}, answer integer, reason {json}, body text)`,
    `create unique index webhook_delivery_event on webhook_delivery (webhook_id, event_id) where event_id is not null`,
    `create index webhook_delivery_recent on webhook_delivery (webhook_id, id)`,
    `create index webhook_delivery_due on webhook_delivery (webhook_id, due_at, id) where status = 'waiting'`,
    `create index webhook_delivery_failed on webhook_delivery (webhook_id, id) where status = 'failed'`,
    `create index webhook_delivery_ended on webhook_delivery (ended_at) where ended_at is not null`,
    `create table webhook_attempt (
      id {id}, delivery_id integer not null references webhook_delivery on delete cascade, at {time} not null,
      milliseconds integer not null, answer integer, reason {json}, request {json} not null, response {json})`,
    `create index webhook_attempt_delivery on webhook_attempt (delivery_id, id)`,
    `alter table notification add column webhook_id integer references webhook on delete cascade`,
    `create index notification_webhook on notification (webhook_id) where webhook_id is not null`,
  ],
};
