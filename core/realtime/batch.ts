// From what happened to what has to be drawn anew: many events about the same thing become one change.
import { userOf, type EventType, type ToldEvent } from '../events/events.ts';

/** `new`: may not be on the page yet; `changed`: redrawn where it is; `fate`: only its tick. */
export type ItemChange = 'new' | 'changed' | 'fate';

export interface ConversationChange {
  /** Inboxes it stands in or stood in before. */
  inboxIds: Set<number>;
  /** Its row shows something else. */
  row: boolean;
  /** It may stand in other lists than before. */
  place: boolean;
  /** Nobody knows where it stood before: an undo. */
  anywhere: boolean;
  /** Its header shows something else. */
  head: boolean;
  /** Its ticket shows something else. */
  ticket: boolean;
  /** Its contact is called otherwise, or more is known. */
  contact: boolean;
  /** Messages, comments and lines by id. */
  items: Map<number, ItemChange>;
  /** Messages went elsewhere or came back: the page is drawn anew. */
  reload: boolean;
  /** Users whose mark of what they have read moved. */
  readers: Set<number>;
  /** Users who wrote; 0 stands for the customer. */
  writers: Set<number>;
}

export interface TicketPlaces {
  /** Inboxes it is or was at home in; null for none. */
  inboxIds: Set<number | null>;
  /** Pipelines it was in before; where it is now is asked. */
  pipelineIds: Set<number>;
}

export interface Batch {
  /** Everything after this event, up to `cursor`. */
  from: number;
  cursor: number;
  conversations: Map<number, ConversationChange>;
  /** Tickets, with where they are and were. */
  tickets: Map<number, TicketPlaces>;
  contactIds: Set<number>;
  /** Users whose rights or language may have changed. */
  userIds: Set<number>;
  /** Rights of everybody may have changed: a team, an inbox. */
  everybody: boolean;
  /** Names or order of inboxes changed: lists are drawn anew. */
  inboxes: boolean;
  /** Users whose views changed; 0 stands for everybody. */
  views: Set<number>;
  /** Newest notification of a user, and how many came. */
  notices: Map<number, { eventId: number; notificationId: number; count: number }>;
  /** Users whose notifications or mentions were read or added. */
  told: Set<number>;
  /** Users at whom a call rings, or who take part in one. */
  calls: Set<number>;
  /** Inboxes of calls that stand otherwise; null where their conversation is gone. */
  callPlaces: Set<number | null>;
}

/** What an event does to its conversation. */
type Touch = { row?: true; place?: true; head?: true; ticket?: true; item?: ItemChange; reload?: true };

const TOUCHES: Partial<Record<EventType, Touch>> = {
  'conversation.created': { row: true, place: true },
  'conversation.changed': { row: true, place: true, head: true, item: 'new' },
  'conversation.assigned': { row: true, place: true, head: true, item: 'new' },
  'conversation.closed': { row: true, place: true, head: true, item: 'new' },
  'conversation.reopened': { row: true, place: true, head: true, item: 'new' },
  'conversation.snoozed': { row: true, place: true, head: true, item: 'new' },
  'conversation.moved': { row: true, place: true, head: true, item: 'new' },
  'conversation.tagged': { row: true, head: true, item: 'new' },
  'conversation.merged': { row: true, place: true, head: true, reload: true },
  'conversation.split': { row: true, place: true, head: true, reload: true },
  'conversation.read': {},
  'ticket.created': { head: true, ticket: true },
  'ticket.changed': { head: true, ticket: true },
  'ticket.merged': { head: true, ticket: true },
  'ticket.deleted': { head: true, ticket: true },
  'ticket.due_soon': { head: true, ticket: true },
  'ticket.overdue': { head: true, ticket: true },
  'message.received': { row: true, place: true, item: 'new' },
  'message.written': { row: true, place: true, item: 'new' },
  'message.changed': { row: true, item: 'changed' },
  'message.deleted': { row: true, item: 'changed' },
  'comment.written': { row: true, item: 'new' },
  'delivery.changed': { item: 'fate' },
};

const WEIGHT: Record<ItemChange, number> = { new: 2, changed: 1, fate: 0 };

/** Pure. `events` in order; at least one. */
export function batchOf(events: ToldEvent[]): Batch {
  const batch: Batch = {
    from: events[0]!.id - 1,
    cursor: events.at(-1)!.id,
    conversations: new Map(),
    tickets: new Map(),
    contactIds: new Set(),
    userIds: new Set(),
    everybody: false,
    inboxes: false,
    views: new Set(),
    notices: new Map(),
    told: new Set(),
    calls: new Set(),
    callPlaces: new Set(),
  };
  for (const event of events) {
    const touch = touchOf(event);
    if (touch?.ticket) touchTicket(batch, event);
    if (touch && event.conversationId !== null) touchConversation(batch, event, event.conversationId, touch);
    else touchOther(batch, event);
  }
  return batch;
}

/** Statuses also arrive as changes of the message; then only the tick moves. */
function touchOf(event: ToldEvent): Touch | undefined {
  return event.type === 'message.changed' && event.data.status !== undefined ? { item: 'fate' } : TOUCHES[event.type];
}

function touchConversation(batch: Batch, event: ToldEvent, id: number, touch: Touch): void {
  const { data, messageId } = event;
  const change = changeIn(batch, id);
  if (event.inboxId !== null) change.inboxIds.add(event.inboxId);
  if (event.type === 'conversation.moved' && typeof data.from === 'number') change.inboxIds.add(data.from);
  change.row ||= touch.row ?? false;
  change.place ||= touch.place ?? false;
  change.anywhere ||= data.undone !== undefined;
  change.head ||= touch.head ?? false;
  change.ticket ||= touch.ticket ?? false;
  change.reload ||= touch.reload ?? data.reload === true;
  if (event.type === 'conversation.read') readBy(batch, change, Number(data.userId));
  if (messageId !== null && touch.item) touchItem(change, messageId, touch.item);
  const writer = writerOf(event);
  if (writer !== null) change.writers.add(writer);
}

function touchTicket({ tickets }: Batch, { data, inboxId }: ToldEvent): void {
  const id = Number(data.ticketId);
  const places = tickets.get(id) ?? { inboxIds: new Set(), pipelineIds: new Set() };
  tickets.set(id, places);
  places.inboxIds.add(inboxId);
  const was = data.was as { inboxId: number | null; pipelineId: number } | undefined;
  if (!was) return;
  places.inboxIds.add(was.inboxId);
  places.pipelineIds.add(was.pipelineId);
}

/** What is known of the conversation in this batch; begins with nothing. */
export function changeIn(batch: Batch, id: number): ConversationChange {
  const change = batch.conversations.get(id) ?? {
    inboxIds: new Set(),
    row: false,
    place: false,
    anywhere: false,
    head: false,
    ticket: false,
    contact: false,
    items: new Map(),
    reload: false,
    readers: new Set(),
    writers: new Set(),
  };
  batch.conversations.set(id, change);
  return change;
}

function touchItem(change: ConversationChange, messageId: number, how: ItemChange): void {
  const before = change.items.get(messageId);
  if (!before || WEIGHT[how] > WEIGHT[before]) change.items.set(messageId, how);
}

function readBy(batch: Batch, change: ConversationChange, userId: number): void {
  change.readers.add(userId);
  batch.told.add(userId);
}

function writerOf(event: ToldEvent): number | null {
  if (event.type === 'message.received') return 0;
  const isWritten = event.type === 'message.written' || event.type === 'comment.written';
  return isWritten ? userOf(event.actor) : null;
}

function touchOther(batch: Batch, event: ToldEvent): void {
  const { userId } = event.data;
  switch (event.type) {
    case 'contact.changed':
    case 'contact.merged':
      if (event.contactId !== null) batch.contactIds.add(event.contactId);
      return;
    case 'user.changed':
      if (typeof userId === 'number') batch.userIds.add(userId);
      else batch.everybody = true;
      return;
    case 'inbox.changed':
      batch.everybody ||= event.data.rules !== true;
      batch.inboxes ||= event.data.rules !== true && event.data.members !== true;
      return;
    case 'call.changed':
      for (const id of (event.data.userIds ?? []) as number[]) batch.calls.add(id);
      batch.callPlaces.add(event.inboxId);
      return;
    case 'view.changed':
      return void batch.views.add(typeof userId === 'number' ? userId : 0);
    case 'notification.created':
    case 'notification.read':
      if (typeof userId !== 'number') return;
      batch.told.add(userId);
      if (event.type === 'notification.created') notify(batch, userId, event.id, Number(event.data.notificationId));
      return;
    default:
  }
}

function notify(batch: Batch, userId: number, eventId: number, notificationId: number): void {
  const count = (batch.notices.get(userId)?.count ?? 0) + 1;
  batch.notices.set(userId, { eventId, notificationId, count });
}
