// The lists of the left column: pages in order from an index, one row, counts, and in which lists a row stands.
import type { Reason } from '../contract/reason.ts';
import type { ConversationPlace, ConversationStatus, SnippetOf } from '../database/entities/conversation.ts';

export type ListName = 'unassigned' | 'mine' | 'open' | 'snoozed' | 'closed' | 'sent' | 'spam' | 'trash' | 'all';

export interface ListQuery {
  userId: number;
  teamIds: number[];
  /** The inboxes to look into: those the person may see, or a choice of them. */
  inboxIds: number[];
  list: ListName;
  tagId?: number;
  /** `next` of the page before. */
  after?: string;
  limit: number;
}

/** A contact as lists and threads name it. */
export interface Called {
  id: number;
  /** Empty for who is known by a handle only. */
  name: string;
  /** The channel that says what such people are called. */
  namelessFrom: string | null;
}

export interface ListRow {
  id: number;
  publicId: string;
  inboxId: number;
  inboxName: string;
  accountId: number | null;
  channel: string | null;
  subject: string;
  snippet: string;
  snippetOf: SnippetOf;
  /** The name, else the address. */
  contact: (Called & { publicId: string }) | null;
  status: ConversationStatus;
  place: ConversationPlace;
  automatic: boolean;
  owner: { id: number; name: string } | null;
  team: { id: number; name: string } | null;
  assignmentReason: Reason | null;
  lastMessageAt: Date;
  waitingSince: Date | null;
  snoozedUntil: Date | null;
  /** A chatflow talks with them. */
  botSince: Date | null;
  lastDirection: 'in' | 'out';
  hasOutbound: boolean;
  unread: boolean;
  tags: { id: number; name: string; colour: number }[];
  /** A message in it could not be delivered. */
  failed: boolean;
  maybeBelongsToId: number | null;
  messageCount: number;
  lastMessageId: number;
  version: number;
}

/** Each at most 1000, which then means "1000 or more". */
export interface SharedCounts {
  unassigned: number;
  open: number;
  snoozed: number;
  spam: number;
}

export interface OwnCounts {
  mine: number;
  /** Mentions of this person not seen yet. */
  mentions: number;
}

export type ListCounts = SharedCounts & OwnCounts;

export interface Lists {
  /** Newest first. `next` is null on the last page. */
  page(query: ListQuery): Promise<{ rows: ListRow[]; next: string | null }>;
  row(conversationId: number, userId: number): Promise<ListRow | null>;
  /** Rows of known conversations in the order given, for search results and bulk actions. */
  rows(conversationIds: number[], userId: number): Promise<ListRow[]>;
  counts(userId: number, teamIds: number[], inboxIds: number[]): Promise<ListCounts>;
  /** The part of the counts that is the same for everybody who sees these inboxes. */
  sharedCounts(inboxIds: number[]): Promise<SharedCounts>;
  /** The part that is a person's own. */
  ownCounts(userId: number, teamIds: number[], inboxIds: number[]): Promise<OwnCounts>;
  /** Open conversations of this person with something they have not read; 100 means "100 or more". */
  waiting(userId: number): Promise<number>;
  /** Up to which message people have read these conversations: message ids by conversation and user. */
  readMarks(conversationIds: number[]): Promise<Map<number, Map<number, number>>>;
  /** The lists a row stands in for this person. `mine` includes what lies with one of their teams and nobody in it. */
  listsOf(row: ListRow, userId: number, teamIds?: number[]): ListName[];
  tags(): Promise<{ id: number; name: string; colour: number }[]>;
}
