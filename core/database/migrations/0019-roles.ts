// Roles of the desk's own: named sets of permissions, which people name by their key; views are shared as everything else is (AD-1).
import type { SqlMigration } from '../migration.ts';

export const roles: SqlMigration = {
  name: 'core/0019-roles',
  up: [
    `create table desk_role (
      id {id}, key text not null unique, name text not null, explanation text not null default '', permissions {json} not null,
      created_at {time} not null, changed_at {time} not null)`,
    `alter table list_view rename column sharing to access`,
    `update list_view set access = 'chosen' where access = 'some'`,
    `alter table list_view_share rename column view_id to record_id`,
  ],
  down: [
    `alter table list_view_share rename column record_id to view_id`,
    `update list_view set access = 'some' where access = 'chosen'`,
    `alter table list_view rename column access to sharing`,
    `drop table desk_role`,
  ],
};
