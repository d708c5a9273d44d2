// Making a view: its conditions row by row, how it stands, with whom it is shared, and what it finds.
import type { FieldGroup, FieldModel } from './fields.ts';
import type { PageHead } from './frame.ts';
import type { PageTop } from './forms.ts';
import type { Empty, Link, Lists, Person } from './shared.ts';

/** View `list-views/form`. */
export interface ListViewFormPage extends PageHead, PageTop {
  lists?: Lists;
  action: string;
  hidden: { name: string; value: string }[];
  /** About the form as a whole. */
  error?: string;
  /** Where the form goes to be drawn anew: a row more or less, another property. */
  draft: string;
  /** The name and its kind. */
  about: FieldModel[];
  conditions: ConditionsModel;
  groups: FieldGroup[];
  submit: string;
  back: string;
  preview: ListViewPreview;
}

/** View `list-views/conditions`, element `#view-conditions`. */
export interface ConditionsModel {
  draft: string;
  /** Which fields it has; sent along. */
  shape: string;
  /** What it means that there are no conditions. */
  none: string;
  error?: string;
  /** Rows in all groups. */
  total: number;
  /** Only with several groups. */
  match?: FieldModel;
  groups: { at: number; label: string; match?: FieldModel; rows: ConditionRow[] }[];
}

export interface ConditionRow {
  draft: string;
  at: number;
  group: number;
  label: string;
  property: FieldModel;
  /** The property the values belong to. */
  was?: string;
  operator?: FieldModel;
  values: FieldModel[];
  error?: string;
}

/** View `list-views/preview`, element `#view-preview`. */
export interface ListViewPreview {
  /** Absent while the conditions are not whole. */
  count?: string;
  rows: { href: string; contact: Person; subject: string; at: Date }[];
  text?: string;
}

/** View `list-views/gallery`: views to begin with. */
export interface GalleryPage extends PageHead, PageTop {
  groups: { title: string; items: (Link & { text: string })[] }[];
}

/** View `list-views/page`: all views a person has, in their order. */
export interface ListViewsPage extends PageHead, PageTop {
  lines: ListViewLine[];
  empty: Empty;
  order: string;
}

export interface ListViewLine {
  id: number;
  name: string;
  href: string;
  icon: string;
  colour?: number;
  detail: string;
  pin: { action: string; label: string; on: boolean };
  acts: { label: string; action: string; icon: string }[];
  edit?: Link;
  /** Its conversations as a file. */
  file?: Link;
}
