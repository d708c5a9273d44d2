// Messages the far side keeps ready: what there is of them, and what each leaves open.
import type { Reason } from './reason.ts';

/** `paused` may come back by itself; `disabled` does not. Only what is `approved` is sent. */
export type TemplateStatus = 'approved' | 'pending' | 'rejected' | 'paused' | 'disabled';

/** Something a template leaves open. */
export interface TemplateParameter {
  /** Unique within the template, `[A-Za-z0-9_.]`: by it values and files are given, and texts name it as `{{key}}`. */
  key: string;
  kind: 'text' | 'number' | 'image' | 'video' | 'file';
  place: 'header' | 'body' | 'button';
  /** Position of the card it belongs to, from 0. */
  card?: number;
  /** As the far side calls it: a number, a name, the label of a button. */
  name: string;
  /** What it is, where the name does not tell: one of the plugin's texts, `template.value.<meaning>`. */
  meaning?: string;
  example?: string;
  /** Characters of a text, bytes of a file. */
  maximum?: number;
  /** MIME types of a file. Absent: any. */
  types?: string[];
  /** Neither line breaks nor tabs, nor more than four spaces in a row. */
  oneLine?: boolean;
  optional?: boolean;
  /** Taken where nothing is given; people are not asked for it. */
  preset?: string;
}

/** `reply` sends its label back, `code` copies what its target says, `form` opens questions of the far side. */
export interface TemplateButton {
  kind: 'reply' | 'link' | 'phone' | 'code' | 'form' | 'other';
  label: string;
  /** An address, number or code; may hold placeholders. */
  target?: string;
}

/** How it looks. Texts hold placeholders as `{{key}}`, or what stands for them once they are filled in. */
export interface TemplateFace {
  /** `text` for words, `key` of the file or place that stands there otherwise. */
  header?: { kind: 'text' | 'image' | 'video' | 'file' | 'location' | 'product'; text?: string; key?: string };
  /** What stands out above the words, such as an offer that runs out. */
  notice?: string;
  body: string;
  footer?: string;
  buttons: TemplateButton[];
}

export interface Template extends TemplateFace {
  /** The far side's own name of it, unique within the account. */
  id: string;
  /** Several templates of one name differ in their language. */
  name: string;
  /** As the far side writes it, for example `en_US`. */
  language: string;
  /** The far side's word in lower case, for example `marketing`; empty where there are none. */
  category: string;
  status: TemplateStatus;
  /** Why it is not approved, or cannot be sent from here although it is. */
  why?: Reason;
  quality?: 'high' | 'medium' | 'low' | 'unknown';
  parameters: TemplateParameter[];
  /** Cards beside each other below the body. */
  cards: TemplateFace[];
  /** Characters of the body once it is filled in. */
  maximum?: number;
}

/** A stored file that stands in a template. */
export interface TemplateFile {
  fileId: number;
  name: string;
  mimeType: string;
  bytes: number;
}
