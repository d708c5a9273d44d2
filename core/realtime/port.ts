// What realtime asks of the pages: how a change looks. The web room answers; realtime knows no HTML.
import type { Presence } from '../accounts/accounts.ts';
import type { Shown } from '../views/views.ts';
import type { Author, ListCounts, ListName, ListRow, ThreadHead, ThreadItem } from '../conversations/conversations.ts';

/** For whom something is drawn: everybody with the same audience gets the same bytes. */
export interface Audience {
  /** BCP 47. */
  language: string;
  /** IANA name. */
  timeZone: string;
}

/** A list as pages show it; `inboxId` 0 stands for all inboxes. With `viewId` it is that view. */
export interface ListPlace {
  inboxId: number;
  list: ListName;
  viewId?: number;
}

/** A colleague who has the conversation open. */
export interface Watcher {
  id: number;
  name: string;
  answering: boolean;
}

/** Who else has it open, and where the customer looks just now (`LivePages.visit`). */
export interface Company {
  watchers: Watcher[];
  visit: string | null;
}

/** Who is writing just now: the contact, colleagues, or both. */
export type Writer = Author;

/** What differs between two readers of the same row. */
export interface RowMarks {
  unread: boolean;
  /** The contact is typing. */
  typing: boolean;
  watchers: Watcher[];
  /** What a view chose to show. */
  shows?: Shown[];
}

/** What differs between two readers of the same conversation. */
export interface ThreadRights {
  mayAnswer: boolean;
  mayManage: boolean;
  /** It is theirs already. */
  owns: boolean;
  editsContacts: boolean;
  readsTickets: boolean;
  /** Which tickets they see. */
  tickets: { inboxIds: number[] | null; withheldIds: readonly number[] };
  /** Ids of the items to be drawn that they have written themselves. */
  wrote: number[];
}

/** Numbers that stand on a person's page: of the list's inboxes, and their own. */
export interface Numbers extends ListCounts {
  /** Own open conversations with something unread. */
  waiting: number;
  /** Notifications not read yet. */
  notifications: number;
  /** Views in their column, with what stands in them. */
  views: [viewId: number, count: number][];
}

export interface Notice {
  /** How many came at once; the rest describes the newest. */
  count: number;
  notificationId: number;
}

/**
 * How changes look, as HTML for the live line; an empty string for nothing. What one calls in one go belongs together:
 * nothing here may be kept. What answers at once is pure.
 */
export interface LivePages {
  /** A row that is new in the list or has changed. */
  row(row: ListRow, marks: RowMarks, place: ListPlace, audience: Audience): string;
  /** It stands no longer in the list. */
  rowGone(conversationId: number, place: ListPlace): string;
  /** Only who has it open. */
  rowWatchers(conversationId: number, watchers: Watcher[]): string;
  /** Only the line of words: typing, or the snippet again. */
  rowTyping(row: Pick<ListRow, 'id' | 'snippet' | 'snippetOf'>, typing: boolean, audience: Audience): string;
  numbers(numbers: Numbers, place: ListPlace | null, audience: Audience): string;

  /** A new item; shown once however often it comes. */
  newItem(item: ThreadItem, head: ThreadHead, rights: ThreadRights, audience: Audience): Promise<string>;
  /** An item that may be on the page already. */
  changedItem(item: ThreadItem, head: ThreadHead, rights: ThreadRights, audience: Audience): Promise<string>;
  itemGone(messageId: number): string;
  /** Only how the message fares, and what its writer can still do about it. */
  fate(item: ThreadItem, rights: ThreadRights, audience: Audience): string;
  header(head: ThreadHead, company: Company, rights: ThreadRights, audience: Audience): Promise<string>;
  watchers(conversationId: number, watchers: Watcher[], audience: Audience): string;
  typing(conversationId: number, writers: Writer[], audience: Audience): string;
  /** Where the customer looks just now; empty when that is not known, null when they are not there. */
  visit(conversationId: number, page: string | null, audience: Audience): string;
  /** Who the contact is, in the side bar. */
  contact(head: ThreadHead, rights: ThreadRights, audience: Audience): Promise<string>;

  /** The customer wrote: where that opens a window for answers, the page asks for its composer. */
  windowOpens(conversationId: number): string;
  /** The ticket beside a conversation changed: the page asks for its card with its reader's rights. */
  ticketCard(conversationId: number): string;
  /** Some ticket changed: a table or board asks for itself again. */
  ticketsChanged(): string;

  /** A call rings, or stands otherwise: the page asks for it at once. */
  calls(): string;
  /** Some call began, or stands otherwise: the log asks for itself again. */
  callsChanged(): string;
  /** Some user changed, or how they are seen: their list asks for itself again. */
  usersChanged(): string;
  /** Tells a person something now: a toast, and the sound if they chose it. */
  notice(userId: number, notice: Notice, audience: Audience): Promise<string>;
  /** How colleagues see the person. */
  ownPresence(user: { id: number; name: string }, presence: Presence, audience: Audience): string;
}
