// Chatflows of an account: the list, the editor with its indented steps, the test beside it.
import type { Figure } from './channels.ts';
import type { FieldGroup, FieldOption } from './fields.ts';
import type { PageTop, SwitchForm } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { Act, Banner, Chip, Empty, Link, Lists } from './shared.ts';

/** View `chatflows/page`. */
export interface ChatflowsPage extends PageHead, PageTop {
  lists: Lists;
  flows: ChatflowLine[];
  empty: Empty;
  start: { action: string; groups: FieldGroup[]; submit: string };
}

/** View `chatflows/line`, element `#chatflow-<id>`. */
export interface ChatflowLine {
  id: string;
  name: string;
  href: string;
  state: Chip;
  switch?: SwitchForm;
  /** For whom it is meant. */
  aim: string;
  figures: { label: string; value: number }[];
  acts: Act[];
}

/** View `chatflows/flow`: `address` takes the forms of the editor, `revision` goes with each. */
export interface ChatflowPage extends PageHead, PageTop {
  lists: Lists;
  address: string;
  revision: number;
  figures: Figure[];
  tree: StepList;
  test: FlowTest;
}

/** View `chatflows/steps`: one list of the tree. */
export interface StepList {
  parent: string;
  list: 'steps' | 'yes' | 'no';
  label?: string;
  steps: StepModel[];
  address: string;
  revision: number;
  /** Kinds that can be added at its end, or where `index` says; `addLabel` names that place. */
  kinds: { value: string; label: string; icon: string }[];
  index?: number;
  addLabel?: string;
}

/** View `chatflows/step`, element `#step-<id>`. */
export interface StepModel {
  id: string;
  address: string;
  revision: number;
  icon: string;
  kind: string;
  text: string;
  detail?: string;
  /** What can be pressed. */
  options?: { title: string; count?: number }[];
  figures?: string;
  editHref: string;
  wrong?: string;
  form?: StepForm;
  lists?: StepList[];
}

/** View `chatflows/step-form`. */
export interface StepForm {
  action: string;
  revision: number;
  error?: string;
  groups: FieldGroup[];
  conditions?: ConditionRow[];
  conditionsError?: string;
  back: string;
}

export interface ConditionRow {
  subjects: FieldOption[];
  comparisons: FieldOption[];
  value: string;
}

/** View `chatflows/test`, element `#flow-test`: what was said so far goes along as `say`. */
export interface FlowTest {
  address: string;
  said: string[];
  lines: { ours: boolean; text: string; options?: string[] }[];
  notes: string[];
  over?: Banner;
  /** Nothing is asked: a first message begins it. */
  fields: FieldGroup[];
  again: Link;
}
