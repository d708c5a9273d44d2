// One conversation: header, what happened in it, and the composer below.
import type { ComposerModel } from './composer.ts';
import type { PartModel, FileModel } from './parts.ts';
import type { Act, Banner, ChannelMark, Chip, Due, Person, Tag, TrustedHtml } from './shared.ts';

/**
 * View `conversation/thread`, element `#thread-<id>`. The header posts below `address`: `/assignment` (PUT, `owner` is
 * `me`, empty or a value), `/snooze` (PUT, `until` or empty), `/closure` (POST closes, DELETE reopens), `/unread`,
 * `/spam` and `/trash` (POST, DELETE undoes); `/merge`, `/move`, `/tags` answer GET with a dialog.
 */
export interface ThreadModel extends LogModel, HeaderModel {
  /** Absent: this person may not answer here. */
  composer?: ComposerModel;
}

/** View `conversation/header`, element `#thread-head-<id>`. */
export interface HeaderModel {
  id: number;
  /** `/conversations/12`. */
  address: string;
  /** The list it was opened from. */
  back: string;
  subject: string;
  closed?: boolean;
  spam?: boolean;
  trash?: boolean;
  owner?: Person;
  /** Whether the reader may assign, close, snooze and the like; otherwise they only see how it stands. */
  manageable?: boolean;
  /** Whether the reader may take it. */
  takeable?: boolean;
  /** Users (with `person`) and teams to choose from; `detail` says available, away or how many. */
  owners: { value: string; label: string; person?: Person; current?: boolean; detail?: string }[];
  snoozedUntil?: Date;
  /** Moments to choose from: `value` is ISO 8601, `detail` the clock time. */
  snoozes: { value: string; label: string; detail?: string }[];
  /** Ticket, stage and the like, in order. */
  marks?: Chip[];
  tags?: Tag[];
  due?: Due;
  /** Who else looks at it or writes (view `conversation/watchers`, element `#watchers-<id>`). */
  watchers?: { person: Person; answering?: boolean }[];
  /** Where the customer looks just now (view `conversation/visit`, element `#visit-<id>`). */
  visit?: { page: string; href: string };
  /** Further entries of the menu. */
  acts?: Act[];
}

/** View `conversation/log`, element `#log-<id>`; `#typing-<id>` inside takes view `conversation/typing`. */
export interface LogModel {
  id: number;
  entries: LogEntry[];
  /** Address of what came before, answered by view `conversation/entries`. */
  earlier?: string;
}

/** One entry of the log; view `conversation/entries/<kind>`. */
export type LogEntry =
  DayEntry | NewEntry | EventEntry | EventsEntry | StrayEntry | CommentEntry | SaidEntry | MailEntry;

export interface DayEntry {
  kind: 'day';
  /** `2025-11-17`: unique in the log. */
  key: string;
  at: Date;
}

/** The line above the first unread message. */
export interface NewEntry {
  kind: 'new';
}

/** Element `#event-<id>`. */
export interface EventEntry {
  kind: 'event';
  id: number;
  icon: string;
  /** What happened; people and things in `<b>`, made by the text helper so that names are escaped. */
  html: TrustedHtml;
  /** The reason, a half sentence: `because she is the contact’s owner`. */
  why?: string;
  /** Address of the dialog that says how it came to it. */
  detailsHref?: string;
  /** Stands by itself, however many other events surround it. */
  apart?: boolean;
  at: Date;
  /** Address of the dialog that takes it back. */
  undo?: string;
}

/** Consecutive events, folded. */
export interface EventsEntry {
  kind: 'events';
  id: number;
  count: number;
  events: EventEntry[];
}

/** A message that may belong here (EM-14). */
export interface StrayEntry {
  kind: 'stray';
  id: number;
  text: string;
  look: string;
  add?: string;
}

/** A comment: only the team sees it. Element `#message-<id>`. */
export interface CommentEntry {
  kind: 'comment';
  id: number;
  author: Person;
  at: Date;
  text: string;
  html?: TrustedHtml;
  files?: FileModel[];
  detailsHref?: string;
}

interface Message {
  id: number;
  ours?: boolean;
  author: Person;
  at: Date;
  parts: PartModel[];
  /** How it fares, for ours (view `conversation/fate`, element `#fate-<id>`). */
  fate?: Fate;
  /** Answer this one. */
  replyHref?: string;
  /** Dialog that gives a reaction or takes it back. */
  reactHref?: string;
  /** Takes a POST: its words and files become the draft of a new conversation. */
  forwardAction?: string;
  /** Dialogs that change or take back what was sent. */
  editHref?: string;
  removeHref?: string;
  detailsHref?: string;
  /** A plugin's `message extra`, already rendered. */
  extra?: TrustedHtml;
}

/** A bubble: chat-like channels. Element `#message-<id>`. */
export interface SaidEntry extends Message {
  kind: 'said';
  quoted?: { id: number; author: string; snippet: string };
  /** `by`: in words. */
  reactions?: { emoji: string; by: string }[];
  edited?: boolean;
  deleted?: boolean;
}

/** A card: mail-like channels. Element `#message-<id>`. */
export interface MailEntry extends Message {
  kind: 'mail';
  channel: ChannelMark;
  /** `to werkstatt@radwerk.example, cc Nils`. */
  line: string;
  /** Verified, automatic, forwarded … */
  marks?: Chip[];
  /** Remote pictures that were not loaded: posting to `action` shows them `once` or `always`. */
  remote?: { count: number; action: string; always?: boolean };
  banners?: Banner[];
  automatic?: boolean;
  fold?: Fold;
  /** Dialog with the mail as it was sent. */
  originalHref?: string;
  files?: FileModel[];
}

/** View `conversation/fold`: as text, or as HTML in a frame of its own. */
export interface Fold {
  /** `Quoted text, 14 lines · Signature`. */
  label: string;
  signature?: string;
  quotation?: string;
  frame?: { id: string; src: string; title: string };
}

/** View `conversation/fate` with `{ id, fate }`. */
export interface Fate {
  state: 'waiting' | 'sending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'unknown';
  at?: Date;
  /** The provider's reason in plain words with its code. */
  why?: string;
  /** Where to post to send again. */
  retry?: string;
  /** When it will be sent, if it was put off. */
  due?: string;
  /** Where to post to take it back while it is held. */
  cancel?: string;
}
