// What happened: rows written with the change that caused them, told after commit, numbered for ever.
import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../database/database.ts';
import { toDate, toJson } from '../database/rows.ts';

/** A noun and what became of it. Listeners and workflows match on these; the list grows, names never change. */
export const EVENT_TYPES = [
  'conversation.created',
  'conversation.changed',
  'conversation.assigned',
  'conversation.closed',
  'conversation.reopened',
  'conversation.snoozed',
  'conversation.moved',
  'conversation.merged',
  'conversation.split',
  'conversation.tagged',
  'conversation.read',
  'message.received',
  'message.written',
  'message.changed',
  'message.deleted',
  'comment.written',
  'delivery.changed',
  'call.changed',
  'contact.created',
  'contact.changed',
  'contact.merged',
  'ticket.created',
  'ticket.changed',
  'ticket.merged',
  'ticket.deleted',
  'ticket.due_soon',
  'ticket.overdue',
  'pipeline.changed',
  'record.created',
  'record.changed',
  'record.deleted',
  'view.changed',
  'account.changed',
  'account.health',
  'arrival.changed',
  'chatflow.changed',
  'inbox.changed',
  'user.changed',
  'workspace.changed',
  'notification.created',
  'notification.read',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** `user:7`, `contact:12`, `desk`, `plugin:id`. */
export type Actor = string;

/** `user:7` → the user's id; null for everybody else. */
export function userOf(actor: Actor): number | null {
  return actor.startsWith('user:') ? Number(actor.slice('user:'.length)) : null;
}

export interface NewEvent {
  type: EventType;
  actor: Actor;
  inboxId?: number | null;
  conversationId?: number | null;
  messageId?: number | null;
  contactId?: number | null;
  accountId?: number | null;
  /** Small facts for listeners: JSON, no message bodies. */
  data?: Record<string, unknown>;
}

export interface ToldEvent extends Required<Omit<NewEvent, 'data'>> {
  id: number;
  at: Date;
  data: Record<string, unknown>;
}

export type Listener = (event: ToldEvent) => void;
/** Does its own part within the transaction of what happened; what it throws undoes the whole. */
export type Follower = (event: ToldEvent) => Promise<void>;

export interface Events {
  /** Writes the event's row; only inside `database.write`. Listeners hear of it after the commit, in order. */
  add(event: NewEvent): Promise<ToldEvent>;
  /** Follows every event from now on, each before the transaction goes on. A room that keeps its records in step with another's. */
  follow(follower: Follower): void;
  /** Hears every event from now on; must not throw and must not wait. Returns how to stop. */
  listen(listener: Listener): () => void;
  /** The newest number. */
  cursor(): Promise<number>;
  /** Events after a number, oldest first, at most `limit`. */
  since(cursor: number, limit: number): Promise<ToldEvent[]>;
  /** Forgets what is older than anybody asks for; numbers go on. Returns how many rows went. */
  sweep(): Promise<number>;
}

/** Days a program may be away and still hear everything it missed. */
const KEPT_DAYS = 90;
/** Kept however old: a page that knows an older number has missed more than it is told one by one. */
const KEPT_LAST = 1000;
/** Rows that go in one transaction, so that nobody waits for the writer. */
const AT_ONCE = 2000;

export function createEvents(database: Database, clock: Clock, onTrouble: (error: unknown) => void): Events {
  const listeners = new Set<Listener>();
  const followers: Follower[] = [];
  const tell = (event: ToldEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        onTrouble(error);
      }
    }
  };
  return {
    async add(event) {
      demandWriting(database, event.type);
      const at = clock.now();
      const told = complete(event, at);
      told.id = await insert(database, told);
      database.afterCommit(() => tell(told));
      for (const follow of followers) await follow(told);
      return told;
    },
    follow: (follower) => void followers.push(follower),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    cursor: () => newest(database),
    async since(cursor, limit) {
      const rows = await database.rows<Record<string, unknown>>(
        'select * from event where id > ? order by id limit ?',
        [cursor, limit],
      );
      return rows.map(fromRow);
    },
    sweep: () => sweep(database, clock),
  };
}

async function newest(database: Database): Promise<number> {
  const row = await database.row<{ last: number | null }>('select max(id) as last from event');
  return row?.last ?? 0;
}

function demandWriting(database: Database, type: EventType): void {
  if (!database.writing()) throw new Error(`Event ${type} outside a transaction`);
}

/** Events are numbered as they happen, so the oldest are the first. */
async function sweep(database: Database, clock: Clock): Promise<number> {
  const before = clock.now().getTime() - KEPT_DAYS * 86_400_000;
  let gone = 0;
  for (;;) {
    const rows = await database.write(() =>
      database.rows(
        `delete from event where id in (select id from event order by id limit ?) and at < ?
         and id <= (select max(id) from event) - ? returning id`,
        [AT_ONCE, before, KEPT_LAST],
      ),
    );
    gone += rows.length;
    if (rows.length < AT_ONCE) return gone;
  }
}

function complete(event: NewEvent, at: Date): ToldEvent {
  const { inboxId = null, conversationId = null, messageId = null, contactId = null, accountId = null } = event;
  return {
    id: 0,
    at,
    type: event.type,
    actor: event.actor,
    inboxId,
    conversationId,
    messageId,
    contactId,
    accountId,
    data: event.data ?? {},
  };
}

async function insert(database: Database, event: ToldEvent): Promise<number> {
  const row = await database.row<{ id: number }>(
    `insert into event (at, type, actor, inbox_id, conversation_id, message_id, contact_id, account_id, data)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
    [
      event.at.getTime(),
      event.type,
      event.actor,
      event.inboxId,
      event.conversationId,
      event.messageId,
      event.contactId,
      event.accountId,
      JSON.stringify(event.data),
    ],
  );
  return row!.id;
}

function fromRow(row: Record<string, unknown>): ToldEvent {
  return {
    id: Number(row.id),
    at: toDate(row.at),
    type: row.type as EventType,
    actor: String(row.actor),
    inboxId: row.inbox_id as number | null,
    conversationId: row.conversation_id as number | null,
    messageId: row.message_id as number | null,
    contactId: row.contact_id as number | null,
    accountId: row.account_id as number | null,
    data: toJson(row.data),
  };
}
