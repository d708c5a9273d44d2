// What the channel gets: the planned draft with key, references, author and, for mail-like channels, the quotation.
import type { OutboundMessage } from '../contract/outbound.ts';
import type { StoredPart } from '../database/entities/message.ts';
import { toDate, toJson } from '../database/rows.ts';
import { makeThreadToken } from '../kernel/thread-token.ts';
import type { DeliveryRow } from './deliveries.ts';
import type { LiveAccount, OutboundRooms } from './rooms.ts';

interface ConversationRow {
  public_id: string;
  subject: string;
  notes: unknown;
  account_id: number | null;
  thread_key: string | null;
}

export class Assembly {
  readonly #rooms: OutboundRooms;

  constructor(rooms: OutboundRooms) {
    this.#rooms = rooms;
  }

  async messageOf(delivery: DeliveryRow, live: LiveAccount): Promise<OutboundMessage> {
    const { database, secrets } = this.#rooms;
    const conversation = await database.row<ConversationRow>(
      'select public_id, subject, notes, account_id, thread_key from conversation where id = ?',
      [delivery.conversationId],
    );
    const { public_id: publicId, subject, notes, account_id: accountId, thread_key: thread } = conversation!;
    return {
      ...delivery.draft,
      key: delivery.key,
      references: await this.#references(delivery),
      threadToken: makeThreadToken(secrets, publicId),
      author: await this.#author(delivery.authorUserId),
      automatic: delivery.authorUserId === null,
      at: delivery.createdAt,
      conversation: {
        ...{ publicId, subject, notes: toJson<Record<string, unknown>>(notes) },
        ...(thread !== null && accountId === delivery.accountId && { thread }),
      },
      quoted: live.manifest.shape === 'mail' ? await this.#quoted(delivery) : undefined,
    };
  }

  /** External ids of what was said before, oldest first; the far side's own limits are the plugin's business. */
  async #references(delivery: DeliveryRow): Promise<string[]> {
    const rows = await this.#rooms.database.rows<{ external_id: string }>(
      `select external_id from message where conversation_id = ? and id < ? and external_id is not null and kind = 'message' and account_id = ?
       and (automatic is null or automatic = 'generated') order by id desc limit 30`,
      [delivery.conversationId, delivery.messageId, delivery.accountId],
    );
    return rows.map((row) => row.external_id).toReversed();
  }

  async #author(userId: number | null): Promise<OutboundMessage['author']> {
    if (userId === null) return null;
    const user = await this.#rooms.database.row<{ name: string; email: string }>(
      'select name, email from desk_user where id = ?',
      [userId],
    );
    if (!user) return null;
    const [firstName = user.name, ...rest] = user.name.split(' ');
    return { id: userId, name: user.name, firstName, lastName: rest.join(' '), email: user.email };
  }

  async #quoted(delivery: DeliveryRow): Promise<OutboundMessage['quoted']> {
    const { replyTo = null } = delivery.draft;
    const row = await this.#rooms.database.row<{
      parts: unknown;
      at: unknown;
      contact: string | null;
      user: string | null;
    }>(
      `select message.parts, message.at, contact.name as contact, desk_user.name as user from message
       left join contact on contact.id = message.author_contact_id left join desk_user on desk_user.id = message.author_user_id
       where conversation_id = ? and message.id < ? and kind = 'message' and automatic is null and deleted_at is null
         and (? is null or external_id = ?) order by message.id desc limit 1`,
      [delivery.conversationId, delivery.messageId, replyTo, replyTo],
    );
    const parts = row ? toJson<StoredPart[]>(row.parts) : [];
    const text = parts.find((part) => part.type === 'text') ?? answersOf(parts);
    if (!row || !text) return undefined;
    return { from: row.contact ?? row.user ?? '', at: toDate(row.at), html: text.html ?? '', text: text.text };
  }
}

/** What somebody filled in, as they know it: without what was hidden from them. */
function answersOf(parts: StoredPart[]): { text: string; html?: string } | undefined {
  const form = parts.find((part) => part.type === 'form');
  const shown = form?.answers.filter((one) => !one.hidden && one.value !== '') ?? [];
  return shown.length > 0 ? { text: shown.map(({ label, value }) => `${label}: ${value}`).join('\n') } : undefined;
}
