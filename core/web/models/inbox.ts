// The inbox: the column of conversations and its rows.
import type { AsideModel } from './aside.ts';
import type { ComposerModel } from './composer.ts';
import type { ThreadModel } from './conversation.ts';
import type { PageHead } from './frame.ts';
import type { ChannelMark, Due, Empty, Link, Lists, Person, Tag } from './shared.ts';

/** View `inbox/page`. On a phone `view` decides which column is seen. */
export interface InboxPage extends PageHead {
  view: 'list' | 'thread';
  lists: Lists | KeptColumn;
  list: ConversationList | KeptColumn;
  /** The open conversation; without one the column says what to do. */
  thread?: ThreadModel;
  /** Instead of one: the composer of a new one, or why none can be begun. */
  start?: StartModel;
  aside?: AsideModel;
}

/** The column stands on the reader's page and is kept true there: only its place is sent. */
export interface KeptColumn {
  kept: true;
  /** As of the column that is kept. */
  id: string;
}

/** View `conversation/start`. */
export interface StartModel {
  /** The list it was begun from. */
  back: string;
  composer?: ComposerModel;
  none?: Empty;
}

/** View `inbox/conversations`, element `#list-<id>`. */
export interface ConversationList extends RowsModel {
  /** Stable name of the list or view: `all-open`, `view-7`. */
  id: string;
  /** Its address. */
  place: string;
  title: string;
  /** Element `#list-count`. */
  count?: number;
  /** New conversation. */
  start?: Link;
  searchHref: string;
  /** Segments: open, waiting, all. */
  filters: Link[];
  sort?: { label: string; action: string; options: { value: string; label: string; current?: boolean }[] };
  /** Of a view that the person may change. */
  edit?: Link;
  /** Rows stand close. */
  tight?: boolean;
  /** Of rows that do not stand newest first: `oldest`, or `kept` where new ones go to the end. */
  order?: 'oldest' | 'kept';
}

/** View `inbox/rows`: what stands inside `#rows`, and the answer to its last line (`more`). */
export interface RowsModel {
  rows: ConversationRow[];
  /** Address of the next page of rows. */
  more?: string;
  empty?: Empty;
}

/** View `inbox/row`, element `#row-<id>`; pushed rows leave `current` out, the page marks its own. */
export interface ConversationRow {
  id: number;
  href: string;
  contact: Person;
  channel: ChannelMark;
  /** Absent in a chat: the snippet stands in its place. */
  subject?: string;
  /** Element `#row-<id>-snippet`, view `inbox/snippet`. */
  snippet: string;
  at: Date;
  unread?: boolean;
  current?: boolean;
  /** The contact is typing: replaces the snippet. */
  typing?: boolean;
  /** The snippet is this person's unsent draft. */
  draft?: boolean;
  /** Absent: nobody. */
  owner?: Person;
  /** A chatflow talks with them: the word for it. */
  bot?: string;
  due?: Due;
  /** Since when the customer waits. */
  waiting?: Date;
  inbox?: string;
  /** At most two; the rest is counted in `moreTags`. */
  tags?: Tag[];
  moreTags?: number;
  /** Who else has it open. Element `#row-<id>-watch`, view `inbox/watch`. */
  watchers?: Person[];
}
