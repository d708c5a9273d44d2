// Tickets: the table with its filters, one ticket with its timeline, and what is changed in place.
import type { Fact } from './aside.ts';
import type { FieldModel } from './fields.ts';
import type { TableModel } from './forms.ts';
import type { FormModel, PageTop } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { LinkedGroup } from './linked.ts';
import type { Act, ChannelMark, Chip, Link, PickModel } from './shared.ts';

/** View `tickets/page`; the table alone, into `#tickets`: view `tickets/found`. */
export interface TicketsPage extends PageHead, PageTop, TicketsFound {
  query: string;
  filters: FieldModel[];
}

export interface TicketsFound {
  table: TableModel;
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
