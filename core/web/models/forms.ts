// Forms, tables, sections and dialogs: most settings pages are made of nothing else.
import type { Fact } from './aside.ts';
import type { PageHead } from './frame.ts';
import type { FieldGroup } from './fields.ts';
import type { Act, Banner, ChannelMark, Chip, Empty, Link, Lists, Person, TrustedHtml } from './shared.ts';

/** View `shared/form`. Posts to `action` (other methods by `?_method=`); with errors the same model comes back. */
export interface FormModel {
  /** Element id; `form` when absent. */
  id?: string;
  label?: string;
  action: string;
  /** Has file fields. */
  upload?: boolean;
  /** Where the form posts itself while one types; answers a partial for `#preview-content`. */
  previewAddress?: string;
  hidden?: { name: string; value: string }[];
  /** About the form as a whole. */
  error?: string;
  groups: FieldGroup[];
  /** `Save` when absent. */
  submit?: string;
  /** Not the petrol button of the page. */
  quiet?: boolean;
  back?: string;
  backLabel?: string;
  note?: string;
}

/** View `shared/table`; rows alone: view `shared/table-rows`. */
export interface TableModel {
  id?: string;
  label?: string;
  columns: { label: string; num?: boolean; hidden?: boolean; sort?: string; sorted?: boolean }[];
  rows: TableRow[];
  /** Address of the next rows. */
  more?: string;
  empty?: Empty;
}

export interface TableRow {
  id?: string;
  cells: Cell[];
}

/** What stands in a cell; everything given is shown in this order, `acts` alone. */
export interface Cell {
  channel?: ChannelMark;
  person?: Person | null;
  presence?: 'available' | 'away' | 'offline' | 'on_call';
  dot?: 'good' | 'warn' | 'bad';
  icon?: string;
  text?: string;
  href?: string;
  /** j and k walk to it. */
  walk?: boolean;
  /** The row can be picked: its number, sent as `row` by the form `#many` (view `shared/many`). */
  pick?: number;
  /** Dialog that changes the cell, which then leads nowhere else. */
  edit?: string;
  /** Bars before the words, which say the same. */
  priority?: 1 | 2 | 3;
  mono?: boolean;
  num?: boolean;
  at?: Date;
  /** How `at` is written. */
  style?: 'short' | 'ago' | 'date' | 'clock' | 'exact';
  detail?: string;
  chips?: Chip[];
  people?: Person[];
  switch?: SwitchForm;
  acts?: Act[];
}

/** View `shared/many`: what is done with the rows that are picked. */
export interface ManyModel {
  /** Gets `row` as often as rows are picked, and `do`: `edit` or `delete`. */
  action: string;
  remove?: boolean;
}

/** View `shared/switch-form`: on or off at once; `asks` opens a dialog first. */
export interface SwitchForm {
  action: string;
  label: string;
  on: boolean;
  asks?: string;
  /** Word shown beside it. */
  shown?: string;
}

/** View `shared/section`: heading, words, then whatever is given. */
export interface Section {
  id?: string;
  /** As a card; a table then reaches its edges. */
  card?: boolean;
  title?: string;
  text?: string;
  links?: Link[];
  acts?: Act[];
  banners?: Banner[];
  facts?: Fact[];
  form?: FormModel;
  table?: TableModel;
  /** Already rendered. */
  html?: TrustedHtml;
}

/** View `shared/page-head`: what stands at the top of a page. */
export interface PageTop {
  heading: string;
  text?: string;
  crumb?: Link;
  channel?: ChannelMark;
  person?: Person;
  switch?: SwitchForm;
  /** The same things in another shape. */
  shapes?: { label: string; items: Link[] };
  links?: (Link & { primary?: boolean; key?: string })[];
  /** Links that are wanted less often. */
  menu?: { label: string; items: Link[] };
  acts?: Act[];
  tabs?: Link[];
  banners?: Banner[];
}

/** View `settings/page`: any page of the settings. `narrow` for forms that should not run wide. */
export interface SettingsPage extends PageHead, PageTop {
  lists: Lists;
  narrow?: boolean;
  sections: Section[];
}

/**
 * View `shared/dialog` into `#dialog`, or `shared/dialog-page` as its own page (`reply.dialog` chooses). Without `action`
 * it only shows something. `back` is where its safe button leads without script.
 */
export interface DialogModel {
  /** A question. */
  title: string;
  /** What stays. */
  text?: string;
  error?: string;
  action?: string;
  /** The form may hold files. */
  withFiles?: boolean;
  hidden?: { name: string; value: string }[];
  groups?: FieldGroup[];
  facts?: Fact[];
  html?: TrustedHtml;
  /** Before the dialog's own form, for another one. */
  before?: TrustedHtml;
  links?: (Link & { download?: boolean })[];
  /** A verb. */
  submit?: string;
  danger?: boolean;
  cancel?: string;
  back: string;
}
