// Before one is in: sign-in, second factor, invitation, first run.
import type { Step } from './channels.ts';
import type { FieldGroup, FieldModel } from './fields.ts';
import type { PageHead } from './frame.ts';
import type { Banner, Link } from './shared.ts';

/** View `entry/page`. */
export interface EntryPage extends PageHead {
  heading: string;
  text?: string;
  steps?: Step[];
  action: string;
  hidden?: { name: string; value: string }[];
  error?: string;
  banners?: Banner[];
  groups: EntryGroup[];
  submit: string;
  /** Other ways in. */
  links?: Link[];
  note?: string;
}

export interface EntryGroup extends FieldGroup {
  /** `meter` shows how strong a new password is. */
  fields: (FieldModel & { meter?: boolean })[];
}
