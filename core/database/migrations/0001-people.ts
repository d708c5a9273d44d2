// People: workspace settings, users, teams, sessions, tokens, contacts and their identities.
import type { SqlMigration } from '../migration.ts';

export const people: SqlMigration = {
  name: 'core/0001-people',
  up: [
    `create table setting (name text primary key, value {json} not null)`,
    `create table desk_user (
      id {id}, name text not null, email text not null unique, password_hash text, role text not null,
      language text not null default 'en', time_zone text not null default 'UTC', theme text not null default 'system',
      status text not null default 'active', availability text not null default 'automatic', available {bool} not null default 0,
      second_factor text, recovery_codes {json}, preferences {json} not null, last_seen_at {time}, created_at {time} not null)`,
    `create table team (id {id}, name text not null unique, created_at {time} not null)`,
    `create table team_member (
      team_id integer not null references team on delete cascade, user_id integer not null references desk_user on delete cascade,
      primary key (team_id, user_id))`,
    `create index team_member_user on team_member (user_id)`,
    `create table session (
      id {id}, token_hash text not null unique, user_id integer not null references desk_user on delete cascade,
      csrf text not null, ip text not null, user_agent text not null, created_at {time} not null, last_seen_at {time} not null,
      expires_at {time} not null, confirmed {bool} not null default 1)`,
    `create index session_user on session (user_id)`,
    `create table user_token (
      id {id}, token_hash text not null unique, user_id integer not null references desk_user on delete cascade,
      purpose text not null, created_at {time} not null, expires_at {time} not null, used_at {time})`,
    `create table api_token (
      id {id}, token_hash text not null unique, hint text not null, user_id integer not null references desk_user on delete cascade,
      name text not null, scopes {json} not null, created_at {time} not null, last_used_at {time}, revoked_at {time})`,
    `create table audit_entry (
      id {id}, at {time} not null, user_id integer references desk_user on delete set null, action text not null,
      subject text not null, detail {json} not null, ip text not null default '')`,
    `create index audit_entry_at on audit_entry (at)`,
    `create table company (id {id}, public_id text not null unique, name text not null, domain text, created_at {time} not null)`,
    `create table contact (
      id {id}, public_id text not null unique, name text not null, owner_id integer references desk_user on delete set null,
      company_id integer references company on delete set null, language text, note text not null default '',
      properties {json} not null, consents {json} not null, merged_into_id integer references contact,
      created_at {time} not null, updated_at {time} not null, last_message_at {time})`,
    `create index contact_name on contact (name, id)`,
    `create index contact_recent on contact (last_message_at, id)`,
    `create index contact_company on contact (company_id)`,
    `create table contact_identity (
      id {id}, contact_id integer not null references contact on delete cascade, kind text not null, value text not null,
      scope text not null default '', likeness text not null default '', primary_of {bool} not null default 0, origin_contact_id integer,
      unreachable_reason {json}, unreachable_at {time}, created_at {time} not null)`,
    `create unique index contact_identity_value on contact_identity (kind, value, scope)`,
    `create index contact_identity_contact on contact_identity (contact_id, primary_of desc, id)`,
    `create index contact_identity_likeness on contact_identity (kind, likeness) where likeness <> ''`,
    // Two contacts that somebody or something said are one; kept when a person has denied it.
    `create table contact_duplicate (
      contact_id integer not null references contact on delete cascade, other_id integer not null references contact on delete cascade,
      reason {json} not null, dismissed_at {time}, primary key (contact_id, other_id))`,
    `create index contact_duplicate_other on contact_duplicate (other_id)`,
    // Whose turn it was last when conversations are handed out in turn.
    `create table assignment_turn (user_id integer primary key references desk_user on delete cascade, turn integer not null)`,
  ],
};
