// What somebody does with many conversations at once, as it is kept and shown until they put it away.
import type { Accounts, Viewer } from '../accounts/accounts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { OnStep } from '../kernel/steps.ts';

export interface Needs {
  database: Database;
  clock: Clock;
  log: Log;
  jobs: Pick<Jobs, 'add' | 'handle'>;
  onStep: OnStep;
  accounts: Pick<Accounts, 'viewerOf'>;
  conversations: Conversations;
}

export const COMMANDS = ['close', 'take', 'spam', 'trash'] as const;
export type Command = (typeof COMMANDS)[number];

export interface Run {
  id: number;
  /** `list`: a command for a whole list or view; `macro`: one that was cut off and has ended since. */
  kind: 'list' | 'macro';
  /** Of the macro. */
  name: string;
  /** `failed`: nothing is changed; `partly`: neither ended nor given back whole. */
  state: 'running' | 'done' | 'failed' | 'partly';
  /** Of `partly`: conversations that stay changed, because somebody has changed them again since. */
  done: number;
  total: number;
  /** The step that gives all of it back; null when there is none or it was used. */
  undo: string | null;
}

export interface Runs {
  /**
   * Writes it down and returns; it is done as a job, a few conversations in one transaction, and goes on after a restart.
   * What cannot be ended is given back. False while an earlier one of theirs goes on.
   */
  begin(viewer: Viewer, conversationIds: number[], command: Command): Promise<boolean>;
  /** A macro of theirs has ended that nobody waited for any more. Inside `write`. */
  endedLate(userId: number, macro: { name: string; step: string; count: number }): Promise<void>;
  /** The newest of theirs that was not put away. */
  of(userId: number): Promise<Run | null>;
  /** Not to be shown any more; one that goes on stays. */
  forget(userId: number, id: number): Promise<void>;
}
