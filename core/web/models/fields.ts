// Form fields, ready to be drawn: one partial draws any of them.
import type { Person } from './shared.ts';

export type FieldKind =
  | 'text'
  | 'long-text'
  | 'rich-text'
  | 'secret'
  | 'number'
  | 'switch'
  | 'choice'
  | 'several'
  | 'colour'
  | 'hours'
  | 'picture'
  | 'sound'
  | 'list'
  | 'file';

/** View `shared/field`, element `#field-<name>`. Which of the optional members matter depends on `kind`. */
export interface FieldModel {
  kind: FieldKind;
  name: string;
  label: string;
  help?: string;
  /** Replaces the help; says what to do. */
  error?: string;
  /** The first field with an error takes the focus. */
  first?: boolean;
  focus?: boolean;
  required?: boolean;
  /** Says “optional” beside the label; for forms where most fields are required. */
  optional?: boolean;
  value?: string | number | boolean;
  placeholder?: string;
  autocomplete?: string;
  /** Longest text. */
  maximum?: number;
  /** Of a number. */
  minimum?: number;
  most?: number;
  pattern?: string;
  rows?: number;
  /** Of `text`: `email`, `url`, `tel`, `date`, `password`, `search`. */
  inputType?: string;
  /** Of `several`: so many options that one looks for them by their letters; only with script. */
  filter?: boolean;
  /** A secret that is stored already: empty keeps it. */
  set?: boolean;
  /** Of `several`, `segments` stands the boxes beside each other. */
  look?: 'select' | 'cards' | 'segments' | 'icons';
  /** Of `select`: the value is a guess of ours, and the browser knows what it should be. */
  guessed?: 'time-zone';
  options?: FieldOption[];
  tokens?: { value: string; label: string }[];
  /** Of `hours`: all seven days; no period means closed. */
  days?: { day: number; label: string; periods: { from: string; to: string }[] }[];
  zone?: string;
  /** Of `file`: what a browser offers; `value` is the name of the one that is there, which stays unless another comes. */
  accept?: string;
  /** Shown only while the other field has one of these values (joined by `|`). */
  showWhen?: { field: string; is: string };
  wide?: boolean;
}

export interface FieldOption {
  value: string;
  label: string;
  detail?: string;
  title?: string;
  current?: boolean;
  refused?: string;
  icon?: string;
  person?: Person;
  people?: Person[];
  count?: number;
}

/** Fields under one heading; view `shared/field-groups` draws a list of these. */
export interface FieldGroup {
  title?: string;
  text?: string;
  fields: FieldModel[];
}
