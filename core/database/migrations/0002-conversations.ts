// Conversations: inboxes, channel accounts, conversations, messages, attachments, deliveries, tags, drafts.
import type { SqlMigration } from '../migration.ts';

export const conversations: SqlMigration = {
  name: 'core/0002-conversations',
  up: [
    `create table inbox (
      id {id}, public_id text not null unique, name text not null, kind text not null default 'inbox', icon text not null default 'inbox',
      position integer not null default 0, restricted {bool} not null default 0, settings {json} not null,
      created_at {time} not null, archived_at {time})`,
    `create table inbox_member (
      id {id}, inbox_id integer not null references inbox on delete cascade, user_id integer references desk_user on delete cascade,
      team_id integer references team on delete cascade, may_answer {bool} not null default 1)`,
    `create index inbox_member_inbox on inbox_member (inbox_id)`,
    `create table channel_account (
      id {id}, public_id text not null unique, channel text not null, unique_id text not null, inbox_id integer not null references inbox,
      title text not null, settings {json} not null, settings_version integer not null default 1, active {bool} not null default 1,
      health {json} not null, health_state text not null default 'starting', health_since {time}, credential_expires_at {time},
      routing {json} not null, ticket_defaults {json} not null, notebook {json} not null, last_inbound_at {time}, last_outbound_at {time},
      fallback {bool} not null default 0, created_at {time} not null, deleted_at {time})`,
    `create unique index channel_account_unique on channel_account (channel, unique_id) where deleted_at is null`,
    `create table connect_flow (
      id {id}, public_id text not null unique, channel text not null, purpose text not null, inbox_id integer, account_id integer,
      user_id integer not null, memory text not null, step {json} not null, state text not null, page text not null default 'connect',
      created_at {time} not null, expires_at {time} not null)`,
    `create table conversation (
      id {id}, public_id text not null unique, inbox_id integer not null references inbox, account_id integer references channel_account,
      contact_id integer references contact, subject text not null default '', snippet text not null default '', snippet_of text not null default 'text',
      status text not null default 'open', place text not null default 'inbox', owner_id integer references desk_user on delete set null,
      team_id integer references team on delete set null, assignment_reason {json}, thread_key text, automatic {bool} not null default 0,
      has_outbound {bool} not null default 0, waiting_since {time}, snoozed_until {time}, last_direction text not null default 'in',
      last_inbound_at {time}, last_message_at {time} not null, last_message_id integer not null default 0, message_count integer not null default 0, notes {json} not null,
      language text, maybe_belongs_to_id integer references conversation, merged_into_id integer references conversation,
      closed_at {time}, created_at {time} not null, changed_at {time} not null, version integer not null default 1)`,
    // One index per default list (WS-9): the list is read in order from the index, newest first.
    `create index conversation_list on conversation (inbox_id, place, status, last_message_at, id)`,
    `create index conversation_owner on conversation (owner_id, place, status, last_message_at, id, inbox_id) where owner_id is not null`,
    `create index conversation_team on conversation (team_id, place, status, last_message_at, id, inbox_id) where owner_id is null and team_id is not null`,
    `create index conversation_unassigned on conversation (inbox_id, place, status, last_message_at, id) where owner_id is null and team_id is null`,
    `create index conversation_sent on conversation (inbox_id, place, last_message_at, id) where has_outbound = 1`,
    `create index conversation_place on conversation (inbox_id, place, last_message_at, id)`,
    `create index conversation_recent on conversation (last_message_at, id)`,
    `create index conversation_contact on conversation (contact_id, last_message_at, id)`,
    `create unique index conversation_thread on conversation (account_id, thread_key) where thread_key is not null`,
    `create index conversation_merged on conversation (merged_into_id) where merged_into_id is not null`,
    `create index conversation_stranger on conversation (maybe_belongs_to_id) where maybe_belongs_to_id is not null`,
    `create index conversation_snoozed on conversation (snoozed_until) where status = 'snoozed'`,
    `create table message (
      id {id}, public_id text not null unique, conversation_id integer not null references conversation, account_id integer references channel_account,
      kind text not null, direction text not null, author_user_id integer references desk_user on delete set null,
      author_contact_id integer references contact on delete set null, external_id text, in_reply_to_id integer references message on delete set null,
      automatic text, at {time} not null, created_at {time} not null, changed_at {time} not null, arrival_id integer,
      placement {json}, original_conversation_id integer, verdict {json}, details {json} not null, reactions {json} not null,
      edited_at {time}, deleted_at {time}, status text, status_reason {json},
      subject text not null default '', people text not null default '', files text not null default '', text text not null default '',
      addresses {json} not null, parts {json} not null)`,
    `create unique index message_external on message (account_id, external_id) where external_id is not null`,
    `create index message_conversation on message (conversation_id, id)`,
    `create index message_reply on message (in_reply_to_id) where in_reply_to_id is not null`,
    `create index message_failed on message (conversation_id) where status = 'failed'`,
    `create index message_contact on message (author_contact_id, id)`,
    `create table message_alias (
      account_id integer not null references channel_account, alias text not null, message_id integer not null references message on delete cascade,
      primary key (account_id, alias))`,
    `create index message_alias_message on message_alias (message_id)`,
    `create table participant (
      conversation_id integer not null references conversation on delete cascade, kind text not null, value text not null, name text not null default '',
      contact_id integer references contact on delete set null, primary key (conversation_id, kind, value))`,
    `create index participant_value on participant (kind, value)`,
    `create index participant_contact on participant (contact_id) where contact_id is not null`,
    `create table file (
      id {id}, hash text not null unique, bytes integer not null, type text not null, created_at {time} not null)`,
    `create table attachment (
      id {id}, public_id text not null unique, message_id integer references message on delete cascade, draft_id integer,
      file_id integer references file, kind text not null, name text not null, type text not null, bytes integer not null default 0,
      content_id text, inline {bool} not null default 0, remote_ref text, state text not null default 'ready', state_reason {json},
      position integer not null default 0, created_at {time} not null)`,
    `create index attachment_message on attachment (message_id, position)`,
    `create index attachment_draft on attachment (draft_id)`,
    `create index attachment_file on attachment (file_id)`,
    `create table delivery (
      id {id}, message_id integer not null references message on delete cascade, account_id integer not null references channel_account,
      conversation_id integer not null references conversation, position integer not null, key text not null unique, external_id text,
      draft {json} not null, status text not null default 'queued', reason {json}, attempts integer not null default 0,
      next_attempt_at {time}, created_at {time} not null, sent_at {time}, delivered_at {time}, read_at {time}, changed_at {time} not null)`,
    `create index delivery_message on delivery (message_id, position)`,
    `create index delivery_conversation on delivery (conversation_id, id)`,
    `create index delivery_external on delivery (account_id, external_id)`,
    `create index delivery_queue on delivery (account_id, status, id)`,
    `create index delivery_needing on delivery (account_id, id) where status in ('failed', 'unknown', 'queued', 'sending', 'deferred')`,
    `create index delivery_recent on delivery (account_id, changed_at)`,
    `create table delivery_recipient (
      id {id}, delivery_id integer not null references delivery on delete cascade, role text not null, kind text not null, value text not null,
      name text not null default '', status text not null default 'queued', reason {json}, changed_at {time} not null)`,
    `create index delivery_recipient_delivery on delivery_recipient (delivery_id)`,
    `create table tag (id {id}, name text not null unique, colour integer not null default 1)`,
    `create table conversation_tag (
      conversation_id integer not null references conversation on delete cascade, tag_id integer not null references tag on delete cascade,
      last_message_at {time} not null, primary key (conversation_id, tag_id))`,
    // The conversation's own time beside the tag, so that a tag's list is read in order too.
    `create index conversation_tag_list on conversation_tag (tag_id, last_message_at, conversation_id)`,
    `create table read_mark (
      user_id integer not null references desk_user on delete cascade, conversation_id integer not null references conversation on delete cascade,
      message_id integer not null, primary key (conversation_id, user_id))`,
    `create table draft (
      id {id}, user_id integer not null references desk_user on delete cascade, conversation_id integer references conversation on delete cascade,
      kind text not null default 'reply', body {json} not null, seen_message_id integer, updated_at {time} not null)`,
    `create index draft_conversation on draft (conversation_id) where conversation_id is not null`,
    `create unique index draft_place on draft (user_id, coalesce(conversation_id, 0), kind)`,
    `create table mention (
      message_id integer not null references message on delete cascade, user_id integer not null references desk_user on delete cascade,
      seen_at {time}, primary key (message_id, user_id))`,
    `create index mention_user on mention (user_id, message_id)`,
    `create index mention_unseen on mention (user_id, message_id) where seen_at is null`,
    `create table notification (
      id {id}, user_id integer not null references desk_user on delete cascade, kind text not null, conversation_id integer references conversation on delete cascade,
      message_id integer references message on delete cascade, by_user_id integer references desk_user on delete set null, reason {json}, created_at {time} not null, read_at {time})`,
    `create index notification_user on notification (user_id, id)`,
    `create index notification_unread on notification (user_id) where read_at is null`,
    `create index notification_conversation on notification (conversation_id) where conversation_id is not null`,
    `create index notification_message on notification (message_id) where message_id is not null`,
    `create table undo_step (
      id {id}, public_id text not null unique, user_id integer references desk_user on delete cascade, kind text not null, data {json} not null,
      created_at {time} not null, used_at {time})`,
    `create index undo_step_contacts on undo_step (id) where kind = 'merge contacts'`,
    `create table sender_rule (
      id {id}, inbox_id integer references inbox on delete cascade, list text not null, pattern text not null, created_at {time} not null)`,
    `create unique index sender_rule_pattern on sender_rule (coalesce(inbox_id, 0), pattern)`,
  ],
};
