// Routing: how much each person is given, which conversations wait for somebody, skills and the rules that ask for them.
import type { SqlMigration } from '../migration.ts';

export const routing: SqlMigration = {
  name: 'core/0009-routing',
  up: [
    // Null: as the workspace says; 0: any number.
    `alter table desk_user add column conversation_limit integer`,
    `alter table desk_user add column ticket_limit integer`,
    // When somebody works; without it the clock does not matter.
    `alter table desk_user add column working_hours {json}`,
    `alter table conversation add column unrouted_since {time}`,
    // Somebody said which skills it needs: rules leave it alone.
    `alter table conversation add column skills_by_hand {bool} not null default false`,
    // Oldest first: what is handed out when somebody comes or has room again.
    `create index conversation_unrouted on conversation (unrouted_since, id)
      where unrouted_since is not null and owner_id is null and team_id is null and bot_since is null and status = 'open' and place = 'inbox'`,
    `create index ticket_open_of_owner on ticket (owner_id) where owner_id is not null and stage_kind <> 'closed' and deleted_at is null and hidden = false`,
    `create table skill (id {id}, name text not null, created_at {time} not null)`,
    `create unique index skill_name on skill (name)`,
    `create table user_skill (
      user_id integer not null references desk_user on delete cascade, skill_id integer not null references skill on delete cascade,
      primary key (user_id, skill_id))`,
    `create index user_skill_skill on user_skill (skill_id)`,
    `create table skill_rule (
      id {id}, name text not null, position integer not null default 0, match text not null default 'all', conditions {json} not null,
      active {bool} not null default true, created_at {time} not null)`,
    `create table skill_rule_skill (
      rule_id integer not null references skill_rule on delete cascade, skill_id integer not null references skill on delete cascade,
      primary key (rule_id, skill_id))`,
    `create index skill_rule_skill_skill on skill_rule_skill (skill_id)`,
    `create table conversation_skill (
      conversation_id integer not null references conversation on delete cascade, skill_id integer not null references skill on delete cascade,
      primary key (conversation_id, skill_id))`,
    `create index conversation_skill_skill on conversation_skill (skill_id)`,
  ],
  down: [
    ...['conversation_skill', 'skill_rule_skill', 'skill_rule', 'user_skill', 'skill'].map(
      (table) => `drop table ${table}`,
    ),
    `drop index ticket_open_of_owner`,
    `drop index conversation_unrouted`,
    `alter table conversation drop column skills_by_hand`,
    `alter table conversation drop column unrouted_since`,
    `alter table desk_user drop column working_hours`,
    `alter table desk_user drop column ticket_limit`,
    `alter table desk_user drop column conversation_limit`,
  ],
};
