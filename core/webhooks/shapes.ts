// What an outgoing webhook and its deliveries are, and what the room is built from.
import type { Accounts } from '../accounts/accounts.ts';
import type { Reason } from '../contract/reason.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events, EventType, ToldEvent } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { OnStep } from '../kernel/steps.ts';

export interface Needs {
  database: Database;
  events: Pick<Events, 'add' | 'follow' | 'since' | 'cursor'>;
  jobs: Pick<Jobs, 'add' | 'handle' | 'hurry'>;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  accounts: Pick<Accounts, 'users' | 'audit'>;
  conversations: Pick<Conversations, 'notify'>;
  /** Leads into the operator's network only where they allowed it. */
  network: {
    fetch: typeof fetch;
    mayReach(host: string, port: number | string): Promise<boolean>;
    isAllowed(host: string, port: number | string): boolean;
  };
  onStep: OnStep;
  limits: WebhookLimits;
  ports: {
    /** What is told of an event: the things it is about, as the API shows them. */
    payload(event: ToldEvent): Promise<Payload>;
  };
}

export interface WebhookLimits {
  /** Milliseconds until the answer has to be there. */
  answer: number;
  /** Milliseconds for the words behind it, which only people read. */
  words: number;
  /** Deliveries of one webhook that wait at most; what happens then waits among the events. */
  waiting: number;
}

export const LIMITS: WebhookLimits = { answer: 15_000, words: 2_000, waiting: 1000 };

/** The body of a delivery. */
export interface Payload {
  type: string;
  /** Of the event, ISO 8601. */
  timestamp: string;
  data: object;
}

/** `off`: switched off by the desk, because it was told to or nothing got through for days. */
export type WebhookState = 'active' | 'paused' | 'off';

export interface Webhook {
  id: number;
  description: string;
  address: string;
  /** Null: all there are, also those to come. */
  types: EventType[] | null;
  /** Null: of all inboxes. What belongs to no inbox is told in any case. */
  inboxIds: number[] | null;
  state: WebhookState;
  /** Why it was switched off. */
  why: Reason | null;
  /** Since when nothing got through; null when the last try did. */
  failingSince: Date | null;
  deliveredAt: Date | null;
  /** Until then the secret of before signs as well. */
  oldSecretUntil: Date | null;
  createdAt: Date;
  /** Deliveries that wait, and those given up that are still kept. */
  waiting: number;
  failed: number;
}

export type NewWebhook = Pick<Webhook, 'description' | 'address' | 'types' | 'inboxIds'>;

export type DeliveryStatus = 'waiting' | 'delivered' | 'failed';

export interface Delivery {
  id: number;
  /** The header `webhook-id`: the same at every try. */
  key: string;
  type: string;
  /** Null for a trial. */
  eventId: number | null;
  status: DeliveryStatus;
  /** Since it was written or sent again. */
  attempts: number;
  /** Of the last answer; null while there was none. */
  answer: number | null;
  why: Reason | null;
  createdAt: Date;
  /** When it is tried next; null when it is not. */
  dueAt: Date | null;
  endedAt: Date | null;
}

export interface DeliveryAttempt {
  id: number;
  at: Date;
  milliseconds: number;
  answer: number | null;
  why: Reason | null;
  /** Headers, with what proves our identity masked. */
  request: Record<string, string>;
  response: Answered | null;
}

/** What was answered, as far as it is kept. */
export interface Answered {
  headers: Record<string, string>;
  body: string;
  /** There was more, or it ended in the middle. */
  cut: boolean;
}

export interface DeliveryDetails extends Delivery {
  /** What is sent, byte for byte; null while it was not tried yet. */
  body: string | null;
  /** Newest first. */
  tries: DeliveryAttempt[];
}

/** A type that is no event's: somebody tries the webhook out. */
export const TRIAL = 'webhook.test';
