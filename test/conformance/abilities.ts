// Checks of what a channel claims to be able to: methods behind every claim, pure answers, limits that hold to the second.
import { createHook } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import type { Capabilities, ConversationContext } from '../../core/contract/capabilities.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { Policy } from '../../core/contract/policy.ts';
import { stored, type Bench } from './bench.ts';
import type { Findings } from './channel.ts';
import { context, type OpenDesk } from './open-desk.ts';

const CLAIMS = ['edit', 'delete', 'react', 'typing', 'markRead'] as const;
const HOUR = 3600_000;
const DAY = 24 * HOUR;
/** Since the customer wrote last: around the limits that far sides have. */
const SILENCES = [0, HOUR, DAY - 1000, DAY, DAY + 1000, 3 * DAY, 7 * DAY - 1000, 7 * DAY, 8 * DAY, 30 * DAY, 366 * DAY];

/** Every situation the kit or the author can think of. */
function situations(bench: Bench, desk: OpenDesk): ConversationContext[] {
  const { settings } = desk.desk.channels.live(desk.accountId)!;
  const now = new Date('2026-11-20T12:00:00Z');
  const special = [{}, ...(bench.channel.situations ?? [])];
  const written = [null, ...SILENCES.map((silence) => new Date(now.getTime() - silence))];
  return special.flatMap((one) =>
    (['person', 'automation'] as const).flatMap((author) =>
      written.map((lastInboundAt) =>
        context({
          recipient: desk.far.customer.address,
          ...one,
          now,
          author,
          lastInboundAt,
          settings: { ...settings, ...one.settings },
        }),
      ),
    ),
  );
}

export async function methods(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const { connection, far } = desk;
  const claimed = situations(bench, desk).map((one) => connection.capabilities(one));
  const findings = CLAIMS.flatMap((name) => {
    const claims = claimed.some((one) => Boolean(one[name]));
    const can = typeof connection[name] === 'function';
    if (claims === can) return [];
    return [claims ? `capabilities claim ${name}, but there is no method ${name}()` : `${name}() is claimed nowhere`];
  });
  if (claimed.some((one) => one.receipts?.length) && !far.receipt)
    findings.push('capabilities promise receipts, but the far side of the kit has no receipt()');
  for (const sample of await bench.samples()) {
    const parsed = await connection.parse(stored(sample));
    const named = JSON.stringify('events' in parsed ? parsed.events : []).includes('"ref":"');
    if (named && !connection.media) findings.push(`${sample.key} names a file to be fetched, but there is no media()`);
  }
  return findings;
}

/** What is claimed is done: each once, the far side being well. */
export async function deeds(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const { connection, far } = desk;
  const there = CLAIMS.filter((name) => connection[name]);
  if (there.length === 0) return { skipped: 'it can neither edit, delete, react, type nor mark as read' };
  const sent = await desk.send(desk.message());
  if (!('id' in sent)) return [`a message is not taken: ${JSON.stringify(sent)}`];
  const theirs = await written(desk);
  const by = far.customer.address;
  const attempt = { number: 1, signal: AbortSignal.timeout(10_000), file: () => Promise.reject(new Error('no file')) };
  const before = bench.lines.length;
  const results = {
    edit: await connection.edit?.(sent.id, desk.message(), attempt),
    react: await connection.react?.(theirs, '👍', attempt, by),
    typing: await connection.typing?.(far.customer.address, true),
    markRead: await connection.markRead?.(theirs, by),
    delete: await connection.delete?.(sent.id, attempt, desk.message()),
  };
  const refused = Object.entries(results).filter(([, result]) => result && !('id' in result));
  const thrown = bench.lines.slice(before).filter((line) => line.includes('A plugin failed'));
  return [
    ...refused.map(([name, result]) => `${name}() is claimed, but ends with ${JSON.stringify(result)}`),
    ...thrown.map((line) => `it throws: ${line.slice(0, 300)}`),
  ];
}

/** The name of a message that the customer wrote. */
async function written(desk: OpenDesk): Promise<string> {
  const conversationId = await desk.writes('What do you think of this?');
  const sql = `select external_id from message where conversation_id = ? and direction = 'in' order by id desc limit 1`;
  const row = await desk.desk.database.row<{ external_id: string }>(sql, [conversationId]);
  return row!.external_id;
}

export async function pure(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const all = situations(bench, desk);
  const findings = new Set<string>();
  for (const question of ['capabilities', 'policy'] as const) {
    const ask = (about: ConversationContext) => desk.connection[question](frozen(about));
    const first = all.map(ask);
    const again = all
      .toReversed()
      .map((about) => ask(structuredClone(about)))
      .reverse();
    if (!isDeepStrictEqual(first, again)) findings.add(`${question}() answers the same question differently`);
    for (const used of resourcesOf(() => all.map(ask))) findings.add(`${question}() reaches out (${used})`);
  }
  for (const line of bench.lines)
    if (/"verb":"(capabilities|policy)"/.test(line) && line.includes('A plugin failed'))
      findings.add(`a pure question fails: ${line.slice(0, 300)}`);
  for (const fault of await ids(desk, all)) findings.add(fault);
  return [...findings];
}

async function ids({ connection }: OpenDesk, all: ConversationContext[]): Promise<string[]> {
  const byId = new Map<string, Omit<Capabilities, 'id'>>();
  return all.flatMap((about) => {
    const { id, ...content } = connection.capabilities(about);
    if (typeof id !== 'string' || id === '' || id === 'none') return ['capabilities have no id'];
    const known = byId.get(id);
    byId.set(id, content);
    return known && !isDeepStrictEqual(known, content)
      ? [`capabilities "${id}" are not always the same: their id must change with them`]
      : [];
  });
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const one of Object.values(value)) frozen(one);
  return Object.freeze(value);
}

const OUTSIDE = /TCP|UDP|PIPE|FS|DNS|ADDRINFO|HTTP|TLS|PROCESS|Timeout|WORKER|PROMISE/i;

/** Kinds of work that were begun while this ran. */
function resourcesOf(work: () => void): Set<string> {
  const used = new Set<string>();
  const hook = createHook({ init: (_id, kind) => void (OUTSIDE.test(kind) && used.add(kind)) }).enable();
  try {
    work();
  } finally {
    hook.disable();
  }
  return used;
}

const STATES = ['open', 'template only', 'human only', 'closed'];

/** Wherever a policy names an end, it holds the day and the second before it, and another one the second and day after. */
export async function policy(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const { connection } = desk;
  const all = situations(bench, desk);
  const findings = new Set<string>();
  const seen = new Set<string>();
  let limits = 0;
  for (const about of all) {
    const answer = connection.policy(about);
    seen.add(answer.state);
    if ('why' in answer) bench.hear(answer.why);
    for (const fault of faultsOfPolicy(answer, about)) findings.add(fault);
    const until = 'until' in answer ? answer.until : undefined;
    if (!until) continue;
    limits += 1;
    for (const fault of aroundLimit(connection, about, answer, until)) findings.add(fault);
  }
  if (findings.size === 0 && limits === 0 && seen.size === 1)
    return { skipped: `it is ${[...seen].join()} in every situation; nothing ends` };
  return [...findings];
}

function faultsOfPolicy(answer: Policy, { now }: ConversationContext): string[] {
  if (!STATES.includes(answer.state)) return [`policy: there is no state "${String(answer.state)}"`];
  if (answer.state !== 'open' && !(answer.why?.code && answer.why.text))
    return [`policy: "${answer.state}" without a reason`];
  const until = 'until' in answer ? answer.until : undefined;
  if (until && until <= now) return [`policy: "${answer.state}" until a time that is over`];
  return [];
}

function aroundLimit(connection: Connection, about: ConversationContext, answer: Policy, until: Date): string[] {
  const at = (milliseconds: number) => new Date(until.getTime() + milliseconds);
  const began = about.lastInboundAt ?? about.now;
  const stateAt = (now: Date) => connection.policy({ ...about, now }).state;
  const before = [-DAY, -1000].map(at).filter((now) => now >= began);
  const after = [0, 1000, DAY].map(at);
  return [
    ...before
      .filter((now) => stateAt(now) !== answer.state)
      .map((now) => `policy: "${answer.state}" until ${until.toISOString()}, but not at ${now.toISOString()}`),
    ...after
      .filter((now) => stateAt(now) === answer.state)
      .map((now) => `policy: "${answer.state}" until ${until.toISOString()}, but still at ${now.toISOString()}`),
  ];
}
