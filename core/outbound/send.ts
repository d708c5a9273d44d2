// One attempt to send: status first, then the far side, then the result, each durable before the next.
import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from '../contract/part.ts';
import type { Attempt, OutboundMessage, SendResult } from '../contract/outbound.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { isStorageTrouble } from '../database/database.ts';
import { backOff, type JobResult, type RunningJob } from '../jobs/jobs.ts';
import { Assembly } from './assemble.ts';
import { consentRefusal } from './consenting.ts';
import { contextOf } from './context.ts';
import type { Deliveries, DeliveryRow } from './deliveries.ts';
import type { Outages } from './outages.ts';
import { policyRefusal, templateRefusal } from './permission.ts';
import type { LiveAccount, OutboundRooms } from './rooms.ts';

/** With the growing gaps of the job room this is about four days, what RFC 5321 §4.5.4.1 asks for. */
export const ATTEMPTS = 24;
/** So often the far side's "later" is taken by its word; then the gaps grow, or a long "too fast" would use up all attempts within minutes. */
const HEEDED = 8;
/** Seconds. */
const PLUGIN_PAUSE = 60;
const PROOF_PAUSE = 30;
const STORAGE_PAUSE = 2;

/** What is being sent, and by which account. */
interface Sending {
  delivery: DeliveryRow;
  live: LiveAccount;
  job: RunningJob;
}

export class Send {
  readonly #rooms: OutboundRooms;
  readonly #deliveries: Deliveries;
  readonly #outages: Outages;
  readonly #assembly: Assembly;

  constructor(rooms: OutboundRooms, deliveries: Deliveries, outages: Outages) {
    this.#rooms = rooms;
    this.#deliveries = deliveries;
    this.#outages = outages;
    this.#assembly = new Assembly(rooms);
  }

  async run(deliveryId: number, job: RunningJob): Promise<JobResult> {
    const delivery = await this.#deliveries.load(deliveryId);
    if (!delivery || !['queued', 'deferred', 'sending'].includes(delivery.status)) return undefined;
    const live = this.#rooms.ports.account(delivery.accountId);
    if (!live) return this.#withoutAccount(delivery, job);
    if (needsSignIn(live)) return park(live);
    const outage = this.#outages.wait(delivery.accountId);
    if (outage) {
      // Whoever looks at this message sees why it waits, although another one was tried.
      const { status, reason: known } = delivery;
      if (status === 'queued' && known?.code !== outage.wait.code) await this.#deliveries.rest(delivery, outage.wait);
      return outage;
    }
    const sending = { delivery, live, job };
    try {
      return await this.#attempt(sending);
    } finally {
      this.#outages.asked(delivery.accountId);
    }
  }

  /** Switched off, or its plugin is broken: it may come back. An account that was deleted does not. */
  async #withoutAccount(delivery: DeliveryRow, job: RunningJob): Promise<JobResult> {
    const gone = await this.#rooms.database.row(
      'select id from channel_account where id = ? and deleted_at is not null',
      [delivery.accountId],
    );
    if (!gone)
      return {
        wait: reason('outbound.no_plugin', 'The channel of this account is not running.'),
        after: PLUGIN_PAUSE,
      };
    const why = reason('outbound.account_gone', 'The channel account is not there any more.');
    return this.#end(delivery, job, { outcome: delivery.status === 'sending' ? 'unknown' : 'rejected', why });
  }

  async #attempt(sending: Sending): Promise<JobResult> {
    const { delivery, live, job } = sending;
    const stopped = await this.#mayNot(delivery, live);
    if (stopped) return this.#conclude(sending, { outcome: 'rejected', why: stopped });
    const message = await this.#assembly.messageOf(delivery, live);
    if (delivery.status === 'sending') {
      const proof = await this.#proof(live, message);
      if (proof !== 'send') return this.#conclude(sending, proof);
    }
    await this.#deliveries.begin(delivery.id);
    this.#rooms.onStep('outbound.sending');
    const result = await live.connection.send(
      message,
      attemptOf(this.#rooms.files, delivery.draft, { number: delivery.attempts + 1, signal: job.signal }),
    );
    this.#rooms.onStep('outbound.sent');
    if (result.outcome !== 'unknown' && !isAccountTrouble(result)) this.#outages.over(delivery.accountId);
    if (result.outcome !== 'unknown') return this.#conclude(sending, result);
    return this.#doubt(sending, message, result.why);
  }

  /** Asked again at the moment of sending: a window may have closed, an address may have bounced meanwhile. */
  async #mayNot(delivery: DeliveryRow, live: LiveAccount): Promise<Reason | null> {
    const { title, active, deletedAt } = live.row;
    if (!active || deletedAt)
      return reason('outbound.account_inactive', 'The channel account is switched off.', { title });
    const facts = await this.#rooms.database.row<{
      contact_id: number | null;
      notes: unknown;
    }>('select contact_id, notes from conversation where id = ?', [delivery.conversationId]);
    const author = delivery.authorUserId === null ? 'automation' : 'person';
    const recipient = delivery.draft.to[0]?.address ?? null;
    const context = await contextOf(this.#rooms, live, facts ?? null, recipient, author);
    const { parts } = delivery.draft;
    const { connection } = live;
    return (
      policyRefusal(connection.policy(context), parts, author) ??
      (await consentRefusal({ connection, context, parts, isFlow: delivery.isFlow })) ??
      templateRefusal(connection, parts)
    );
  }

  /**
   * The desk stopped between "sending" and the result: it may have been sent. Only proof, a far side that takes the
   * same key once, or a person may repeat it.
   */
  async #proof(live: LiveAccount, message: OutboundMessage): Promise<SendResult | 'send'> {
    const proof = (await live.connection.find?.(message)) ?? { found: 'cannot tell' };
    if (proof.found === true) return { outcome: 'accepted', id: proof.id };
    if (proof.found === false || live.manifest.resend === 'safe') return 'send';
    const why = reason('outbound.interrupted', 'The desk stopped while this was being sent. It may have arrived.');
    return { outcome: 'unknown', why };
  }

  /** The channel does not know. What can be proven is looked up again in a while, the rest is left to a person. */
  async #doubt(sending: Sending, message: OutboundMessage, why: Reason): Promise<JobResult> {
    // Cut off by the stop of the desk: the next start asks for proof.
    if (sending.job.signal.aborted) return { wait: why, after: 0 };
    const proof = await this.#proof(sending.live, message);
    if (proof !== 'send')
      return this.#conclude(sending, proof.outcome === 'unknown' ? { outcome: 'unknown', why } : proof);
    return sending.job.attempt < ATTEMPTS
      ? { retry: why, after: PROOF_PAUSE }
      : this.#conclude(sending, { outcome: 'unknown', why });
  }

  async #conclude(sending: Sending, result: SendResult): Promise<JobResult> {
    const { delivery, job } = sending;
    if (isAccountTrouble(result)) return this.#accountTrouble(sending, result);
    if (result.outcome !== 'retry') return this.#end(delivery, job, result);
    const { why, after } = result;
    if (job.attempt < ATTEMPTS) {
      await this.#keep(job, () => this.#deliveries.defer(delivery, why));
      return { retry: why, after: gap(job.attempt, after) };
    }
    const text = `Given up after ${job.attempt} attempts: ${why.text}`;
    const gaveUp = reason('outbound.gave_up', text, { attempts: job.attempt });
    return this.#end(delivery, job, { outcome: 'rejected', why: gaveUp });
  }

  /** The result and the end of the job in one. */
  async #end(delivery: DeliveryRow, job: RunningJob, result: Exclude<SendResult, Retry>): Promise<void> {
    await this.#keep(job, async () => {
      if (result.outcome === 'rejected') await this.#deliveries.fail(delivery, result);
      else if (result.outcome === 'unknown') await this.#deliveries.doubt(delivery, result.why);
      else await this.#deliveries.sent(delivery, result);
      await job.done();
      this.#rooms.onStep('outbound.recording');
    });
    this.#rooms.onStep('outbound.recorded');
  }

  /** Certainly not sent, and no message of this account would be: all of them wait, none burns its tries. */
  async #accountTrouble(sending: Sending, { why, after }: Retry): Promise<JobResult> {
    const { delivery, live } = sending;
    await this.#keep(sending.job, () => this.#deliveries.rest(delivery, why));
    if (needsSignIn(live)) return park(live);
    return { wait: why, after: this.#outages.lasts(delivery.accountId, why, after) };
  }

  /** The far side has spoken: its answer is held until the disk takes it, or the desk stops. */
  async #keep(job: RunningJob, work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await this.#rooms.database.write(work);
      } catch (error) {
        if (!isStorageTrouble(error) || job.signal.aborted) throw error;
        this.#rooms.log.error({ error, job: job.id }, 'The result of sending could not be stored; it will be');
        await pause(STORAGE_PAUSE * 1000, undefined, { signal: job.signal, ref: false }).catch(() => {});
      }
    }
  }
}

/** Seconds; undefined for the job room's own. */
function gap(attempt: number, wanted: number | undefined): number | undefined {
  return wanted === undefined || attempt <= HEEDED ? wanted : Math.max(wanted, backOff(attempt - HEEDED));
}

/** What a plugin gets with a message: its files are those of the draft. */
export function attemptOf(
  files: OutboundRooms['files'],
  draft: DeliveryRow['draft'],
  about: Pick<Attempt, 'number' | 'signal'>,
): Attempt {
  return {
    ...about,
    async file(fileId) {
      const part = draft.parts.flatMap(filesOf).find((one) => one.fileId === fileId);
      const file = await files.find(fileId);
      if (!file || !part) throw new Error(`There is no file ${fileId} on this message`);
      return { name: part.name, mimeType: part.mimeType, bytes: file.bytes, content: () => files.read(fileId) };
    },
  };
}

function filesOf(part: Part): { fileId?: number; name: string; mimeType: string }[] {
  if (part.type === 'template') return Object.values(part.files ?? {});
  return part.type === 'media' ? [part] : [];
}

type Retry = Extract<SendResult, { outcome: 'retry' }>;

function isAccountTrouble(result: SendResult): result is Retry & { account: true } {
  return result.outcome === 'retry' && result.account === true;
}

function needsSignIn(live: LiveAccount): boolean {
  return live.row.healthState === 'needs sign-in';
}

function park(live: LiveAccount): JobResult {
  return {
    park: reason('outbound.needs_sign_in', 'The account needs a new sign-in.'),
    still: () => needsSignIn(live),
  };
}
