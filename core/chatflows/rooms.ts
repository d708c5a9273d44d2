// What chatflows are built from, and what they need of rooms above them.
import type { Contacts } from '../contacts/contacts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { OnStep } from '../kernel/steps.ts';
import type { LiveAccount, Outbound } from '../outbound/outbound.ts';
import type { Routing } from '../routing/routing.ts';
import type { Tickets } from '../tickets/tickets.ts';

/** Boot hands it in. */
export interface ChatflowPorts {
  account(accountId: number): LiveAccount | null;
  /** Of the workspace, BCP 47. */
  language(): Promise<string>;
}

export interface ChatflowRooms {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  contacts: Contacts;
  conversations: Conversations;
  routing: Routing;
  tickets: Pick<Tickets, 'answered'>;
  outbound: Pick<Outbound, 'send'>;
  onStep: OnStep;
  ports: ChatflowPorts;
}
