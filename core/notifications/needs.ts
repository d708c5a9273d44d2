// What the room of notifications is built from.
import type { Accounts } from '../accounts/accounts.ts';
import type { Conversations, Notification } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Secrets } from '../kernel/secrets.ts';

export interface Needs {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  secrets: Secrets;
  accounts: Accounts;
  conversations: Conversations;
  /** Leads into the operator's network only where they allowed it. */
  network: { fetch: typeof fetch; mayReach(host: string, port: number | string): Promise<boolean> };
  /** Without a slash at the end; links in mails begin with it. */
  publicUrl: string;
  ports: {
    /** Whether the person has the conversation open before them just now. */
    looks(userId: number, conversationId: number): boolean;
  };
}

/** How a push says what was told; without content only that there is something. */
export type Words = (language: string, told: Notification[], content: boolean) => { title: string; body: string };
