// What the doctor is given and what it says.
import type { Accounts, AccountsDeps } from '../accounts/accounts.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Secrets } from '../kernel/secrets.ts';

export interface Finding {
  state: 'good' | 'warn' | 'bad';
  what: Reason;
  /** What a person does about it; absent when nothing is to be done. */
  mend?: Reason;
}

/** What is looked at: a desk that runs, or its data folder alone. */
export interface Patient {
  dataFolder: string;
  /** Without a slash at the end. */
  publicUrl: string;
  now(): Date;
  /** Rows of the desk's database; null where there is none. */
  rows: (<T extends object>(sql: string, params?: unknown[]) => Promise<T[]>) | null;
  /** Whether a desk has the folder open. */
  running: boolean;
  /** What the operator tells single plugins, by their id, and the plugins there are. */
  pluginSettings?: { given: Record<string, Record<string, unknown>>; plugins: readonly KnownPlugin[] };
}

/** A plugin that was found. */
export interface KnownPlugin {
  id: string;
  /** Null when it could not be loaded: then nobody knows what it knows. */
  plugin: { config?: readonly string[] } | null;
  /** Why it does not run, where it does not. */
  why?: Reason | null;
}

/** What the doctor of a running desk is built from. */
export interface DoctorDeps {
  database: Database;
  jobs: Jobs;
  clock: Clock;
  secrets: Secrets;
  accounts: Pick<Accounts, 'users' | 'workspace' | 'audit' | 'sendMail'>;
  options: {
    dataFolder: string;
    /** Without a slash at the end. */
    publicUrl: string;
    /** `pluginSettings` as far as the operator wrote them. */
    givenSettings?: Record<string, Record<string, unknown>>;
    renderMail(mail: Parameters<AccountsDeps['sendSystemMail']>[0]): Promise<{ subject: string; text: string }>;
  };
  plugins: readonly KnownPlugin[];
  /** Never reaches internal addresses, unless the operator allowed them. */
  fetch: typeof fetch;
  mayReach(host: string, port: number | string): Promise<boolean>;
}
