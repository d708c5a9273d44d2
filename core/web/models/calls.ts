// Calls on pages: what rings and goes on now, and the log of what was.
import type { FieldModel } from './fields.ts';
import type { PageTop, TableModel } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { ChannelMark, Person } from './shared.ts';

/** View `calling/now`, element `#calls-now`, on every page of the desk. */
export interface CallsNow {
  calls: CallCard[];
}

/** One call of the reader; views `calling/ringing`, `calling/talking` and `calling/over`. */
export interface CallCard {
  /** `/calls/<id>`. */
  address: string;
  kind: 'ringing' | 'talking' | 'over';
  person: Person;
  channel: ChannelMark;
  /** What is going on, in words. */
  line: string;
  conversationHref?: string;
  contactHref?: string;
  earlier: { href: string; subject: string; at: Date }[];
  /** Of the reader's own end, for the script that holds it. */
  end?: CallEndModel;
  /** Since when people talk, ISO 8601. */
  since?: string;
  /** A colleague is asked before the call is passed on. */
  consulted?: { name: string; answered: boolean };
  /** Whoever was asked did not come to the phone, or (`left`) talked with the reader and has hung up: the customer hears again. */
  unasked?: { left?: string };
  /** The reader is asked by a colleague, and does not talk with the customer. */
  asked?: boolean;
  /** Mute, hold, pass on; of a ring: decline and take. */
  acts: CallAct[];
  /** Beside each other at the end: what ends it, or what becomes of a colleague who is asked. */
  ends: CallAct[];
  notes: string;
  outcomes: { value: string; label: string; current?: boolean }[];
}

/** View `calling/act`: a button that posts to the call, or (`dialog`) a link into the dialog. */
export interface CallAct {
  /** Behind the call's address. */
  path: string;
  label: string;
  sign: string;
  look: string;
  /** Key that presses it. */
  key?: string;
  /** The key as it is written. */
  hint?: string;
  /** Only the icon is shown. */
  bare?: boolean;
  /** Switches on. */
  set?: boolean;
  pressed?: boolean;
  dialog?: boolean;
  /** The microphone is opened first. */
  needs?: 'microphone';
}

export interface CallEndModel {
  leg: number;
  device: string;
  /** JSON: `[{leg, polite, held}]`. */
  peers: string;
  /** JSON: `[{urls, username, credential}]`. */
  iceServers: string;
  muted: boolean;
  held: boolean;
  /** It is no end of a page: no script holds it. */
  elsewhere: boolean;
  /** Name of the call for the channel's own phone, where that holds it. */
  phone?: string;
  /** Where what is said is brought, while it is recorded. */
  recorder?: string;
  /** Keys to press for the other side to hear. */
  keys?: string[];
}

/** View `calling/found`, inside `#call-log`. */
export interface CallsFound {
  table: TableModel;
}

/** View `calling/page`. */
export interface CallsPage extends PageHead, PageTop, CallsFound {
  address: string;
  kept: { name: string; value: string }[];
  filters: FieldModel[];
}

/** View `calling/back`: ringing at a customer, by each account that could. */
export interface CallBack {
  action: string;
  /** Selector of the part of the page it stands in. */
  target: string;
  ways: CallBackWay[];
}

export interface CallBackWay {
  /** Of the account, where there are several. */
  title?: string;
  account: number;
  /** Which of their addresses it rings at. */
  identity?: number;
  /** At whom or what it rings, or why it cannot. */
  words: string;
  /** They can be called by it just now. */
  able?: boolean;
  /** No microphone of the page is needed. */
  elsewhere?: boolean;
}

/** View `calling/dialog`; without script `calling/dialog-page`. */
export interface CallDialog extends PageHead, CallBack {
  back: string;
}
