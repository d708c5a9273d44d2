// Contacts: the list, and one person with addresses, facts, consent, likely duplicates and what was said.
import type { Fact } from './aside.ts';
import type { FieldModel } from './fields.ts';
import type { FormModel, ManyModel, PageTop, TableModel } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { LinkedGroup } from './linked.ts';
import type { Act, ChannelMark, Chip, Empty, Link, Person } from './shared.ts';

/** View `contacts/page`; the table alone, into `#contacts`: view `contacts/found`. */
export interface ContactsPage extends PageHead, PageTop, ContactsFound {
  query: string;
  filters: FieldModel[];
}

export interface ContactsFound {
  table: TableModel;
  many?: ManyModel;
}

/** View `contacts/form`. */
export interface ContactFormPage extends PageHead, PageTop {
  form: FormModel;
}

/** View `contacts/contact`. */
export interface ContactPage extends PageHead, PageTop {
  /** Further acts, in a menu. */
  more: Act[];
  addresses: ContactAddress[];
  /** Dialog that adds one. */
  addHref?: string;
  facts: Fact[];
  /** What administrators added. */
  properties: Fact[];
  note?: string;
  /** Companies, deals and other records. */
  linked: LinkedGroup[];
  /** Dialog that links one. */
  linkHref?: string;
  consents: { purpose: string; given: boolean; at: Date; wording?: string; act?: Act }[];
  /** Every time something was said about one, latest first. */
  consentHistory: ConsentLine[];
  consentHref?: string;
  tickets?: ContactTickets;
  /** Where a note is posted. */
  noteAction?: string;
  duplicates: DuplicateModel[];
  timeline: TimelineModel;
}

/** A line of `contacts/consents`. */
export interface ConsentLine {
  id: number;
  given: boolean;
  purpose: string;
  at: Date;
  by: string;
  wording?: string;
}

/** View `contacts/tickets`. */
export interface ContactTickets {
  tickets: { name: string; href: string; chip: Chip }[];
  /** There are more. */
  allHref?: string;
  newHref?: string;
}

/** Element `#address-<id>`. */
export interface ContactAddress {
  id: number;
  label: string;
  value: string;
  href?: string;
  primary?: boolean;
  /** Why nothing is sent to it. */
  flag?: string;
  acts: Act[];
}

/** Element `#duplicate-<id>`. */
export interface DuplicateModel {
  id: number;
  person: Person;
  href: string;
  other: Person;
  otherLine: string;
  line: string;
  reasons: string[];
  merge?: Act;
  apart?: Act;
}

/** View `contacts/timeline`, rows alone: `contacts/entries`. */
export interface TimelineModel {
  /** What is shown of everything. */
  kinds?: Link[];
  entries: TimelineEntry[];
  more?: string;
  empty?: Empty;
}

/** Element `#timeline-<id>`. */
export interface TimelineEntry {
  id: string;
  channel: ChannelMark;
  title: string;
  href?: string;
  text: string;
  at: Date;
  chips?: Chip[];
  links?: Link[];
  /** Forms that were filled in there, with what is hidden in the conversation (FM-4). */
  forms?: { title: string; answers: { label: string; value: string; hidden?: boolean }[] }[];
}
