// What a chatflow is: an ordered tree of steps. Plain JSON, checked in one place (`checking.ts`) before it is stored.

export const STEP_KINDS = ['say', 'ask', 'branch', 'set', 'assign', 'hand over', 'close'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export const ANSWER_KINDS = ['text', 'name', 'email', 'phone', 'number', 'choice'] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];

export interface SayStep {
  id: string;
  kind: 'say';
  text: string;
  /** Seconds before it is said. */
  delay: number;
}

export interface AskStep {
  id: string;
  kind: 'ask';
  text: string;
  answer: AnswerKind;
  /** The answer's name in texts (`{{order}}`) and conditions. */
  name: string;
  /** Where it is kept besides: see `isPlace`. Empty: only for this conversation. */
  into: string;
  options: FlowOption[];
  /** Said when the answer does not fit; empty: the desk's own words. */
  wrong: string;
  /** So many answers that do not fit are asked again; then people take over. */
  retries: number;
  /** Label of the way past the question; empty: it must be answered. */
  skip: string;
}

export interface FlowOption {
  id: string;
  title: string;
}

export interface BranchStep {
  id: string;
  kind: 'branch';
  match: 'all' | 'any';
  when: Condition[];
  yes: FlowStep[];
  no: FlowStep[];
}

export const CONDITION_SUBJECTS = ['answer', 'language', 'hours', 'team', 'visitor'] as const;

/**
 * - `answer` of `name`: `is`, `is not` or `contains` a value, `given`, `missing`. Choices are compared by title and id.
 * - `language` of the visitor: `is`, `is not` a BCP 47 tag.
 * - `hours` of the account: `is` `open` or `closed`.
 * - `team`: `is` `available` or `away`.
 * - `visitor`: `is` `known` (name or e-mail address) or `unknown`.
 */
export interface Condition {
  of: (typeof CONDITION_SUBJECTS)[number];
  name: string;
  is: 'is' | 'is not' | 'contains' | 'given' | 'missing';
  value: string;
}

export interface SetStep {
  id: string;
  kind: 'set';
  /** See `isPlace`; `tag` adds a tag. */
  into: string;
  value: string;
}

export interface AssignStep {
  id: string;
  kind: 'assign';
  /** `routing` of the account, `user:7`, `team:2`. Takes effect when people take over. */
  to: string;
}

export interface HandOverStep {
  id: string;
  kind: 'hand over';
  /** Said while somebody is there; may be empty. */
  somebody: string;
  /** Said while nobody is; may be empty. */
  nobody: string;
}

export interface CloseStep {
  id: string;
  kind: 'close';
  /** Said before; may be empty. */
  text: string;
}

export type FlowStep = SayStep | AskStep | BranchStep | SetStep | AssignStep | HandOverStep | CloseStep;

export interface FlowDefinition {
  steps: FlowStep[];
  /** Words with which a visitor asks for a person. */
  person: string[];
  /** Minutes without an answer after which people take over. */
  patience: number;
}

export const LIMITS = {
  steps: 100,
  depth: 5,
  text: 2000,
  label: 100,
  options: 10,
  optionTitle: 80,
  conditions: 5,
  delay: 20,
  retries: 5,
  /** Minutes: one week. */
  patience: 10_080,
  phrases: 30,
} as const;

const BUILT_IN = ['contact.name', 'contact.email', 'contact.phone', 'contact.language', 'ticket.priority'];

/** Where a value can be kept: the contact's own fields, a property of contact or ticket, nowhere (empty). */
export function isPlace(into: string): boolean {
  return into === '' || BUILT_IN.includes(into) || /^(contact|ticket)\.[a-z][a-zA-Z0-9_]{0,39}$/.test(into);
}

export const NAME = /^[a-z][a-zA-Z0-9_]{0,39}$/;
export const STEP_ID = /^[a-z0-9]{1,20}$/;

export const PRIORITIES = ['low', 'medium', 'high', 'urgent'];

/** Every step, parents before their children. */
export function allSteps(steps: FlowStep[]): FlowStep[] {
  return steps.flatMap((step) =>
    step.kind === 'branch' ? [step, ...allSteps(step.yes), ...allSteps(step.no)] : [step],
  );
}
