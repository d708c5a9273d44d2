// `hubdesk doctor`: looks for set-up faults by itself, each with a plain sentence and what to do (OP-6).
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { loadConfig, type Config } from '../../config/config.ts';
import { runningDesk } from './lock.ts';
import { systemClock } from '../kernel/clock.ts';

interface Finding {
  state: 'good' | 'warn' | 'bad';
  what: string;
  mend?: string;
}

const MARK = { good: 'ok  ', warn: 'warn', bad: 'BAD ' };
const GIGABYTE = 1024 ** 3;

export async function doctor(_args: string[]): Promise<number> {
  const config = await loadConfig();
  const findings = [...folderFindings(config), ...databaseFindings(config), ...(await reachFindings(config))];
  for (const { state, what, mend } of findings) console.log(`${MARK[state]}  ${what}${mend ? `\n      ${mend}` : ''}`);
  const bad = findings.filter((one) => one.state === 'bad').length;
  console.log(bad === 0 ? 'Nothing is broken.' : `${bad} ${bad === 1 ? 'thing needs' : 'things need'} mending.`);
  return bad === 0 ? 0 : 1;
}

function folderFindings({ dataFolder }: Config): Finding[] {
  if (!existsSync(dataFolder))
    return [
      { state: 'warn', what: `There is no data folder yet at ${dataFolder}`, mend: 'It is made at the first start.' },
    ];
  const findings: Finding[] = [];
  try {
    accessSync(dataFolder, constants.W_OK);
    findings.push({ state: 'good', what: `The data folder ${dataFolder} can be written` });
  } catch {
    findings.push({
      state: 'bad',
      what: `The data folder ${dataFolder} cannot be written`,
      mend: 'Give it to the user that runs Hubdesk.',
    });
  }
  if ((statSync(dataFolder).mode & 0o007) !== 0)
    findings.push({ state: 'warn', what: 'The data folder is open to others', mend: `chmod 700 ${dataFolder}` });
  const disk = statfsSync(dataFolder);
  const free = (disk.bavail * disk.bsize) / GIGABYTE;
  const low = free < 1;
  findings.push({
    state: low ? 'bad' : 'good',
    what: `${free.toFixed(1)} GB of disk are free`,
    mend: low ? 'Make room: without it no message can be taken.' : undefined,
  });
  const key = join(dataFolder, 'keys', 'desk.key');
  if (existsSync(key) && (statSync(key).mode & 0o077) !== 0)
    findings.push({ state: 'warn', what: 'The key file can be read by others', mend: `chmod 600 ${key}` });
  return findings;
}

function databaseFindings({ dataFolder }: Config): Finding[] {
  const file = join(dataFolder, 'hubdesk.sqlite');
  if (!existsSync(file)) return [];
  const database = new Database(file, { readonly: true });
  try {
    const check = database.pragma('quick_check', { simple: true });
    const sound = check === 'ok';
    return [
      {
        state: sound ? 'good' : 'bad',
        what: sound ? 'The database is sound' : `The database is damaged: ${String(check)}`,
        mend: sound ? undefined : 'Restore the last backup: hubdesk restore FILE --replace',
      },
      ...queueFindings(database),
      ...accountFindings(database),
    ];
  } finally {
    database.close();
  }
}

function queueFindings(database: Database.Database): Finding[] {
  const one = (sql: string) => (database.prepare(sql).get() as { value: number | null }).value ?? 0;
  const quarantined = one(`select count(*) as value from arrival where status = 'quarantined'`);
  const failed = one(`select count(*) as value from job where status = 'failed'`);
  const oldest = one(`select min(run_at) as value from job where status = 'queued'`);
  const late = oldest > 0 ? Math.round((systemClock().now().getTime() - oldest) / 60_000) : 0;
  return [
    {
      state: quarantined > 0 ? 'warn' : 'good',
      what: `${quarantined} arrivals are in quarantine`,
      mend: quarantined > 0 ? 'Look at them in the ledger of their account and replay them.' : undefined,
    },
    {
      state: failed > 0 ? 'warn' : 'good',
      what: `${failed} jobs have failed`,
      mend: failed > 0 ? 'The queue of the account says why.' : undefined,
    },
    {
      state: late > 15 ? 'bad' : 'good',
      what: late > 0 ? `The oldest job is due since ${late} min` : 'No job is late',
      mend: late > 15 ? 'Is the desk running?' : undefined,
    },
  ];
}

function accountFindings(database: Database.Database): Finding[] {
  const rows = database
    .prepare(
      `select title, channel, health_state as state, health, credential_expires_at as expires from channel_account where deleted_at is null and active = 1`,
    )
    .all() as { title: string; channel: string; state: string; health: string; expires: number | null }[];
  return rows.map(({ title, channel, state, health, expires }): Finding => {
    const why = (JSON.parse(health) as { why?: { text: string } }).why?.text;
    if (state !== 'connected' && state !== 'starting')
      return {
        state: 'bad',
        what: `${title} (${channel}): ${state}${why ? `, ${why}` : ''}`,
        mend: 'Open the account’s health page.',
      };
    const days = expires === null ? null : Math.floor((expires - systemClock().now().getTime()) / 86_400_000);
    if (days !== null && days < 7)
      return {
        state: 'warn',
        what: `${title} (${channel}): the sign-in ends in ${days} days`,
        mend: 'Sign in again on the account’s page.',
      };
    return { state: 'good', what: `${title} (${channel}): ${state}` };
  });
}

/** `fetch` hides why it failed. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.message || cause?.code || (error instanceof Error ? error.message : String(error));
}

async function reachFindings({ publicUrl, dataFolder }: Config): Promise<Finding[]> {
  if (!runningDesk(dataFolder)) return [{ state: 'warn', what: 'The desk is not running', mend: 'npm start' }];
  const findings: Finding[] = [];
  if (publicUrl.startsWith('http:') && !/\/\/(localhost|127\.|\[::1\])/.test(publicUrl))
    findings.push({
      state: 'warn',
      what: `${publicUrl} is not encrypted`,
      mend: 'Put a proxy with a certificate in front and set publicUrl to https.',
    });
  const began = systemClock().now().getTime();
  try {
    const response = await fetch(`${publicUrl}/health`, { signal: AbortSignal.timeout(5_000) });
    const body = (await response.json()) as { now?: string };
    findings.push({
      state: response.ok ? 'good' : 'bad',
      what: `${publicUrl} answers in ${systemClock().now().getTime() - began} ms`,
    });
    const drift = body.now ? Math.abs(Date.parse(body.now) - systemClock().now().getTime()) : 0;
    if (drift > 120_000)
      findings.push({
        state: 'bad',
        what: `The clock differs by ${Math.round(drift / 1000)} s`,
        mend: 'Set the clock by NTP.',
      });
  } catch (error) {
    findings.push({
      state: 'bad',
      what: `${publicUrl} does not answer: ${causeOf(error)}`,
      mend: 'Check the proxy, the certificate and publicUrl.',
    });
  }
  return findings;
}
