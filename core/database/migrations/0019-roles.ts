// Roles of the desk's own: named sets of permissions beside the built-in ones; people name theirs by its key (AD-1).
import type { SqlMigration } from '../migration.ts';

export const roles: SqlMigration = {
  name: 'core/0019-roles',
  up: [
    `create table desk_role (
      id {id}, key text not null unique, name text not null, explanation text not null default '', permissions {json} not null,
      created_at {time} not null, changed_at {time} not null)`,
  ],
  down: [`drop table desk_role`],
};
