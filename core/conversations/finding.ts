// Finding conversations and messages by the names others have for them.
import type { Address } from '../contract/address.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { isPublicId } from '../kernel/ids.ts';
import { conversationById, conversationFrom, followed, messageById, patchConversation, type Row } from './rows.ts';
import type { Conversation, Needs } from './shapes.ts';
import type { Intake } from './intake.ts';

type Part = Pick<
  Intake,
  | 'findMessage'
  | 'findDelivered'
  | 'message'
  | 'writtenIn'
  | 'get'
  | 'byPublicId'
  | 'byThread'
  | 'openOf'
  | 'newestOf'
  | 'participates'
  | 'note'
>;

export function createFinding(needs: Needs): Part {
  const { database } = needs;
  const one = async (sql: string, params: unknown[]): Promise<Conversation | null> => {
    const row = await database.row<Row>(sql, params);
    return row ? conversationFrom(row) : null;
  };
  return {
    message: (id) => messageById(database, id),
    writtenIn: (formKey, userId) => writtenIn(needs, formKey, userId),
    get: (id) => conversationById(database, id),
    byPublicId: async (publicId) =>
      followed(database, await one('select * from conversation where public_id = ?', [publicId])),
    byThread: async (accountId, threadKey) =>
      followed(
        database,
        await one('select * from conversation where account_id = ? and thread_key = ?', [accountId, threadKey]),
      ),
    openOf: (contactId, accountId) =>
      one(
        `select * from conversation where contact_id = ? and account_id = ? and status in ('open', 'snoozed') and place = 'inbox'
         order by last_message_at desc, id desc limit 1`,
        [contactId, accountId],
      ),
    newestOf: (contactId, accountId) =>
      one(
        `select * from conversation where contact_id = ? and account_id = ? and place not in ('merged', 'spam')
         order by last_message_at desc, id desc limit 1`,
        [contactId, accountId],
      ),
    findMessage: (accountId, externalId) => findMessage(needs, accountId, externalId),
    findDelivered: (accountId, key) => findDelivered(needs, accountId, key),
    participates: (conversationId, addresses) => participates(needs, conversationId, addresses),
    note: (conversationId, notes) => database.write(() => note(needs, conversationId, notes)),
  };
}

async function note(needs: Needs, conversationId: number, notes: Record<string, unknown>): Promise<void> {
  const conversation = await conversationById(needs.database, conversationId);
  if (!conversation) return;
  await patchConversation(needs, conversationId, { notes: JSON.stringify({ ...conversation.notes, ...notes }) });
}

async function findMessage(needs: Needs, accountId: number, externalId: string): ReturnType<Intake['findMessage']> {
  const row = await needs.database.row<Row>(
    `select id, conversation_id from message where account_id = ? and external_id = ?
     union all
     select message.id, message.conversation_id from message_alias join message on message.id = message_alias.message_id
     where message_alias.account_id = ? and message_alias.alias = ? limit 1`,
    [accountId, externalId, accountId, externalId],
  );
  return row ? { id: row.id as number, conversationId: row.conversation_id as number } : null;
}

async function findDelivered(needs: Needs, accountId: number, key: string): ReturnType<Intake['findDelivered']> {
  const row = await needs.database.row<{ id: number; conversationId: number }>(
    `select message.id, message.conversation_id as "conversationId" from delivery
     join message on message.id = delivery.message_id where delivery.key = ? and delivery.account_id = ?`,
    [key, accountId],
  );
  return row ?? null;
}

async function writtenIn(needs: Needs, formKey: string | null | undefined, userId: number | null) {
  if (!formKey || !isPublicId(formKey)) return null;
  const row = await needs.database.row<{ id: number }>(
    'select id from message where public_id = ? and author_user_id = ? and deleted_at is null',
    [formKey, userId],
  );
  return row ? messageById(needs.database, row.id) : null;
}

async function participates(needs: Needs, conversationId: number, addresses: Address[]): Promise<boolean> {
  for (const address of addresses) {
    const { kind, value } = normalAddress(address);
    const row = await needs.database.row(
      'select 1 as here from participant where conversation_id = ? and kind = ? and value = ?',
      [conversationId, kind, value],
    );
    if (row) return true;
  }
  return false;
}
