// What a macro is: a name, what it does in order, and with whom it is shared.
import type { Access, Accounts } from '../accounts/accounts.ts';
import type { Reason } from '../contract/reason.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Library } from '../library/library.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Priority, Tickets } from '../tickets/tickets.ts';

export interface Needs {
  database: Database;
  clock: Clock;
  accounts: Pick<Accounts, 'users' | 'teams'>;
  conversations: Conversations;
  tickets: Tickets;
  library: Library;
  outbound: Outbound;
}

/** `me`, `nobody`, `user:3` or `team:2`. */
export type Assignee = string;

export type MacroAction =
  /** From a snippet: put into the draft of whoever runs it, or sent at once. */
  | { do: 'reply'; entryId: number; send: boolean }
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

/** `refused`: nothing was done, and why. */
export type RunAnswer = { ok: true; undo: string; count: number } | { ok: false; why: Reason };

/** One thing a run did, as it can be given back. */
export type Deed =
  | { of: 'conversation' | 'ticket'; step: string }
  | { of: 'message' | 'comment'; id: number }
  | { of: 'draft'; conversationId: number; before: object | null };
