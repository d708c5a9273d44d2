// How each person wants to be told what, and what of it is still to be mailed.
import type { SqlMigration } from '../migration.ts';

/** What people chose before stood among their preferences. */
const CHOSEN = {
  sqlite: `insert into notification_setting (user_id, ways, quiet_days)
    select id, json_extract(preferences, '$.notifications'), '[]' from desk_user
    where json_extract(preferences, '$.notifications') is not null`,
  postgresql: `insert into notification_setting (user_id, ways, quiet_days)
    select id, preferences -> 'notifications', '[]' from desk_user where preferences -> 'notifications' is not null`,
};

export const notifications: SqlMigration = {
  name: 'core/0013-notifications',
  up: (dialect) => [
    `create table notification_setting (
      user_id integer primary key references desk_user on delete cascade, ways {json} not null,
      mail text not null default 'soon', mail_at text not null default '08:00',
      quiet_from text, quiet_to text, quiet_days {json} not null,
      attentive {bool} not null default ${dialect === 'sqlite' ? '1' : 'true'},
      push_content {bool} not null default ${dialect === 'sqlite' ? '1' : 'true'},
      wants_unassigned {bool} not null default ${dialect === 'sqlite' ? '0' : 'false'})`,
    CHOSEN[dialect],
    `create index notification_setting_unassigned on notification_setting (user_id) where wants_unassigned`,
    // Told by mail only: it is on no list.
    `alter table notification add column unlisted {bool} not null default ${dialect === 'sqlite' ? '0' : 'false'}`,
    `alter table notification add column account_id integer references channel_account on delete cascade`,
    // When it goes by mail unless it has been read by then; null: it does not, or has gone.
    `alter table notification add column mail_at {time}`,
    `create index notification_mail on notification (user_id, mail_at) where mail_at is not null`,
    // The same for pushes to browsers.
    `alter table notification add column push_at {time}`,
    `create index notification_push on notification (user_id, push_at) where push_at is not null`,
    `create index notification_account on notification (account_id) where account_id is not null`,
    // Browsers that are pushed to. The mark is the keyed hash of the address, by which one is known again.
    `create table push_device (
      id {id}, user_id integer not null references desk_user on delete cascade, session_id integer references session on delete cascade,
      mark text not null unique, subscription text not null, user_agent text not null, created_at {time} not null, reached_at {time})`,
    `create index push_device_user on push_device (user_id)`,
    `create index push_device_session on push_device (session_id)`,
  ],
};
