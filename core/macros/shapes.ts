// What a macro is: a name, what it does in order, and with whom it is shared.
import type { Access, Accounts } from '../accounts/accounts.ts';
import type { Reason } from '../contract/reason.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { OnStep } from '../kernel/steps.ts';
import type { Library } from '../library/library.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Runs } from '../runs/runs.ts';
import type { Priority, Tickets } from '../tickets/tickets.ts';

export interface Needs {
  database: Database;
  clock: Clock;
  log: Log;
  jobs: Jobs;
  onStep: OnStep;
  accounts: Pick<Accounts, 'users' | 'teams' | 'viewerOf'>;
  conversations: Conversations;
  tickets: Tickets;
  library: Library;
  outbound: Outbound;
  runs: Pick<Runs, 'endedLate'>;
}

/** `me`, `nobody`, `user:3` or `team:2`. */
export type Assignee = string;

export type MacroAction =
  /** From a snippet: put into the draft of whoever runs it, or sent at once. */
  | { do: 'reply'; entryId: number; send: boolean }
  /**
   * A message the account keeps ready; values may hold tokens, which are filled in for each conversation. `files` are
   * documents of the library, by key of the parameter.
   */
  | {
      do: 'template';
      accountId: number;
      name: string;
      language: string;
      values: Record<string, string>;
      files?: Record<string, number>;
    }
  | { do: 'comment'; text: string }
  | { do: 'assign'; to: Assignee }
  | { do: 'close' }
  | { do: 'reopen' }
  | { do: 'snooze'; hours: number }
  | { do: 'tag'; tag: string }
  | { do: 'untag'; tag: string }
  /** Of the conversation's ticket; without one nothing happens. */
  | { do: 'priority'; to: Priority }
  | { do: 'stage'; stageId: number }
  | { do: 'move'; inboxId: number };

export const ACTIONS = [
  'reply',
  'template',
  'comment',
  'assign',
  'tag',
  'untag',
  'snooze',
  'close',
  'reopen',
  'priority',
  'stage',
  'move',
] as const;
export type ActionKind = (typeof ACTIONS)[number];

export interface NewMacro extends Access {
  name: string;
  actions: MacroAction[];
}

export interface Macro extends NewMacro {
  id: number;
  ownerId: number | null;
  uses: number;
  usedAt: Date | null;
  deletedAt: Date | null;
}

/** `unowned`: tickets without an owner now, because theirs does not see them where they are. Not ok: nothing was done, and why. */
export type RunAnswer = { ok: true; undo: string; count: number; unowned: number } | { ok: false; why: Reason };

/** A run as its step keeps it: what was done, and while it goes on what is left. */
export interface RunData {
  deeds: Deed[];
  /** What it was called and did when it began. */
  macro: string;
  actions: MacroAction[];
  conversationIds: number[];
  /** With the keys that its replies are written under, so that none is written twice. Empty: ended. */
  left: { id: number; keys: string[] }[];
}

/** One thing a run did, as it can be given back. */
export type Deed =
  | { of: 'conversation'; step: string }
  /** `unowned`: its owner lost it with that. */
  | { of: 'ticket'; step: string; unowned?: boolean }
  | { of: 'message' | 'comment'; id: number }
  | { of: 'draft'; conversationId: number; before: object | null };
