// Programs read what stands beside the messages of a conversation in the order of its time (CC-5).
import type { SqlMigration } from '../migration.ts';

export const conversationLines: SqlMigration = {
  name: 'core/0039-conversation-lines',
  up: [`create index message_lines on message (conversation_id, at, public_id) where kind <> 'message'`],
  down: ['drop index message_lines'],
};
