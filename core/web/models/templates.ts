// Templates of a channel: chosen from a list, filled in beside what the phone will show.
import type { Banner, Link } from './shared.ts';

/** View `templates/pick`. The fields belong to the form `#template-search`, which stands before the dialog's own. */
export interface TemplatePick {
  /** GET with `q`, `language`, `category`: the dialog again, or by htmx `templates/found`. */
  address: string;
  found: string;
  query: string;
  /** Where one chooses by which account as well. */
  accounts?: TemplateChoiceOption[];
  languages: TemplateChoiceOption[];
  categories: TemplateChoiceOption[];
  options: TemplateOption[];
  /** So many fit as well and are found by more words. */
  more?: number;
  /** There are none at all; `link` leads to where they are looked after. */
  none?: { text: string; link?: Link };
}

export interface TemplateChoiceOption {
  value: string;
  label: string;
  current?: boolean;
}

/** View `templates/found`: without `href` it cannot be chosen, and `why` says so. */
export interface TemplateOption {
  name: string;
  detail: string;
  body: string;
  href?: string;
  why?: string;
}

/** View `templates/fill`: the fields of one template. */
export interface TemplateFill {
  /** POST with the form, answers `templates/preview`. */
  preview: string;
  fields: TemplateField[];
  /** What can be typed to be filled in, for all of the text fields. */
  tokens: { value: string; label: string }[];
  shown: TemplatePreview;
}

export interface TemplateField {
  id: string;
  name: string;
  label: string;
  kind: 'text' | 'number' | 'file';
  value?: string;
  help?: string;
  error?: string;
  focus?: boolean;
  required?: boolean;
  maximum?: number;
  accept?: string;
  /** The file that is there already. */
  file?: string;
  /** Documents of the library that would do, sent as `<name>.entry`. */
  entries?: TemplateChoiceOption[];
  entryName: string;
  /** Nothing else can be chosen. */
  fromLibrary?: boolean;
}

/** View `templates/preview`, element `#template-preview`. */
export interface TemplatePreview {
  name: string;
  face: TemplateFaceModel;
  cards: TemplateFaceModel[];
  banner?: Pick<Banner, 'text'>;
}

/** View `templates/face`: also what the thread shows of one that was sent. */
export interface TemplateFaceModel {
  /** What stands above the words: an icon with what it is, or words. */
  header?: { icon?: string; text: string };
  notice?: string;
  body: string;
  footer?: string;
  buttons: { icon: string; label: string; target?: string }[];
}
