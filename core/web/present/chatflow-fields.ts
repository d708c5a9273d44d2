// The form of one step: its fields, and the step a sent form describes.
import { ANSWER_KINDS, LIMITS, PRIORITIES, type AskStep, type FlowStep } from '../../chatflows/chatflows.ts';
import type { Form } from '../forms.ts';
import type { FieldModel, FieldOption } from '../models/fields.ts';
import { text, type Present } from './marks.ts';

export interface StepPeople {
  /** `user:3`, `team:2` with names. */
  targets: { value: string; label: string }[];
  /** Properties of tickets, `ticket.frame_number` with what they are called. */
  properties: { value: string; label: string }[];
}

const OWN_PLACES = ['contact.name', 'contact.email', 'contact.phone', 'contact.language', 'ticket.priority'];
const OTHER = ['contact.other', 'ticket.other'];

/** Fields of a step, with what stands in them. */
export function stepFields(present: Present, step: FlowStep, people: StepPeople): FieldModel[] {
  const long = (name: string, value: string, more: Partial<FieldModel> = {}): FieldModel => ({
    ...{ kind: 'long-text', name, label: label(present, name), value, maximum: LIMITS.text, rows: 2 },
    ...more,
  });
  const tokens = { help: text(present, 'chatflow.field.text.help', { first: '{{firstName}}', answer: '{{topic}}' }) };
  switch (step.kind) {
    case 'say':
      return [
        long('text', step.text, { required: true, ...tokens }),
        number(present, 'delay', step.delay, LIMITS.delay),
      ];
    case 'ask':
      return askFields(present, step, people, long('text', step.text, { required: true, ...tokens }));
    case 'branch':
      return [choice(present, 'match', ['all', 'any'], step.match)];
    case 'set':
      return [
        ...placeFields(present, ['tag'], step.into, people),
        short(present, 'value', step.value, { required: true }),
      ];
    case 'assign': {
      const routing = { value: 'routing', label: text(present, 'chatflow.to.routing') };
      return [select(present, 'to', marked([routing, ...people.targets], step.to))];
    }
    case 'hand over':
      return [long('somebody', step.somebody, tokens), long('nobody', step.nobody)];
    case 'close':
      return [long('text', step.text, { label: label(present, 'bye') })];
  }
}

function askFields(present: Present, step: AskStep, people: StepPeople, question: FieldModel): FieldModel[] {
  const titles = step.options.map(({ title }) => title).join('\n');
  return [
    question,
    choice(present, 'answer', ANSWER_KINDS, step.answer),
    {
      ...{ kind: 'list', name: 'options', label: label(present, 'options'), value: titles, rows: 4 },
      help: text(present, 'chatflow.field.options.help'),
      showWhen: { field: 'answer', is: 'choice' },
    },
    short(present, 'name', step.name, { required: true, maximum: 40, help: text(present, 'chatflow.field.name.help') }),
    ...placeFields(present, [''], step.into, people),
    { ...short(present, 'wrong', step.wrong), maximum: LIMITS.text, help: text(present, 'chatflow.field.wrong.help') },
    number(present, 'retries', step.retries, LIMITS.retries),
    short(present, 'skip', step.skip, { maximum: LIMITS.optionTitle, help: text(present, 'chatflow.field.skip.help') }),
  ];
}

/** Where a value is kept; a property of one's own has its name in a field beside it. */
function placeFields(present: Present, first: string[], into: string, { properties }: StepPeople): FieldModel[] {
  const [whose, property = ''] = into.split('.');
  const isProperty = properties.some(({ value }) => value === into);
  const known = into === '' || into === 'tag' || OWN_PLACES.includes(into) || isProperty;
  const named = (value: string) => ({ value, label: text(present, `chatflow.place.${value || 'nowhere'}`) });
  const options = [...[...first, ...OWN_PLACES].map(named), ...properties, ...OTHER.map(named)];
  return [
    select(present, 'into', marked(options, known ? into : `${whose}.other`)),
    {
      ...short(present, 'property', known ? '' : property, { maximum: 40 }),
      showWhen: { field: 'into', is: OTHER.join('|') },
    },
  ];
}

function label(present: Present, name: string): string {
  return text(present, `chatflow.field.${name}`);
}

function short(present: Present, name: string, value: string, more: Partial<FieldModel> = {}): FieldModel {
  return { kind: 'text', name, label: label(present, name), value, maximum: 500, ...more };
}

function number(present: Present, name: string, value: number, most: number): FieldModel {
  return { kind: 'number', name, label: label(present, name), value, minimum: 0, most, required: true };
}

function choice(present: Present, name: string, values: readonly string[], current: string): FieldModel {
  const options = values.map((value) => ({ value, label: text(present, `chatflow.${name}.${value}`) }));
  return select(present, name, marked(options, current));
}

function select(present: Present, name: string, options: FieldOption[]): FieldModel {
  return { kind: 'choice', look: 'select', name, label: label(present, name), required: true, options };
}

function marked(options: FieldOption[], current: string): FieldOption[] {
  return options.map((one) => ({ ...one, current: one.value === current }));
}

/** Pure: the step with what the form says; what it says is checked with the whole definition. */
export function readStep(step: FlowStep, form: Form): FlowStep {
  switch (step.kind) {
    case 'say':
      return { ...step, text: form.text('text'), delay: form.number('delay') };
    case 'ask':
      return { ...step, ...readAsk(step, form) };
    case 'branch':
      return { ...step, match: form.text('match') === 'any' ? 'any' : 'all', when: readConditions(form) };
    case 'set': {
      const into = readPlace(form);
      const value = form.text('value').trim();
      const priority = PRIORITIES.includes(value.toLowerCase()) ? value.toLowerCase() : value;
      return { ...step, into, value: into === 'ticket.priority' ? priority : value };
    }
    case 'assign':
      return { ...step, to: form.text('to') };
    case 'hand over':
      return { ...step, somebody: form.text('somebody'), nobody: form.text('nobody') };
    case 'close':
      return { ...step, text: form.text('text') };
  }
}

/** An option whose words stay keeps its id, so that its figures do. */
function readAsk(step: AskStep, form: Form): Partial<AskStep> {
  const titles = form
    .text('options')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const used = new Set(step.options.map(({ id }) => id));
  let next = 0;
  const freshId = (): string => {
    next += 1;
    return used.has(`o${next}`) ? freshId() : `o${next}`;
  };
  const idOf = (title: string) => step.options.find((one) => one.title === title)?.id ?? freshId();
  return {
    text: form.text('text'),
    answer: form.text('answer') as AskStep['answer'],
    options: titles.map((title) => ({ id: idOf(title), title })),
    ...{ name: form.text('name').trim(), into: readPlace(form), wrong: form.text('wrong') },
    ...{ retries: form.number('retries'), skip: form.text('skip') },
  };
}

function readPlace(form: Form): string {
  const into = form.text('into');
  return into.endsWith('.other') ? into.replace('other', form.text('property').trim()) : into;
}

function readConditions(form: Form) {
  const [comparisons, values] = [form.texts('when.is'), form.texts('when.value')];
  return form.texts('when.of').flatMap((subject, index) => {
    if (subject === '') return [];
    const [of = '', rest = ''] = subject.split(':');
    const compares = of === 'answer' || of === 'language';
    return [
      {
        of: of as 'answer',
        name: of === 'answer' ? rest : '',
        is: (compares ? (comparisons[index] ?? 'is') : 'is') as 'is',
        value: compares ? (values[index] ?? '').trim() : rest,
      },
    ];
  });
}
