// Making and changing a service level: for which tickets, what is promised, in which hours, and what happens then.
import type { FieldGroup, FieldModel } from './fields.ts';
import type { PageTop } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { ConditionsModel } from './list-views.ts';
import type { Lists } from './shared.ts';

/** View `sla/form`. */
export interface SlaFormPage extends PageHead, PageTop {
  lists: Lists;
  action: string;
  hidden: { name: string; value: string }[];
  /** About the form as a whole. */
  error?: string;
  /** Where the form goes to be drawn anew. */
  draft: string;
  about: FieldModel[];
  conditions: ConditionsModel;
  /** How long, and in which unit, side by side. */
  targets: { amount: FieldModel; unit: FieldModel }[];
  groups: FieldGroup[];
  submit: string;
  back: string;
  preview: SlaPreview;
}

/** View `sla/preview`, element `#view-preview`. */
export interface SlaPreview {
  /** Day and hour of the invented ticket, `2026-03-06T16:30`, by the clock of the zone; its field stands above. */
  sample: string;
  zone: string;
  /** `A ticket made on Friday, 16:30` */
  made?: string;
  lines: { label: string; text: string }[];
  /** Instead of lines. */
  text?: string;
}
