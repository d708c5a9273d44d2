// What the way in is built from, and what it needs of rooms above it.
import type { Connection } from '../contract/connection.ts';
import type { PresenceEvent, ReceiptEvent, TypingEvent } from '../contract/inbound.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Content } from '../content/content.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { Events } from '../events/events.ts';
import type { Files } from '../files/files.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { OnStep } from '../kernel/steps.ts';
import type { Routing } from '../routing/routing.ts';
import type { Tickets } from '../tickets/tickets.ts';

/** A flow that talks with customers before people do. Both verbs are called within the transaction of the arrival. */
export interface FlowPort {
  /**
   * A conversation begins, its first message is not written down yet. `wanted` is the flow they have seen (public id).
   * True: a flow has it now, and hands it to people later.
   */
  begin(account: ChannelAccount, conversationId: number, wanted: string | undefined): Promise<boolean>;
  /** The customer wrote; done later, in the order of these calls. */
  heard(conversationId: number, messageId: number): Promise<void>;
}

/** Boot hands it in. */
export interface InboundPorts {
  /** The live account, or null while its plugin is not there. Its connection answers in time and never throws. */
  account(accountId: number): { row: ChannelAccount; connection: Connection } | null;
  /** A receipt moves the fate of something sent. True when it was ours. */
  follow(accountId: number, receipt: ReceiptEvent): Promise<boolean>;
  /** What lasts for a moment and is only shown. */
  happens(accountId: number, event: TypingEvent | PresenceEvent): void;
  /** Whether an attempt of this account is under way, whose result will name what it sent. */
  sending(accountId: number): Promise<boolean>;
  chatflow: FlowPort;
}

export interface InboundRooms {
  database: Database;
  events: Events;
  jobs: Jobs;
  files: Files;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  contacts: Contacts;
  conversations: Conversations;
  routing: Routing;
  tickets: Pick<Tickets, 'fromConversation'>;
  content: Pick<Content, 'inspect' | 'inspectFile'>;
  onStep: OnStep;
  ports: InboundPorts;
}
