// One attempt to send: status first, then the far side, then the result, each durable before the next.
import type { SendResult } from '../contract/outbound.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import { createAssembly } from './assemble.ts';
import { contextOf } from './context.ts';
import type { LiveAccount, OutboundRooms } from './outbound.ts';
import type { DeliveryRow, Queue } from './queue.ts';

/** With the growing gaps of the job room this is about four days, what RFC 5321 §4.5.4.1 asks for. */
const ATTEMPTS = 24;
/** RFC 5321 §4.5.3.2 allows the far side ten minutes after the last byte; cutting it short makes duplicates. */
const LIMIT = 15 * 60_000;

export function createSend(rooms: OutboundRooms, queue: Queue) {
  const { database, onStep, ports, log, files } = rooms;
  const assemble = createAssembly(rooms);

  async function run(deliveryId: number, job: RunningJob): Promise<JobResult> {
    const delivery = await queue.load(deliveryId);
    if (!delivery || !['queued', 'deferred', 'sending'].includes(delivery.status)) return undefined;
    const live = ports.account(delivery.accountId);
    if (!live) return { retry: reason('outbound.no_plugin', 'The channel of this account is not running.'), after: 60 };
    if (live.row.healthState === 'needs sign-in')
      return { park: reason('outbound.needs_sign_in', 'The account needs a new sign-in.') };
    const stopped = await mayNot(delivery, live);
    if (stopped) return conclude(delivery, { outcome: 'rejected', why: stopped }, job);
    const message = await assemble(delivery, live);
    if (delivery.status === 'sending') {
      const settled = await afterCrash(delivery, live, message, job);
      if (settled !== 'send') return settled;
    }
    await queue.begin(delivery.id);
    onStep('outbound.sending');
    const attempt = {
      number: delivery.attempts + 1,
      signal: AbortSignal.any([job.signal, AbortSignal.timeout(LIMIT)]),
      file: (id: number) => openFile(delivery, id),
    };
    const result = await trySend(() => live.connection.send(message, attempt));
    onStep('outbound.sent');
    return conclude(delivery, result, job);
  }

  /** Asked again at the moment of sending: a window may have closed, an address may have bounced meanwhile. */
  async function mayNot(delivery: DeliveryRow, live: LiveAccount): Promise<Reason | null> {
    if (!live.row.active || live.row.deletedAt)
      return reason('outbound.account_inactive', 'The channel account is switched off.', { title: live.row.title });
    const facts = await database.row<{ contact_id: number | null; last_inbound_at: number | null; notes: unknown }>(
      'select contact_id, last_inbound_at, notes from conversation where id = ?',
      [delivery.conversationId],
    );
    const author = delivery.authorUserId === null ? 'automation' : 'person';
    const policy = live.connection.policy(
      await contextOf(rooms, live, facts ?? null, delivery.draft.to[0]?.address ?? null, author),
    );
    if (policy.state === 'closed') return policy.why;
    if (policy.state === 'human only' && author === 'automation') return policy.why;
    const template = delivery.draft.parts.some((part) => part.type === 'template');
    return policy.state === 'template only' && !template ? policy.why : null;
  }

  /**
   * The process ended between "sending" and the result: it may have been sent. Only proof, a far side that takes
   * the same key once, or a person may repeat it.
   */
  async function afterCrash(
    delivery: DeliveryRow,
    live: LiveAccount,
    message: Awaited<ReturnType<typeof assemble>>,
    job: RunningJob,
  ): Promise<JobResult | 'send'> {
    const proof = live.connection.find
      ? await live.connection.find(message).catch(() => ({ found: 'cannot tell' as const }))
      : { found: 'cannot tell' as const };
    if (proof.found === true) return conclude(delivery, { outcome: 'accepted', id: proof.id }, job);
    if (proof.found === false || live.manifest.resend === 'safe') return 'send';
    return conclude(
      delivery,
      {
        outcome: 'unknown',
        why: reason('outbound.interrupted', 'The desk stopped while this was being sent. It may have arrived.'),
      },
      job,
    );
  }

  async function trySend(work: () => Promise<SendResult>): Promise<SendResult> {
    try {
      return await work();
    } catch (error) {
      log.error({ error }, 'A channel threw while sending');
      return {
        outcome: 'unknown',
        why: reason(
          'outbound.channel_error',
          `The channel stumbled: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`,
        ),
      };
    }
  }

  async function openFile(delivery: DeliveryRow, fileId: number) {
    const part = delivery.draft.parts.find((one) => one.type === 'media' && one.fileId === fileId);
    const file = await files.find(fileId);
    if (!file || part?.type !== 'media') throw new Error(`There is no file ${fileId} on this message`);
    return { name: part.name, mimeType: part.mimeType, bytes: file.bytes, content: () => files.read(fileId) };
  }

  async function conclude(delivery: DeliveryRow, result: SendResult, job: RunningJob): Promise<JobResult> {
    const last = result.outcome === 'retry' && job.attempt >= ATTEMPTS;
    if (result.outcome === 'retry' && !last) {
      await database.write(() => queue.defer(delivery, result.why, result.account === true));
      return { retry: result.why, after: result.after };
    }
    await database.write(async () => {
      if (result.outcome === 'retry')
        await queue.fail(
          delivery,
          reason('outbound.gave_up', `Given up after ${job.attempt} attempts: ${result.why.text}`, {
            attempts: job.attempt,
          }),
          false,
        );
      else if (result.outcome === 'rejected') await queue.fail(delivery, result.why, result.hard === true);
      else if (result.outcome === 'unknown') await queue.doubt(delivery, result.why);
      else await queue.sent(delivery, result);
      await job.done();
    });
    onStep('outbound.recorded');
    return undefined;
  }

  return { run, attempts: ATTEMPTS + 4 };
}
