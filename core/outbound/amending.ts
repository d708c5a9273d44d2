// What was sent is changed or taken back where the channel can: first over there, then here, within the channel's time.
import type { Capabilities } from '../contract/capabilities.ts';
import type { Connection } from '../contract/connection.ts';
import type { SendResult } from '../contract/outbound.ts';
import type { TextPart } from '../contract/part.ts';
import { plan } from '../contract/plan.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { Assembly } from './assemble.ts';
import { contextOf } from './context.ts';
import type { Deliveries, DeliveryRow } from './deliveries.ts';
import type { LiveAccount, OutboundRooms } from './rooms.ts';
import { attemptOf } from './send.ts';

export type AmendAnswer = { ok: true } | { ok: false; why: Reason };

type Deed = 'edit' | 'delete';

interface Amendable {
  live: LiveAccount;
  capabilities: Capabilities;
  delivery: DeliveryRow;
  conversationId: number;
}

const SENT = ['sent', 'delivered', 'read', 'played'];
/** Milliseconds somebody waits for the far side. */
const PATIENCE = 15_000;

export class Amending {
  readonly #rooms: OutboundRooms;
  readonly #deliveries: Deliveries;
  readonly #assembly: Assembly;

  constructor(rooms: OutboundRooms, deliveries: Deliveries) {
    this.#rooms = rooms;
    this.#deliveries = deliveries;
    this.#assembly = new Assembly(rooms);
  }

  /** Why this person may not do it (any more); null when they may. */
  async obstacle(messageId: number, userId: number, deed: Deed): Promise<Reason | null> {
    const found = await this.#find(messageId, userId, deed);
    return 'code' in found ? found : null;
  }

  /** Files stay; the words before are kept with the message. */
  async edit(messageId: number, userId: number, words: { text: string; html?: string }): Promise<AmendAnswer> {
    const found = await this.#find(messageId, userId, 'edit');
    if ('code' in found) return refused(found);
    const { live, capabilities, delivery } = found;
    const part = await cleanPart(words);
    if (part.text.trim() === '') return refused(reason('plan.empty', 'There is nothing to send.'));
    const media = delivery.draft.parts.filter(({ type }) => type === 'media');
    const planned = plan({ ...delivery.draft, parts: [part, ...media] }, capabilities);
    if (!planned.ok) return refused(planned.refused);
    const [draft, ...more] = planned.messages;
    if (more.length > 0)
      return refused(reason('outbound.amend_too_long', 'This no longer fits into one message of the channel.'));
    const message = { ...(await this.#assembly.messageOf(delivery, live)), ...draft };
    const result = await live.connection.edit!(delivery.externalId!, message, this.#attempt(delivery));
    const { conversations, clock } = this.#rooms;
    return this.#end(result, () =>
      conversations.editMessage(messageId, { parts: [part], at: clock.now(), actor: `user:${userId}` }),
    );
  }

  async delete(messageId: number, userId: number): Promise<AmendAnswer> {
    const found = await this.#find(messageId, userId, 'delete');
    if ('code' in found) return refused(found);
    const { live, delivery } = found;
    const message = await this.#assembly.messageOf(delivery, live);
    const result = await live.connection.delete!(delivery.externalId!, this.#attempt(delivery), message);
    const { conversations, clock } = this.#rooms;
    return this.#end(result, () =>
      conversations.deleteMessage(messageId, { at: clock.now(), actor: `user:${userId}` }),
    );
  }

  #attempt({ draft }: DeliveryRow) {
    return attemptOf(this.#rooms.files, draft, { number: 1, signal: AbortSignal.timeout(PATIENCE) });
  }

  async #end(result: SendResult, record: () => Promise<void>): Promise<AmendAnswer> {
    if ('why' in result) return refused(result.why);
    await record();
    return { ok: true };
  }

  async #find(messageId: number, userId: number, deed: Deed): Promise<Amendable | Reason> {
    const rows = await this.#rooms.database.rows<Row>(
      `select delivery.id, delivery.status, delivery.sent_at, delivery.external_id, message.conversation_id, conversation.contact_id,
         conversation.last_inbound_at, conversation.notes
       from message join conversation on conversation.id = message.conversation_id join delivery on delivery.message_id = message.id
       where message.id = ? and author_user_id = ? and message.deleted_at is null order by delivery.position`,
      [messageId, userId],
    );
    const [row, ...others] = rows;
    if (!row) return reason('outbound.amend_not_yours', 'Only who has written a message can change or delete it.');
    if (others.length > 0 || row.external_id === null || !SENT.includes(row.status))
      return reason('outbound.amend_not_sent', 'Only what has been sent as one message can be changed or deleted.');
    const delivery = (await this.#deliveries.load(row.id))!;
    const live = this.#rooms.ports.account(delivery.accountId);
    const capabilities = live && (await this.#capabilities(live, row, delivery));
    const within = live?.connection[deed satisfies keyof Connection] && capabilities?.[deed]?.within;
    if (!live || !capabilities || within === undefined)
      return reason('outbound.amend_cannot', 'This channel cannot do that to what was sent.');
    if (this.#rooms.clock.now().getTime() > (row.sent_at ?? 0) + within * 1000)
      return reason('outbound.amend_too_late', 'The time in which the channel allows this is over.');
    return { live, capabilities, delivery, conversationId: row.conversation_id };
  }

  async #capabilities(live: LiveAccount, row: Row, { draft }: DeliveryRow): Promise<Capabilities> {
    const recipient = draft.to[0]?.address ?? null;
    return live.connection.capabilities(await contextOf(this.#rooms, live, row, recipient, 'person'));
  }
}

interface Row {
  id: number;
  status: string;
  sent_at: number | null;
  external_id: string | null;
  conversation_id: number;
  contact_id: number | null;
  last_inbound_at: number | null;
  notes: unknown;
}

function refused(why: Reason): AmendAnswer {
  return { ok: false, why };
}

async function cleanPart({ text, html }: { text: string; html?: string }): Promise<TextPart> {
  if (!html) return { type: 'text', text };
  const { cleanHtml, textOf } = await import('./clean-html.ts');
  const clean = cleanHtml(html, []);
  return { type: 'text', text: await textOf(clean), html: clean };
}
