// Checks of reading: samples read the same every time, nothing is lost or doubled, rubbish stops nobody.
import { isDeepStrictEqual } from 'node:util';
import type { MessageEvent, Parsed, RawArrival } from '../../core/contract/inbound.ts';
import { stored, type Bench } from './bench.ts';
import type { Findings } from './channel.ts';
import { general, hostile } from './hostile.ts';
import type { OpenDesk } from './open-desk.ts';
import { faultsOfParsed } from './sound.ts';

/** A guard stands before `parse`; by these the kit knows that it had to step in. */
const STUMBLED = ['inbound.parse_failed', 'inbound.parse_slow'];

function stumble(parsed: Parsed): string | undefined {
  const why = 'quarantine' in parsed && parsed.quarantine;
  return why && STUMBLED.includes(why.code) ? why.text : undefined;
}

const messagesIn = (parsed: Parsed): MessageEvent[] =>
  'events' in parsed ? parsed.events.filter((event) => event.type === 'message') : [];

export async function samplesAreSound(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const samples = await bench.samples();
  const findings: string[] = [];
  let messages = 0;
  for (const sample of samples) {
    const parsed = await desk.connection.parse(stored(sample));
    messages += messagesIn(parsed).length;
    if ('quarantine' in parsed) findings.push(`${sample.key} cannot be read: ${parsed.quarantine.text}`);
    findings.push(...faultsOfParsed(parsed).map((fault) => `${sample.key}: ${fault}`));
  }
  return messages > 0 ? findings : [...findings, 'no sample holds a message: put some into samples/'];
}

/** In order, backwards, and all at once. */
export async function samplesAreRepeatable(bench: Bench): Promise<Findings> {
  const { connection } = await bench.desk();
  const arrivals = (await bench.samples()).map((sample, index) => stored(sample, index + 1));
  const forward: Parsed[] = [];
  for (const arrival of arrivals) forward.push(await connection.parse(arrival));
  const backward: Parsed[] = [];
  for (const arrival of arrivals.toReversed()) backward.unshift(await connection.parse(arrival));
  const together = await Promise.all(arrivals.map((arrival) => connection.parse(arrival)));
  return arrivals.flatMap(({ key }, index) => {
    const same = [backward, together].every((other) => isDeepStrictEqual(forward[index], other[index]));
    return same ? [] : [`${key} gives other events when it is read again`];
  });
}

export async function samplesArrive(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const findings: string[] = [];
  for (const sample of await bench.samples()) {
    const { arrivalId } = await desk.bring(sample);
    findings.push(...(await missingMessages(desk, sample)));
    const row = await desk.desk.database.row<{ status: string; reason: string | null }>(
      'select status, reason from arrival where id = ?',
      [arrivalId],
    );
    if (!['processed', 'ignored'].includes(row!.status))
      findings.push(`${sample.key} is ${row!.status}: ${row!.reason ?? 'nobody knows why'}`);
  }
  return findings;
}

async function missingMessages(desk: OpenDesk, sample: RawArrival): Promise<string[]> {
  const found = messagesIn(await desk.connection.parse(stored(sample)));
  const missing: string[] = [];
  for (const { id } of found) {
    const count = await copies(desk, id);
    if (count !== 1) missing.push(`${sample.key} holds message ${id}, of which the desk has ${count}`);
  }
  return missing;
}

/** In the conversation it stands under its id, or an alias. */
async function copies(desk: OpenDesk, id: string): Promise<number> {
  const row = await desk.desk.database.row<{ n: number }>(
    'select count(*) as n from message where account_id = ? and external_id = ?',
    [desk.accountId, id],
  );
  return row!.n;
}

export async function severalArrive(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  for (const sample of await bench.samples()) {
    const ids = messagesIn(await desk.connection.parse(stored(sample))).map(({ id }) => id);
    if (ids.length < 2) continue;
    const findings = new Set(ids).size < ids.length ? [`two messages of ${sample.key} have the same id`] : [];
    await desk.bring({ ...sample, key: `${sample.key}-several` });
    return [...findings, ...(await missingMessages(desk, sample))];
  }
  return { skipped: 'no sample holds several messages' };
}

export async function duplicates(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const findings: string[] = [];
  for (const sample of await bench.samples()) {
    await desk.bring(sample);
    const before = await desk.count('message');
    if (!(await desk.bring(sample)).duplicate) findings.push(`${sample.key}: the same key is stored twice`);
    await desk.bring({ ...sample, key: `${sample.key}-under-another-key` });
    const more = (await desk.count('message')) - before;
    if (more > 0) findings.push(`${sample.key}: delivered again under another key it makes ${more} more messages`);
  }
  return findings;
}

/** Straight into `parse`: whatever it is, there is an answer, and a sound one. */
export async function rubbish(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const findings = new Map<string, string>();
  for (const sample of await bench.samples()) {
    for (const { what, raw } of hostile(sample)) {
      const parsed = await desk.connection.parse(stored(raw));
      if ('quarantine' in parsed) bench.hear(parsed.quarantine);
      const wrong = stumble(parsed) ?? faultsOfParsed(parsed)[0];
      if (wrong) findings.set(wrong, `${sample.key} ${what}: ${wrong}`);
    }
  }
  if ('polluted' in {}) findings.set('polluted', 'a hostile arrival changes what every object inherits');
  return [...findings.values()].slice(0, 20);
}

/** Through the desk: nothing stays stuck, and the next customer is heard. */
export async function rubbishArrives(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const [sample] = await bench.samples();
  if (!sample) return ['there is no sample to begin with'];
  const before = await desk.count('arrival');
  for (const { what, raw } of general(sample)) await desk.bring({ ...raw, key: `rubbish ${what}` });
  const findings: string[] = [];
  const rows = await desk.desk.database.rows<{ key: string; status: string; reason: string | null }>(
    `select key, status, reason from arrival where id > ? and key like 'rubbish%'`,
    [before],
  );
  for (const { key, status, reason } of rows) {
    if (!['processed', 'ignored', 'quarantined'].includes(status)) findings.push(`${key} stays ${status}`);
    if (reason && /record_failed|parse_failed|parse_slow/.test(reason)) findings.push(`${key}: ${reason}`);
  }
  await desk.writes('After all that rubbish');
  if (desk.health?.state !== 'connected') findings.push(`after rubbish the account is ${desk.health?.state}`);
  return findings;
}

/** Whoever looks sees that something came, although this version cannot show it. */
export async function unknown(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const { unknown: raw } = desk.far;
  if (typeof raw === 'string') return { skipped: raw };
  const parsed = await desk.connection.parse(stored(raw));
  if (stumble(parsed)) return [`an unknown kind of arrival: ${stumble(parsed)}`];
  await desk.bring(raw);
  if ('quarantine' in parsed) return [];
  const shown = messagesIn(parsed).some(({ parts }) => parts.some(({ type }) => type === 'unsupported'));
  return shown ? [] : ['an unknown kind of arrival is neither shown as unsupported nor put into quarantine'];
}
