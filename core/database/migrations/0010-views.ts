// Views: named lists of conversations by conditions, with whom they are shared, and where each person has them (VW-2).
import type { SqlMigration } from '../migration.ts';

export const views: SqlMigration = {
  name: 'core/0010-views',
  up: [
    `create table list_view (
      id {id}, public_id text not null unique, name text not null, icon text not null default 'filter', colour integer not null default 0,
      filter {json} not null, sort text not null default 'newest', shows {json} not null, density text not null default 'roomy',
      owner_id integer references desk_user on delete set null, sharing text not null default 'private', editing text not null default 'owner',
      created_at {time} not null, changed_at {time} not null, deleted_at {time}, version integer not null default 1)`,
    `create index list_view_owner on list_view (owner_id) where deleted_at is null`,
    `create index list_view_sharing on list_view (sharing) where deleted_at is null and sharing <> 'private'`,
    `create table list_view_share (
      id {id}, view_id integer not null references list_view on delete cascade, user_id integer references desk_user on delete cascade,
      team_id integer references team on delete cascade)`,
    `create index list_view_share_view on list_view_share (view_id)`,
    `create table list_view_place (
      user_id integer not null references desk_user on delete cascade, view_id integer not null references list_view on delete cascade,
      position integer, pinned {bool} not null default true, primary key (user_id, view_id))`,
    // A view of one channel is read in order along its accounts, one by waiting time along who waits.
    `create index conversation_account on conversation (account_id, place, status, last_message_at, id)`,
    `create index conversation_waiting on conversation (inbox_id, place, status, waiting_since, id) where waiting_since is not null`,
  ],
  down: [
    `drop index conversation_waiting`,
    `drop index conversation_account`,
    `drop table list_view_place`,
    `drop table list_view_share`,
    `drop table list_view`,
  ],
};
