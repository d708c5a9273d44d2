// What each person has looked at lately, to go back to.
import type { SqlMigration } from '../migration.ts';

export const recentlyViewed: SqlMigration = {
  name: 'core/0020-recently-viewed',
  up: [
    `create table recently_viewed (
      user_id integer not null references desk_user on delete cascade, kind text not null, thing_id integer not null,
      viewed_at {time} not null, primary key (user_id, kind, thing_id))`,
    `create index recently_viewed_by_time on recently_viewed (user_id, viewed_at)`,
  ],
  down: [`drop table recently_viewed`],
};
