// When somebody last wrote on an account, and what of an account's messages they have not read yet, found at once.
import type { SqlMigration } from '../migration.ts';

export const windows: SqlMigration = {
  name: 'core/0022-windows',
  up: [
    `create index message_inbound on message (author_contact_id, account_id, at)
      where kind = 'message' and direction = 'in' and automatic is null`,
    `create index delivery_unread on delivery (conversation_id, account_id, id)
      where status in ('sent', 'delivered', 'failed') and sent_at is not null`,
  ],
  down: [`drop index message_inbound`, `drop index delivery_unread`],
};
