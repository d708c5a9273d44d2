// What the room of notifications is built from.
import type { Accounts } from '../accounts/accounts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';

export interface Needs {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  accounts: Accounts;
  conversations: Conversations;
  /** Without a slash at the end; links in mails begin with it. */
  publicUrl: string;
  ports: {
    /** Whether the person has the conversation open before them just now. */
    looks(userId: number, conversationId: number): boolean;
  };
}
