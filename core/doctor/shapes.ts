// What the doctor is given and what it says.
import type { Reason } from '../contract/reason.ts';

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
}
