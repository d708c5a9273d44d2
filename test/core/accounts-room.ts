// A real accounts room on a database of its own, with a clock the test holds and a post office that keeps what is sent.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import {
  createAccounts,
  deskViewer,
  type Accounts,
  type SystemMail,
  type Viewer,
} from '../../core/accounts/accounts.ts';
import { openDatabase, type Database } from '../../core/database/database.ts';
import { createEvents, type Events } from '../../core/events/events.ts';
import { createJobs, type Jobs } from '../../core/jobs/jobs.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { createLog, type Log } from '../../core/kernel/log.ts';
import { secretsFrom } from '../../core/kernel/secrets.ts';

export interface AccountsRoom {
  log: Log;
  /** What the log said, line by line. */
  lines: string[];
  accounts: Accounts;
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: ReturnType<typeof heldClock>;
  mails: SystemMail[];
  desk: Viewer;
  /** Another room on the same data, as after a restart. */
  again(): Promise<Accounts>;
}

export const START = new Date('2026-11-23T09:00:00Z');
export const PASSWORD = 'two wheels and a bell';

export async function accountsRoom(t: Test): Promise<AccountsRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-accounts-'));
  const database = await openDatabase({ folder });
  const clock = heldClock(START);
  const lines: string[] = [];
  const log = createLog('debug', (line) => lines.push(line));
  const events = createEvents(database, clock, (error) => t.error(error));
  const jobs = createJobs(database, clock, log);
  const mails: SystemMail[] = [];
  const secrets = secretsFrom(Buffer.alloc(32, 7));
  const open = (withJobs: Jobs) =>
    createAccounts({
      database,
      events,
      jobs: withJobs,
      clock,
      log,
      secrets,
      publicUrl: 'http://desk.example',
      sendSystemMail: async (mail) => void mails.push(mail),
      isChannelAddress: async (email) => email === 'service@radwerk.example',
    });
  const accounts = await open(jobs);
  await jobs.start();
  t.teardown(async () => {
    await jobs.stop();
    await database.close();
    await rm(folder, { recursive: true });
  });
  const again = () => open(createJobs(database, clock, log));
  return { log, lines, accounts, database, events, jobs, clock, mails, desk: deskViewer(), again };
}

/** A user with a password, and the viewer they are. */
export async function person(
  { accounts, desk }: AccountsRoom,
  name: string,
  role: 'administrator' | 'agent' | 'observer' = 'agent',
): Promise<Viewer> {
  const email = `${name.toLowerCase()}@radwerk.example`;
  const user = await accounts.users.create(desk, { name, email, role, password: PASSWORD });
  return (await accounts.viewerOf(user.id))!;
}

/** What a promise is refused with; fails the test when it is not. */
export async function refusal(promise: Promise<unknown>): Promise<{ code: string; status: number; fields: object }> {
  try {
    await promise;
  } catch (error) {
    const { code, status, fields } = error as { code: string; status: number; fields: object };
    return { code, status, fields };
  }
  throw new Error('It was not refused');
}
