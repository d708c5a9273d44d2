// The team reacts to what a customer wrote: over there first, then here; a desk that is cut off in between goes on with it.
import type { Address } from '../contract/address.ts';
import type { SendResult } from '../contract/outbound.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { authorOf } from '../conversations/conversations.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import type { AmendAnswer } from './amending.ts';
import { contextOf } from './context.ts';
import { policyRefusal } from './permission.ts';
import type { LiveAccount, OutboundRooms } from './rooms.ts';
import { attemptOf } from './send.ts';

/** What somebody wants, written down before the far side is asked. */
interface Intent {
  messageId: number;
  userId: number;
  /** Empty takes it back. */
  emoji: string;
}

interface Target {
  live: LiveAccount;
  externalId: string;
  by: Address;
}

interface Row {
  external_id: string | null;
  account_id: number | null;
  contact_id: number | null;
  addresses: unknown;
  notes: unknown;
}

/** Milliseconds somebody waits for the far side. */
const PATIENCE = 15_000;
/** Milliseconds after which nobody is at it any more. */
const LEFT_BEHIND = 60_000;
/** Seconds until an account that does not run is looked for again. */
const AGAIN = 60;
/** UTF-16 units; the longest emoji of families and flags are shorter. */
const LONGEST = 40;
const EMOJI = /^\p{RGI_Emoji}$/v;
export const REACT = 'outbound.react';

export class Reacting {
  readonly #rooms: OutboundRooms;

  constructor(rooms: OutboundRooms) {
    this.#rooms = rooms;
  }

  async react(messageId: number, userId: number, emoji: string): Promise<AmendAnswer> {
    const { clock, database, jobs } = this.#rooms;
    if (emoji !== '' && !isEmoji(emoji)) return refused(reason('outbound.no_emoji', 'This is no emoji.'));
    const intent: Intent = { messageId, userId, emoji };
    const target = await this.#find(intent);
    if ('code' in target) return refused(target);
    const runAt = new Date(clock.now().getTime() + LEFT_BEHIND);
    const jobId = await database.write(async () => {
      await this.#overtake(messageId);
      return jobs.add({ kind: REACT, payload: { ...intent }, orderKey: orderKey(messageId), runAt });
    });
    const result = await this.#ask(target, emoji);
    if ('why' in result) {
      await jobs.cancel(jobId);
      return refused(result.why);
    }
    await database.write(async () => {
      await this.#record(intent);
      await jobs.cancel(jobId);
    });
    return { ok: true };
  }

  /** Nobody waits for the answer any more. The same reaction twice is one, so it may be asked for again. */
  async resume(payload: Record<string, unknown>, job: RunningJob): Promise<JobResult> {
    const intent = payload as unknown as Intent;
    const { database, log } = this.#rooms;
    const target = await this.#find(intent);
    if ('code' in target) {
      if (target.code === 'outbound.no_plugin') return { wait: target, after: AGAIN };
      return log.warn({ message: intent.messageId, why: target }, 'A reaction was cut off and cannot go on');
    }
    const result = await this.#ask(target, intent.emoji);
    if (result.outcome === 'retry' || result.outcome === 'unknown') return { retry: result.why };
    if (result.outcome === 'rejected')
      return log.warn({ message: intent.messageId, why: result.why }, 'A reaction was cut off and is refused now');
    return database.write(async () => {
      await this.#record(intent);
      await job.done();
    });
  }

  /** What was wanted before and is not done yet is not wanted any more. */
  async #overtake(messageId: number): Promise<void> {
    const before = await this.#rooms.database.rows<{ id: number }>('select id from job where order_key = ?', [
      orderKey(messageId),
    ]);
    for (const { id } of before) await this.#rooms.jobs.cancel(id);
  }

  #ask({ live, externalId, by }: Target, emoji: string): Promise<SendResult> {
    const limits = { number: 1, signal: AbortSignal.timeout(PATIENCE) };
    const attempt = attemptOf(this.#rooms.files, { to: [], parts: [] }, limits);
    return live.connection.react!(externalId, emoji, attempt, by);
  }

  #record({ messageId, userId, emoji }: Intent): Promise<void> {
    return this.#rooms.conversations.react(messageId, emoji, `user:${userId}`);
  }

  async #find({ messageId }: Intent): Promise<Target | Reason> {
    const row = await this.#rooms.database.row<Row>(
      `select message.external_id, message.account_id, message.addresses, conversation.contact_id, conversation.notes
       from message join conversation on conversation.id = message.conversation_id
       where message.id = ? and message.kind = 'message' and message.direction = 'in' and message.deleted_at is null`,
      [messageId],
    );
    const by = row && authorOf(row.addresses);
    if (!row?.external_id || row.account_id === null || !by)
      return reason('outbound.react_not_theirs', 'Only to what a customer has written can be reacted.');
    const live = this.#rooms.ports.account(row.account_id);
    if (!live) return reason('outbound.no_plugin', 'The channel of this account is not running.');
    const context = await contextOf(this.#rooms, live, row, by, 'person');
    if (!live.connection.react || !live.connection.capabilities(context).react)
      return reason('outbound.react_cannot', 'This channel cannot carry reactions.');
    const { title, active, deletedAt } = live.row;
    if (!active || deletedAt)
      return reason('outbound.account_inactive', 'The channel account is switched off.', { title });
    return policyRefusal(live.connection.policy(context), [], 'person') ?? { live, externalId: row.external_id, by };
  }
}

function refused(why: Reason): AmendAnswer {
  return { ok: false, why };
}

function orderKey(messageId: number): string {
  return `react:${messageId}`;
}

function isEmoji(emoji: string): boolean {
  return emoji.length <= LONGEST && EMOJI.test(emoji);
}
