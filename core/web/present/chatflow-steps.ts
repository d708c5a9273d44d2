// The steps of a flow as the editor shows them: one line each, indented, with what became of them.
import {
  allSteps,
  STEP_KINDS,
  type AskStep,
  type BranchStep,
  type Condition,
  type FlowFigures,
  type FlowStep,
} from '../../chatflows/chatflows.ts';
import type { ConditionRow, StepForm, StepList, StepModel } from '../models/chatflows.ts';
import type { FieldOption } from '../models/fields.ts';
import { stepFields, type StepPeople } from './chatflow-fields.ts';
import { text, type Present } from './marks.ts';

export interface TreeAbout {
  present: Present;
  /** Of the flow. */
  address: string;
  revision: number;
  figures: FlowFigures;
  people: StepPeople;
  /** The step that is being edited, as it was typed, and what is wrong with it. */
  open: FlowStep | null;
  wrong?: { step: string; field: string; text: string };
  steps: FlowStep[];
}

const ICONS: Record<FlowStep['kind'], string> = {
  say: 'chat',
  ask: 'form',
  branch: 'flow',
  set: 'tag',
  assign: 'user',
  'hand over': 'headset',
  close: 'done',
};

export function stepList(about: TreeAbout, steps: FlowStep[], parent = '', list: StepList['list'] = 'steps'): StepList {
  const { present, address, revision } = about;
  const ends = (kind: string | undefined) => kind === 'hand over' || kind === 'close';
  const last = ends(steps.at(-1)?.kind) ? steps.at(-1)! : undefined;
  const kinds = last ? STEP_KINDS.filter((kind) => !ends(kind)) : STEP_KINDS;
  return {
    ...{ parent, list, address, revision },
    // Behind an ending nothing would be reached.
    ...(last && {
      index: steps.length - 1,
      addLabel: text(present, 'chatflow.add_before', { kind: text(present, `chatflow.kind.${last.kind}`) }),
    }),
    label: list === 'steps' ? undefined : text(present, `chatflow.list.${list}`),
    steps: steps.map((step) => stepModel(about, step)),
    kinds: kinds.map((kind) => ({ value: kind, label: text(present, `chatflow.kind.${kind}`), icon: ICONS[kind] })),
  };
}

function stepModel(about: TreeAbout, step: FlowStep): StepModel {
  const { present, address, revision, open, wrong } = about;
  const isOpen = open?.id === step.id;
  return {
    ...{ id: step.id, address, revision, icon: ICONS[step.kind], kind: text(present, `chatflow.kind.${step.kind}`) },
    text: summaryOf(present, step, about.people),
    ...(step.kind === 'ask' && questionOf(about, step)),
    figures: figuresOf(about, step),
    editHref: isOpen ? address : `${address}?step=${step.id}#step-${step.id}`,
    wrong: wrong?.step === step.id && !isOpen ? wrong.text : undefined,
    form: isOpen ? formOf(about, open) : undefined,
    lists:
      step.kind === 'branch'
        ? [stepList(about, step.yes, step.id, 'yes'), stepList(about, step.no, step.id, 'no')]
        : undefined,
  };
}

function summaryOf(present: Present, step: FlowStep, people: StepPeople): string {
  switch (step.kind) {
    case 'say':
    case 'ask':
      return step.text;
    case 'close':
      return step.text || text(present, 'chatflow.close.silent');
    case 'hand over':
      return step.somebody || step.nobody || text(present, 'chatflow.hand_over.silent');
    case 'assign':
      return people.targets.find(({ value }) => value === step.to)?.label ?? text(present, 'chatflow.to.routing');
    case 'set':
      return text(present, 'chatflow.set.line', { place: placeName(present, step.into, people), value: step.value });
    case 'branch': {
      const conditions = step.when.map((one) => conditionText(present, one));
      return conditions.join(` ${text(present, `chatflow.joined.${step.match}`)} `);
    }
  }
}

function placeName(present: Present, into: string, { properties }: StepPeople): string {
  const property = properties.find(({ value }) => value === into);
  if (property) return property.label;
  const key = `chatflow.place.${into}`;
  return present.locales.find(present.language, key) === undefined ? (into.split('.')[1] ?? into) : text(present, key);
}

function conditionText(present: Present, { of, name, is, value }: Condition): string {
  if (of !== 'answer' && of !== 'language') return text(present, `chatflow.subject.${of}.${value}`);
  const subject = of === 'answer' ? name : text(present, 'chatflow.subject.language');
  const compared = text(present, `chatflow.is.${is}`);
  if (is === 'given' || is === 'missing') return `${subject} ${compared}`;
  return text(present, 'chatflow.compared', { subject, is: compared, value });
}

function questionOf({ present, figures, people }: TreeAbout, step: AskStep): Pick<StepModel, 'detail' | 'options'> {
  const counts = figures.answers.get(step.id)?.options;
  const kind = text(present, `chatflow.answer.${step.answer}`);
  return {
    detail: step.into ? `${kind} → ${placeName(present, step.into, people)}` : kind,
    options: step.options.map(({ id, title }) => ({ title, count: counts?.get(id) })),
  };
}

function figuresOf({ present, figures }: TreeAbout, step: FlowStep): string | undefined {
  if (step.kind !== 'ask') return undefined;
  const [count, left] = [figures.answers.get(step.id)?.count ?? 0, figures.leftAt.get(step.id) ?? 0];
  return count + left > 0 ? text(present, 'chatflow.step.figures', { count, left }) : undefined;
}

function formOf(about: TreeAbout, step: FlowStep): StepForm {
  const { present, address, revision, people, wrong } = about;
  const mine = wrong?.step === step.id || wrong?.step === '' ? wrong : undefined;
  const fields = stepFields(present, step, people).map((field) => {
    const error = mine && (field.name === mine.field || (mine.field === 'into' && field.name === 'property'));
    return error ? { ...field, error: mine.text, first: true } : field;
  });
  const placed = fields.some(({ error }) => error);
  return {
    action: `${address}/steps/${step.id}?_method=PUT`,
    revision,
    groups: [{ fields }],
    error: mine && !placed && mine.field !== 'when' ? mine.text : undefined,
    conditions: step.kind === 'branch' ? conditionRows(about, step) : undefined,
    conditionsError: mine?.field === 'when' ? mine.text : undefined,
    back: address,
  };
}

/** Those there are and an empty one. */
function conditionRows({ present, steps }: TreeAbout, step: BranchStep): ConditionRow[] {
  const names = [...new Set(allSteps(steps).flatMap((one) => (one.kind === 'ask' ? [one.name] : [])))];
  const facts = ['hours.open', 'hours.closed', 'team.available', 'team.away', 'visitor.known', 'visitor.unknown'];
  const subjects: FieldOption[] = [
    { value: '', label: '' },
    ...names.map((name) => ({ value: `answer:${name}`, label: text(present, 'chatflow.subject.answer', { name }) })),
    { value: 'language', label: text(present, 'chatflow.subject.language') },
    ...facts.map((fact) => ({ value: fact.replace('.', ':'), label: text(present, `chatflow.subject.${fact}`) })),
  ];
  const comparisons = ['is', 'is not', 'contains', 'given', 'missing'].map((value) => ({
    value,
    label: text(present, `chatflow.is.${value}`),
  }));
  const chosen = (options: FieldOption[], current: string) =>
    options.map((one) => ({ ...one, current: one.value === current }));
  const row = (subject: string, is: string, value: string): ConditionRow => ({
    subjects: chosen(subjects, subject),
    comparisons: chosen(comparisons, is),
    value,
  });
  const rows = step.when.map(({ of, name, is, value }) => {
    if (of === 'language') return row('language', is, value);
    return of === 'answer' ? row(`answer:${name}`, is, value) : row(`${of}:${value}`, 'is', '');
  });
  return rows.length < 5 ? [...rows, row('', 'is', '')] : rows;
}
