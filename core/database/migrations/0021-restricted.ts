// Pipelines and types of records that are open to chosen people and teams only; what has no row here is everybody's.
import type { SqlMigration } from '../migration.ts';

export const restricted: SqlMigration = {
  name: 'core/0021-restricted',
  up: [
    `create table restricted (
      id {id}, pipeline_id integer unique references pipeline on delete cascade, record_type text unique,
      check ((pipeline_id is null) <> (record_type is null)))`,
    `create table restricted_share (
      id {id}, record_id integer not null references restricted on delete cascade,
      user_id integer references desk_user on delete cascade, team_id integer references team on delete cascade,
      check ((user_id is null) <> (team_id is null)))`,
    `create index restricted_share_of on restricted_share (record_id)`,
    `create index restricted_share_user on restricted_share (user_id)`,
    `create index restricted_share_team on restricted_share (team_id)`,
  ],
  down: [`drop table restricted_share`, `drop table restricted`],
};
