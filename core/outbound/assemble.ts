// What the channel gets: the planned draft with key, references, author and, for mail-like channels, the quotation.
import type { OutboundMessage } from '../contract/outbound.ts';
import { toDate, toJson } from '../database/rows.ts';
import { makeThreadToken } from '../kernel/thread-token.ts';
import type { LiveAccount, OutboundRooms } from './outbound.ts';
import type { DeliveryRow } from './queue.ts';

export function createAssembly(rooms: OutboundRooms) {
  const { database, secrets } = rooms;

  return async function assemble(delivery: DeliveryRow, live: LiveAccount): Promise<OutboundMessage> {
    const conversation = await database.row<{ public_id: string; subject: string; notes: unknown }>(
      'select public_id, subject, notes from conversation where id = ?',
      [delivery.conversationId],
    );
    return {
      ...delivery.draft,
      key: delivery.key,
      references: await references(delivery),
      threadToken: makeThreadToken(secrets, conversation!.public_id),
      author: await author(delivery.authorUserId),
      automatic: delivery.authorUserId === null,
      at: delivery.createdAt,
      conversation: {
        publicId: conversation!.public_id,
        subject: conversation!.subject,
        notes: toJson(conversation!.notes),
      },
      quoted: live.manifest.shape === 'mail' ? await quoted(delivery) : undefined,
    };
  };

  /** External ids of what was said before, oldest first; the far side's own limits are the plugin's business. */
  async function references(delivery: DeliveryRow): Promise<string[]> {
    const rows = await database.rows<{ external_id: string }>(
      `select external_id from message where conversation_id = ? and id < ? and external_id is not null and kind = 'message' and account_id = ?
       and (automatic is null or automatic = 'generated') order by id desc limit 30`,
      [delivery.conversationId, delivery.messageId, delivery.accountId],
    );
    return rows.map((row) => row.external_id).toReversed();
  }

  async function author(userId: number | null): Promise<OutboundMessage['author']> {
    if (userId === null) return null;
    const user = await database.row<{ name: string; email: string }>('select name, email from desk_user where id = ?', [
      userId,
    ]);
    if (!user) return null;
    const [firstName = user.name, ...rest] = user.name.split(' ');
    return { name: user.name, firstName, lastName: rest.join(' '), email: user.email };
  }

  async function quoted(delivery: DeliveryRow): Promise<OutboundMessage['quoted']> {
    const row = await database.row<{ parts: unknown; at: unknown; contact: string | null; user: string | null }>(
      `select message.parts, message.at, contact.name as contact, desk_user.name as user from message
       left join contact on contact.id = message.author_contact_id left join desk_user on desk_user.id = message.author_user_id
       where conversation_id = ? and message.id < ? and kind = 'message' and automatic is null and deleted_at is null
         and (? is null or external_id = ?) order by message.id desc limit 1`,
      [delivery.conversationId, delivery.messageId, delivery.draft.replyTo ?? null, delivery.draft.replyTo ?? null],
    );
    if (!row) return undefined;
    const text = toJson<{ type: string; text?: string; html?: string }[]>(row.parts).find(
      (part) => part.type === 'text',
    );
    if (!text) return undefined;
    return { from: row.contact ?? row.user ?? '', at: toDate(row.at), html: text.html ?? '', text: text.text ?? '' };
  }
}
