// The priority of a conversation's ticket stands with the conversation, so that lists in its order are read from an index (TK-1, VW-2).
import type { SqlMigration } from '../migration.ts';

const HIGHEST = `coalesce((select max(priority) from ticket_conversation cross join ticket on ticket.id = ticket_id
  where ticket_conversation.conversation_id = conversation.id and deleted_at is null and hidden = false), 0)`;

/** Of which conversations. */
const renewed = (which: string) =>
  `update conversation set urgency = ${HIGHEST} where ${which} and urgency <> ${HIGHEST};`;

/** Only conversations with a ticket that has a priority stand there: what others do costs nothing. */
const INDEXES = ['inbox', 'owner', 'account'].map(
  (by) =>
    `create index conversation_urgency_${by} on conversation (${by}_id, place, status, urgency, last_message_at, id) where urgency > 0`,
);

/** By triggers, as undoing gives rows back past every verb; SQLite only. */
const KEPT = [
  `create trigger urgency_linked after insert on ticket_conversation begin ${renewed('id = new.conversation_id')} end`,
  `create trigger urgency_moved after update of ticket_id, conversation_id on ticket_conversation begin
    ${renewed('id in (old.conversation_id, new.conversation_id)')} end`,
  `create trigger urgency_unlinked after delete on ticket_conversation begin ${renewed('id = old.conversation_id')} end`,
  `create trigger urgency_changed after update of priority, deleted_at, hidden on ticket
    when old.priority <> new.priority or old.deleted_at is not new.deleted_at or old.hidden <> new.hidden begin
    ${renewed('id in (select conversation_id from ticket_conversation where ticket_id = new.id)')} end`,
];

export const urgency: SqlMigration = {
  name: 'core/0031-urgency',
  up: (dialect) => [
    `alter table conversation add column urgency integer not null default 0`,
    renewed('id in (select conversation_id from ticket_conversation)'),
    ...INDEXES,
    ...(dialect === 'sqlite' ? KEPT : []),
  ],
};
