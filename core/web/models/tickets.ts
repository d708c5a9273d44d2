// Tickets: the table with its filters, one ticket with its timeline, and what is changed in place.
import type { Fact } from './aside.ts';
import type { FieldModel } from './fields.ts';
import type { FormModel, ManyModel, PageTop, TableModel } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { LinkedGroup } from './linked.ts';
import type { Act, ChannelMark, Chip, Link, Person, PickModel } from './shared.ts';

/** View `tickets/page`; the table alone, into `#tickets`: view `tickets/found`. */
export interface TicketsPage extends PageHead, PageTop, TicketFilterModel, TicketsFound {}

/** View `tickets/filters`. */
export interface TicketFilterModel {
  /** Where table or board are asked for. */
  address: string;
  query: string;
  /** What else of the address stays. */
  kept: { name: string; value: string }[];
  filters: FieldModel[];
}

/** View `tickets/board-page`; the board alone, into `#tickets`: view `tickets/board`. */
export interface BoardPage extends PageHead, PageTop, TicketFilterModel {
  board: BoardModel;
}

export interface BoardModel {
  /** Tickets can be moved. */
  edits: boolean;
  columns: ColumnModel[];
}

/** Element `#stage-<id>`. */
export interface ColumnModel extends CardsModel {
  id: number;
  name: string;
  /** Colour of its dot; the word beside it says the same. */
  hue: string;
  kind: string;
  count: string;
  newHref?: string;
  /** What is closed longer ago. */
  rest?: Link;
}

/** View `tickets/cards`. */
export interface CardsModel {
  cards: CardModel[];
  /** Address of the next cards. */
  more?: string;
}

/** Element `#card-<key>`. */
export interface CardModel {
  /** The ticket's number. */
  key: number;
  sign: string;
  name: string;
  href: string;
  moves: boolean;
  chips: Chip[];
  contact?: string;
  channel?: ChannelMark;
  priority?: { bars: 1 | 2 | 3; label: string };
  owner: Person | null;
  ownerName: string;
  at: Date;
  /** Moves it without a pointer. */
  pick: PickModel;
}

export interface TicketsFound {
  table: TableModel;
  many?: ManyModel;
}

/** View `tickets/form`. */
export interface TicketFormPage extends PageHead, PageTop {
  form: FormModel;
}

/** View `tickets/order`: lines to drag, with buttons for the keyboard; without `action` only to look at. */
export interface OrderModel {
  label: string;
  action?: string;
  lines: { id: number; label: string; href: string; detail?: string }[];
}

/** View `tickets/ticket`. */
export interface TicketPage extends PageHead, PageTop {
  picks: PickModel[];
  facts: Fact[];
  properties: Fact[];
  /** What is promised about it, and what became of that (TK-4). */
  levels: Fact[];
  description: string;
  more: Act[];
  conversations: TicketConversationLine[];
  links: Link[];
  linkHref?: string;
  /** Companies, deals and other records. */
  linked: LinkedGroup[];
  tickets: { number: number; name: string; href: string; chip: Chip; unlink?: Act }[];
  entries: TicketEntry[];
}

export interface TicketConversationLine {
  href: string;
  subject: string;
  channel: ChannelMark;
  at: Date;
  closed?: boolean;
  unlink?: Act;
}

/** View `tickets/entries`. */
export interface TicketEntry {
  id: string;
  icon: string;
  who: string;
  text: string;
  href?: string;
  at: Date;
}
