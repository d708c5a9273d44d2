// Channels: the list of accounts, the wizard, the health of one account.
import type { FieldGroup, FieldOption } from './fields.ts';
import type { PageTop, Section, SwitchForm } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { Act, ChannelMark, Chip, Due, Empty, Link, Lists, TrustedHtml } from './shared.ts';

/** View `channels/page`: all accounts by the inbox or help desk they belong to. */
export interface ChannelsPage extends PageHead, PageTop {
  lists: Lists;
  /** Plugins that could not be loaded and why. */
  broken?: { name: string; why: string }[];
  places: { title: string; icon: string; connectHref?: string; accounts: AccountLine[] }[];
  empty?: Empty;
}

/** View `channels/account-line`, element `#account-<id>`. */
export interface AccountLine {
  id: number;
  channel: ChannelMark;
  title: string;
  detail?: string;
  href: string;
  healthHref: string;
  /** State in a word: connected, needs sign-in … */
  health: Chip;
  /** What is wrong and what to do about it. */
  why?: string;
  /** How many arrivals and deliveries need a person. */
  trouble?: Chip;
  lastAt?: Date;
  switch?: SwitchForm;
  /** Edit, move, delete; `asks` for those with a dialog, else `action` is a link. */
  acts: Act[];
}

/** View `channels/choose`: which kind to connect. */
export interface ChooseChannelPage extends PageHead, PageTop {
  lists: Lists;
  steps?: Step[];
  kinds: { channel: ChannelMark; text: string; href: string; refused?: string }[];
}

export interface Step {
  place: number;
  label: string;
  done?: boolean;
  current?: boolean;
}

/** View `channels/wizard`: one step of connecting. The form posts to `action` with `step` and its fields. */
export interface WizardPage extends PageHead {
  lists: Lists;
  crumb: Link;
  heading: string;
  laterHref?: string;
  steps: Step[];
  step: WizardStep;
  action: string;
  backHref?: string;
  /** Instead: posts there, leaving what was typed. */
  backAction?: string;
  /** Label of the button; “Go on” when absent. */
  next?: string;
  /** `Saved 4 s ago`. */
  note?: string;
  /** A plugin's `connect help` and `account preview`, already rendered. */
  help?: TrustedHtml;
  preview?: TrustedHtml;
  /** Where the form posts itself while one types; answers a partial for `#preview`. */
  previewAddress?: string;
  /** Address of this page, for the window that comes back from the far side. */
  here?: string;
}

/** Follows the contract's connect steps; labels and reasons are already words. */
export type WizardStep =
  | { kind: 'form'; id: string; title: string; text?: string; error?: string; groups: FieldGroup[] }
  | {
      kind: 'choose';
      id: string;
      title: string;
      text?: string;
      error?: string;
      several?: boolean;
      options: FieldOption[];
    }
  | { kind: 'visit'; id: string; text: string; label: string; href: string }
  | {
      kind: 'show';
      id: string;
      title: string;
      text?: string;
      /** Sentences to go through one by one. */
      points?: string[];
      items: { label: string; value: string; copy?: boolean }[];
      /** Address or data address of a code to scan. */
      image?: string;
      waiting?: string;
      /** Seconds between asking `pollHref`, which answers 204 until something has changed. */
      poll?: number;
      pollHref?: string;
    }
  | { kind: 'done'; title: string; text: string; items?: { label: string }[]; links: (Link & { primary?: boolean })[] }
  | { kind: 'stop'; title: string; text: string; links: Link[] };

/** View `channels/returned`: shown in the window that came back; `place` is the wizard's address. */
export interface ReturnedPage extends PageHead {
  place: string;
}

/** View `channels/configuration`: sections of forms, beside them a plugin's `account preview`. */
export interface ConfigurationPage extends PageHead, PageTop {
  lists: Lists;
  sections: Section[];
  preview?: TrustedHtml;
}

/** View `channels/plugin-page`: a tab that the channel adds, already rendered. */
export interface PluginPage extends PageHead, PageTop {
  lists: Lists;
  html: TrustedHtml;
}

/** View `channels/health`. */
export interface HealthPage extends PageHead, PageTop {
  lists: Lists;
  figures: Figure[];
  /** Absent: this person may not see what arrived. */
  ledger?: LedgerModel;
  queue: QueueModel;
  checks: ChecksModel;
  /** What the account noted, newest first. */
  notes?: AccountNote[];
  /** A plugin's `account page`, already rendered. */
  html?: TrustedHtml;
}

export interface AccountNote {
  at: Date;
  text: string;
}

/** View `channels/figures` with `{ figures }`, into `#figures`. */
export interface Figure {
  label: string;
  value?: string;
  at?: Date;
  of?: string;
  detail?: string;
  dot?: 'good' | 'warn' | 'bad';
  /** Draws a bar. */
  maximum?: number;
  used?: number;
  warn?: boolean;
}

/** View `channels/ledger`, element `#ledger`; rows alone: `channels/arrivals`. */
export interface LedgerModel {
  summary?: string;
  filter?: { label: string; href: string; current?: boolean };
  /** The whole of it. */
  all?: Link;
  arrivals: Arrival[];
  more?: string;
}

/** Element `#arrival-<id>`. */
export interface Arrival {
  id: number;
  at: Date;
  from: string;
  what: string;
  detail?: string;
  state: 'stored' | 'processed' | 'quarantined' | 'ignored' | 'duplicate' | 'sealed';
  /** Its line is asked for again after so many seconds: it is still to be read. */
  again?: { href: string; after: number };
  replay?: string;
  rawHref?: string;
}

/** View `channels/raw`: an arrival as it came, secrets masked. */
export interface RawModel {
  text: string;
  /** Said below when there is more. */
  cut?: string;
}

/** View `channels/queue`, element `#queue`. */
export interface QueueModel {
  count: number;
  /** The whole of it. */
  all?: Link;
  deliveries: { id: number; to: string; href?: string; text: string; chip?: Chip; due?: Due; acts?: Act[] }[];
}

/** View `channels/checks`, element `#checks`. */
export interface ChecksModel {
  action?: string;
  /** Address that checks and answers this part, asked for by itself once the page is there. */
  load?: string;
  /** When it was checked. */
  at?: Date;
  checks: { state: 'good' | 'warn' | 'bad'; label: string; detail?: string }[];
}
