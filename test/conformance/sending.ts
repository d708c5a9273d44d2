// Checks of sending: whatever the plan lets through is taken, and every way to go wrong ends as the contract promises.
import { plan } from '../../core/contract/plan.ts';
import type { Attempt, Draft, OutboundMessage, SendResult } from '../../core/contract/outbound.ts';
import type { Bench } from './bench.ts';
import type { Findings, Misbehaviour } from './channel.ts';
import { drafts } from './drafts.ts';
import { context, type OpenDesk } from './open-desk.ts';

const NO_WAY_OUT = { skipped: 'its manifest says that nothing goes out by it' };

export async function everythingPlanned(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  if ((await bench.plugin()).manifest.reaches.length === 0) return NO_WAY_OUT;
  // On some channels a customer can be written to from their first message on.
  await desk.writes('Send me all you have');
  const { connection, far, account } = desk;
  const about = context({ recipient: far.customer.address, settings: account.settings });
  const capabilities = connection.capabilities(about);
  const findings: string[] = [];
  const ids = new Set<string>();
  let sent = 0;
  const before = await desk.taken();
  for (const { what, draft } of drafts(capabilities, far)) {
    const planned = plan(draft, capabilities);
    for (const message of planned.ok ? planned.messages : []) {
      const result = await desk.send(desk.message(message), { file: files(message) });
      sent += 1;
      if (!('id' in result)) findings.push(`the plan lets ${what} through, the far side does not: ${said(result)}`);
      else if (ids.has(result.id)) findings.push(`${what}: the id ${result.id} was given before`);
      else ids.add(result.id);
    }
  }
  if (sent === 0) findings.push('the plan lets nothing through at all');
  const taken = (await desk.taken()) - before;
  if (findings.length === 0 && taken !== sent) findings.push(`${sent} messages were accepted, ${taken} were taken`);
  return findings;
}

function files(draft: Draft): Attempt['file'] {
  return async () => {
    const part = draft.parts.find((one) => one.type === 'media')!;
    const bytes = part.bytes ?? 0;
    return { name: part.name, mimeType: part.mimeType, bytes, content: async () => Buffer.alloc(bytes, 0x61) };
  };
}

const said = (result: SendResult) => ('why' in result ? `${result.outcome}: ${result.why.text}` : result.outcome);

/** Through the whole desk: an answer leaves once, and its bubble says so. */
export async function answers(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  if ((await bench.plugin()).manifest.reaches.length === 0) return NO_WAY_OUT;
  const conversationId = await desk.writes('Somebody is here');
  const before = await desk.taken();
  const { id: userId } = await desk.person();
  const sent = await desk.desk.outbound.send({ conversationId, userId, html: '<p>We are <b>here</b></p>' });
  if (!sent.ok) return [`an answer is refused: ${JSON.stringify(sent)}`];
  await desk.until('the answer is sent', async () => {
    await desk.desk.jobs.idle();
    return (
      (await desk.count(`delivery where message_id = ${sent.messageId} and status in ('queued', 'sending')`)) === 0
    );
  });
  const rows = await desk.desk.database.rows<{ status: string; reason: string | null }>(
    'select status, reason from delivery where message_id = ?',
    [sent.messageId],
  );
  const findings = rows
    .filter(({ status }) => !['sent', 'delivered', 'read'].includes(status))
    .map(({ status, reason }) => `an answer is ${status}: ${reason ?? 'nobody knows why'}`);
  const taken = (await desk.taken()) - before;
  return taken === rows.length ? findings : [...findings, `${rows.length} were sent, the far side took ${taken}`];
}

interface Promised {
  outcomes: SendResult['outcome'][];
  /** It is the account's trouble: all its work waits. */
  account?: true;
  taken: 0 | 1;
}

/** Whether a silent far side has it depends on where in the talk it fell silent; with it, nobody may say "not sent". */
const silence = (taken: number): Promised =>
  taken === 0 ? { outcomes: ['retry', 'unknown'], taken: 0 } : { outcomes: ['unknown'], taken: 1 };

/** How an attempt ends when the far side takes the same key once: repeating is then no harm. */
const REPEATABLE: Misbehaviour[] = ['loses the answer', 'garbles', 'silent'];

const PROMISES: Record<Exclude<Misbehaviour, 'silent'>, Promised> = {
  busy: { outcomes: ['retry'], taken: 0 },
  broken: { outcomes: ['retry', 'unknown'], taken: 0 },
  refuses: { outcomes: ['rejected'], taken: 0 },
  stranger: { outcomes: ['retry'], account: true, taken: 0 },
  gone: { outcomes: ['retry'], account: true, taken: 0 },
  cuts: { outcomes: ['retry', 'unknown'], taken: 0 },
  'loses the answer': { outcomes: ['unknown'], taken: 1 },
  garbles: { outcomes: ['unknown'], taken: 1 },
};

/** What an attempt still may take after it was told to stop, in milliseconds: what every desk grants. */
const GRACE = 5_000;
const TOLD_TO_STOP_AFTER = 400;

export function whenItMisbehaves(kind: Misbehaviour) {
  return async (bench: Bench): Promise<Findings> => {
    const desk = await bench.desk();
    const { far, plugin } = desk;
    const misbehave = far.misbehave[kind];
    if (typeof misbehave === 'string') return { skipped: misbehave };
    // What was opened before it misbehaves would spare it.
    await desk.reopen();
    const message = desk.message();
    const before = await desk.taken();
    await misbehave();
    // Notices that lines to it which were open have gone.
    if (kind === 'gone') await desk.connection.check();
    const result = await inTime(desk, message, kind);
    await far.behave();
    if (result === 'too late') return ['send() goes on although it was told to stop'];
    const taken = (await desk.taken()) - before;
    const promised = { ...(kind === 'silent' ? silence(taken) : PROMISES[kind]) };
    if (plugin.manifest.resend === 'safe' && REPEATABLE.includes(kind)) promised.outcomes = ['unknown', 'retry'];
    const findings = judged(result, promised, taken);
    findings.push(...(await proof(desk, message, result, promised)));
    await desk.reopen();
    const next = await desk.send(desk.message());
    return 'id' in next
      ? findings
      : [...findings, `afterwards, all being well, the next message is not taken: ${said(next)}`];
  };
}

function inTime(desk: OpenDesk, message: OutboundMessage, kind: Misbehaviour): Promise<SendResult | 'too late'> {
  const signal = kind === 'silent' ? AbortSignal.timeout(TOLD_TO_STOP_AFTER) : AbortSignal.timeout(20_000);
  const late = Promise.withResolvers<'too late'>();
  const timer = setTimeout(() => late.resolve('too late'), GRACE + (kind === 'silent' ? TOLD_TO_STOP_AFTER : 20_000));
  return Promise.race([desk.send(message, { signal }), late.promise]).finally(() => clearTimeout(timer));
}

function judged(result: SendResult, promised: Promised, taken: number): string[] {
  const findings: string[] = [];
  if (!promised.outcomes.includes(result.outcome))
    findings.push(`the attempt ends with ${said(result)}; promised is ${promised.outcomes.join(' or ')}`);
  if ('why' in result && result.why.code === 'outbound.channel_error')
    findings.push(`send() throws instead of answering: ${result.why.text}`);
  if (promised.account && result.outcome === 'retry' && result.account !== true)
    findings.push('the trouble is the account’s, but the result does not say so (account: true)');
  if (taken !== promised.taken) findings.push(`the far side took ${taken} messages, not ${promised.taken}`);
  return findings;
}

/** `find` may say that it cannot tell; what it says must be true. */
async function proof(desk: OpenDesk, message: OutboundMessage, result: SendResult, { taken }: Promised) {
  if (result.outcome === 'rejected' || !desk.connection.find) return [];
  const { found } = await desk.connection.find(message);
  if (found === true && taken === 0) return ['find() says that it was sent, but the far side has nothing'];
  if (found === false && taken === 1) return ['find() says that it was not sent, but the far side has it'];
  return [];
}

/** Through the desk, with a restart: however often it looks, the customer gets it once. */
export async function neverTwice(bench: Bench): Promise<Findings> {
  const first = await bench.fresh();
  const { far } = first;
  const misbehave = far.misbehave['loses the answer'];
  if (typeof misbehave === 'string') return { skipped: misbehave };
  const conversationId = await first.writes('Once only, please');
  await first.reopen();
  const before = await first.taken();
  await misbehave();
  const { id: userId } = await first.person();
  const sent = await first.desk.outbound.send({ conversationId, userId, text: 'This is said once' });
  if (!sent.ok) return [`an answer is refused: ${JSON.stringify(sent)}`];
  await first.until('the far side has it', async () => (await first.taken()) > before);
  await far.behave();
  await first.until('the attempt is over', async () => {
    await first.desk.jobs.idle();
    return (await first.count(`delivery where message_id = ${sent.messageId} and status = 'sending'`)) === 0;
  });
  const desk = await bench.empty(first);
  await desk.desk.jobs.idle();
  const [fate] = await desk.desk.database.rows<{ status: string }>('select status from delivery where message_id = ?', [
    sent.messageId,
  ]);
  const copies = (await desk.taken()) - before;
  const findings = copies === 1 ? [] : [`the customer got it ${copies} times`];
  const safe = desk.plugin.manifest.resend === 'safe';
  if (!['unknown', 'sent', ...(safe ? ['deferred'] : [])].includes(fate!.status))
    findings.push(`nobody can know that it arrived, but it is shown as ${fate!.status}`);
  return findings;
}
