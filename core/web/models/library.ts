// The library's pages and what of it shows beside the composer; macros likewise.
import type { FieldModel } from './fields.ts';
import type { TableModel } from './forms.ts';
import type { TrustedHtml } from './shared.ts';

/** View `library/found`, element `#library`: what is looked through, and the fields that narrow it. */
export interface LibraryFound {
  query: string;
  filters: FieldModel[];
  table: TableModel;
}

/** View `library/preview`: an entry as it would stand in a message. */
export interface LibraryPreview {
  html: TrustedHtml;
  /** Names of tokens nothing is known for. */
  missing?: string;
}

/** View `library/pick`: the dialog of the insert menu. Its options post themselves to `action`. */
export interface PickList {
  kind: string;
  mode: 'reply' | 'comment';
  query: string;
  /** GET with `q`, answers `library/options`. */
  found: string;
  action: string;
  options: PickOption[];
  /** Where one adds to it. */
  add?: { label: string; href: string };
}

/** View `library/options`: what fits. */
export interface PickOption {
  /** Sent as `entry`. */
  value: string;
  label: string;
  detail?: string;
  icon: string;
}

/** View `library/insertion`: the answer when one stands at the caret: words, and a file that is attached now. */
export interface Insertion {
  text: string;
  html: string;
  file?: { id: number; name: string; bytes: number; thumb?: string };
}

/** View `macros/pick`: macros to run here. Each posts `macro` to `action`. */
export interface MacroPick {
  action: string;
  /** Of a selection: sent along. */
  conversations?: number[];
  macros: { id: number; name: string; steps: string[] }[];
  manage?: { label: string; href: string };
}

/** View `macros/actions`: in their order. */
export interface MacroActions {
  label: string;
  /** Takes PUT with `item` and `way`. */
  action: string;
  lines: { id: number; label: string; remove: string }[];
}
