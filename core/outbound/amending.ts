// What was sent is changed or taken back where the channel can: first over there, then here, within the channel's time.
import type { Capabilities } from '../contract/capabilities.ts';
import type { Connection } from '../contract/connection.ts';
import type { Draft, SendResult } from '../contract/outbound.ts';
import type { TextPart } from '../contract/part.ts';
import { plan } from '../contract/plan.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import { Assembly } from './assemble.ts';
import { contextOf } from './context.ts';
import type { Deliveries, DeliveryRow } from './deliveries.ts';
import type { LiveAccount, OutboundRooms } from './rooms.ts';
import { attemptOf } from './send.ts';

export type AmendAnswer = { ok: true } | { ok: false; why: Reason };

type Deed = 'edit' | 'delete';

/** What somebody wants, written down before the far side is asked: a desk that is cut off in between goes on with it. */
interface Intent {
  deed: Deed;
  messageId: number;
  userId: number;
  /** When it was wanted, in milliseconds. */
  at: number;
  /** The new words of an edit. */
  part?: TextPart;
}

interface Amendable {
  live: LiveAccount;
  capabilities: Capabilities;
  delivery: DeliveryRow;
}

const SENT = ['sent', 'delivered', 'read', 'played'];
/** Milliseconds somebody waits for the far side. */
const PATIENCE = 15_000;
/** Milliseconds after which nobody is at it any more. */
const LEFT_BEHIND = 60_000;
/** Seconds until an account that does not run is looked for again. */
const AGAIN = 60;
export const AMEND = 'outbound.amend';

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
    const found = await this.#find({ deed, messageId, userId, at: this.#now() });
    return 'code' in found ? found : null;
  }

  /** Files stay; the words before are kept with the message. */
  async edit(messageId: number, userId: number, words: { text: string; html?: string }): Promise<AmendAnswer> {
    const part = await cleanPart(words);
    return this.#carryOut({ deed: 'edit', messageId, userId, at: this.#now(), part });
  }

  delete(messageId: number, userId: number): Promise<AmendAnswer> {
    return this.#carryOut({ deed: 'delete', messageId, userId, at: this.#now() });
  }

  async #carryOut(intent: Intent): Promise<AmendAnswer> {
    const { database, jobs, onStep } = this.#rooms;
    const found = await this.#find(intent);
    if ('code' in found) return refused(found);
    const draft = draftOf(found, intent);
    if ('code' in draft) return refused(draft);
    const runAt = new Date(intent.at + LEFT_BEHIND);
    const jobId = await jobs.add({ kind: AMEND, payload: { ...intent }, runAt });
    onStep('amend.noted');
    const result = await this.#ask(intent, found, draft);
    onStep('amend.done');
    if ('why' in result) {
      await jobs.cancel(jobId);
      return refused(result.why);
    }
    await database.write(async () => {
      await this.#record(intent);
      await jobs.cancel(jobId);
      onStep('amend.recording');
    });
    onStep('amend.recorded');
    return { ok: true };
  }

  /** Nobody waits for the answer any more: what was wanted is done to the end, unless it has been overtaken. */
  async resume(payload: Record<string, unknown>, job: RunningJob): Promise<JobResult> {
    const intent = payload as unknown as Intent;
    const { database, log, ports } = this.#rooms;
    const accountId = await this.#waitsFor(intent);
    if (accountId === null) return undefined;
    if (!ports.account(accountId))
      return { wait: reason('outbound.no_plugin', 'The channel of this account is not running.'), after: AGAIN };
    const found = await this.#find(intent);
    const draft = 'code' in found ? found : draftOf(found, intent);
    const result = 'code' in found || 'code' in draft ? null : await this.#ask(intent, found, draft);
    if (result?.outcome === 'retry') return { retry: result.why, after: result.after };
    if (!result || 'why' in result) {
      const why = result?.why ?? draft;
      return log.warn({ message: intent.messageId, why }, 'A change of a sent message was cut off and cannot go on');
    }
    return database.write(async () => {
      await this.#record(intent);
      await job.done();
    });
  }

  /** The account that still has to hear of it; null when it is done, or has been overtaken. */
  async #waitsFor({ messageId, at }: Intent): Promise<number | null> {
    const row = await this.#rooms.database.row<{ account_id: number; edited_at: number | null }>(
      `select account_id, edited_at from message join channel_account on channel_account.id = account_id
       where message.id = ? and message.deleted_at is null and channel_account.deleted_at is null`,
      [messageId],
    );
    return row && (row.edited_at ?? 0) < at ? row.account_id : null;
  }

  async #ask({ deed }: Intent, { live, delivery }: Amendable, draft: Draft): Promise<SendResult> {
    const message = { ...(await this.#assembly.messageOf(delivery, live)), ...draft };
    const limits = { number: 1, signal: AbortSignal.timeout(PATIENCE) };
    const attempt = attemptOf(this.#rooms.files, delivery.draft, limits);
    if (deed === 'edit') return live.connection.edit!(delivery.externalId!, message, attempt);
    return live.connection.delete!(delivery.externalId!, attempt, message);
  }

  #record({ deed, messageId, userId, at, part }: Intent): Promise<void> {
    const { conversations } = this.#rooms;
    const change = { at: new Date(at), actor: `user:${userId}` };
    if (deed === 'edit') return conversations.editMessage(messageId, { ...change, parts: [part!] });
    return conversations.deleteMessage(messageId, change);
  }

  #now(): number {
    return this.#rooms.clock.now().getTime();
  }

  async #find({ messageId, userId, deed, at }: Intent): Promise<Amendable | Reason> {
    const rows = await this.#rooms.database.rows<Row>(
      `select delivery.id, delivery.status, delivery.sent_at, delivery.external_id, message.conversation_id, conversation.contact_id,
         conversation.notes
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
    if (at > (row.sent_at ?? 0) + within * 1000)
      return reason('outbound.amend_too_late', 'The time in which the channel allows this is over.');
    return { live, capabilities, delivery };
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
  notes: unknown;
}

function refused(why: Reason): AmendAnswer {
  return { ok: false, why };
}

/** What the message is after it; what was sent where it is taken back. */
function draftOf({ capabilities, delivery }: Amendable, { part }: Intent): Draft | Reason {
  if (!part) return delivery.draft;
  if (part.text.trim() === '') return reason('plan.empty', 'There is nothing to send.');
  const media = delivery.draft.parts.filter(({ type }) => type === 'media');
  const planned = plan({ ...delivery.draft, parts: [part, ...media] }, capabilities);
  if (!planned.ok) return planned.refused;
  const [draft, ...more] = planned.messages;
  if (more.length === 0) return draft!;
  return reason('outbound.amend_too_long', 'This no longer fits into one message of the channel.');
}

async function cleanPart({ text, html }: { text: string; html?: string }): Promise<TextPart> {
  if (!html) return { type: 'text', text };
  const { cleanHtml, textOf } = await import('./clean-html.ts');
  const clean = cleanHtml(html, []);
  return { type: 'text', text: await textOf(clean), html: clean };
}
