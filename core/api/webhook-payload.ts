// What webhooks tell of an event: the event, and the things it is about, each as its route answers it (OP-7).
import { deskViewer } from '../accounts/accounts.ts';
import type { ToldEvent } from '../events/events.ts';
import type { Payload } from '../webhooks/webhooks.ts';
import { recordView } from './records.ts';
import type { ApiRooms } from './rooms.ts';
import { ticketView } from './tickets.ts';
import { accountView, contactView, conversationView, eventView, messageView } from './views.ts';

type Rooms = Pick<ApiRooms, 'channels' | 'contacts' | 'conversations' | 'records' | 'tickets'>;

/** Letters of a message's words: receivers refuse bodies without an end, and all of it can be asked for. */
export const LONGEST_WORDS = 100_000;
/** Nobody in particular reads. */
const NOBODY = 0;

export function eventPayload(rooms: Rooms): (event: ToldEvent) => Promise<Payload> {
  return async (event) => ({
    type: event.type,
    timestamp: event.at.toISOString(),
    data: {
      event: eventView(event),
      conversation: await conversationOf(rooms, event.conversationId),
      message: await messageOf(rooms, event.messageId),
      contact: await contactOf(rooms, event.contactId),
      ticket: await ticketOf(rooms, event.data.ticketId),
      record: await recordOf(rooms, event.data.recordId),
      account: await accountOf(rooms, event.accountId),
    },
  });
}

async function conversationOf({ conversations }: Rooms, id: number | null) {
  const row = id === null ? null : await conversations.lists.row(id, NOBODY);
  return row && conversationView(row);
}

async function messageOf({ conversations }: Rooms, id: number | null) {
  const item = id === null ? null : await conversations.thread.item(id);
  if (!item) return null;
  const { text, html, ...rest } = messageView(item);
  const isLong = html !== null && html.length > LONGEST_WORDS;
  return { ...rest, text: text.slice(0, LONGEST_WORDS), html: isLong ? null : html };
}

async function contactOf({ contacts }: Rooms, id: number | null) {
  const summary = id === null ? null : await contacts.summary(id);
  return summary && contactView(summary);
}

async function ticketOf({ tickets }: Rooms, id: unknown) {
  const ticket = typeof id === 'number' ? await tickets.view(id) : null;
  return ticket && ticketView({ tickets }, ticket, deskViewer());
}

async function recordOf({ records }: Rooms, id: unknown) {
  const record = typeof id === 'number' ? await records.view(id) : null;
  return record && recordView(record);
}

async function accountOf({ channels }: Rooms, id: number | null) {
  const account = id === null ? null : await channels.accountById(id);
  return account && accountView(account);
}
