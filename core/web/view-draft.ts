// A view as its form sends it: conditions row by row, maybe not whole yet; and what a button adds or takes away.
import type { Condition, ConditionProperty, Filter, Match, Operator } from '../conditions/conditions.ts';
import { operatorsOf } from '../conditions/conditions.ts';
import type { NewView, Shown, Sort, View } from '../views/views.ts';
import type { Form } from './forms.ts';
import { readAccess } from './present/sharing.ts';

export type ViewDraft = Required<NewView>;

export const EMPTY_DRAFT: ViewDraft = {
  ...{ name: '', icon: 'filter', colour: 0, sort: 'newest', shows: ['snippet', 'tags', 'owner'], density: 'roomy' },
  ...{ access: 'private', userIds: [], teamIds: [], editing: 'owner' },
  filter: { match: 'all', groups: [{ match: 'all', conditions: [] }] },
};

const GROUPS = 10;
const ROWS = 100;
const UNITS = ['m', 'h', 'd', 'w'];
export const BLANK: Condition = { property: '', operator: 'is', values: [] };

export function draftOf(view: View): ViewDraft {
  const { groups } = view.filter;
  return { ...view, filter: { ...view.filter, groups: groups.length > 0 ? groups : EMPTY_DRAFT.filter.groups } };
}

const matchOf = (text: string): Match => (text === 'any' ? 'any' : 'all');

export function readDraft(form: Form, properties: ConditionProperty[]): ViewDraft {
  return {
    name: form.text('name'),
    icon: form.text('icon'),
    colour: form.number('colour') || 0,
    sort: form.text('sort') as Sort,
    shows: form.texts('shows') as Shown[],
    density: form.text('density') as View['density'],
    ...readAccess(form),
    editing: (form.text('editing') || 'owner') as View['editing'],
    filter: readConditions(form, properties),
  };
}

/** Conditions as any form with rows of them sends them, after what its buttons ask for. */
export function readConditions(form: Form, properties: ConditionProperty[]): Filter {
  return changed(readFilter(form, properties), form.text('do'));
}

/** Which fields conditions have, as the page was told: what somebody has put in them changes nothing about it. */
export function shapeOf({ groups }: Filter): string {
  return groups
    .map(({ conditions }) => conditions.map(({ property, operator }) => `${property} ${operator}`).join(', '))
    .join('; ');
}

/** Whether the page has other fields than its conditions need: drawn anew for nothing, a row added meanwhile would go. */
export function isReshaped(form: Form, filter: Filter): boolean {
  return form.text('do') !== '' || form.text('shape') !== shapeOf(filter);
}

function readFilter(form: Form, properties: ConditionProperty[]): Filter {
  const count = Math.min(Math.max(form.number('groups') || 1, 1), GROUPS);
  const groups: Filter['groups'] = Array.from({ length: count }, (_, number) => ({
    match: matchOf(form.text(`g${number}.match`)),
    conditions: [],
  }));
  const rows = Math.min(form.number('conditions') || 0, ROWS);
  for (let number = 0; number < rows; number += 1) {
    const group = groups[form.number(`c${number}.group`)];
    group?.conditions.push(readRow(form, `c${number}`, properties));
  }
  return { match: matchOf(form.text('match')), groups };
}

/** Another property brings its own operators; values of the one before are let go. */
function readRow(form: Form, name: string, properties: ConditionProperty[]): Condition {
  const property = properties.find(({ key }) => key === form.text(`${name}.property`));
  if (!property) return BLANK;
  const operators = operatorsOf(property);
  const operator = operators.find((one) => one === form.text(`${name}.operator`)) ?? operators[0]!;
  const isSame = form.text(`${name}.was`) === property.key;
  return { property: property.key, operator, values: isSame ? readValues(form, name, property, operator) : [] };
}

function readValues(form: Form, name: string, { kind }: ConditionProperty, operator: Operator): string[] {
  const values = form.texts(`${name}.value`);
  const isLength = (operator === 'within' || operator === 'beyond') && (kind === 'moment' || kind === 'since');
  if (!isLength) return values;
  const amount = values.at(-1)?.trim() ?? '';
  const unit = UNITS.find((one) => one === form.text(`${name}.unit`)) ?? 'h';
  return amount === '' ? [] : [amount + unit];
}

/** `add 0`: a row in that group; `group`: one more group; `remove 3`: without the fourth row. */
function changed(filter: Filter, what: string): Filter {
  const [, word, at] = /^(add|remove|group) ?(\d{0,3})$/.exec(what) ?? [];
  if (word === 'group')
    return { ...filter, groups: [...filter.groups, { match: 'all' as const, conditions: [BLANK] }].slice(0, GROUPS) };
  let number = -1;
  const groups = filter.groups.map((group, index) => {
    const kept = group.conditions.filter(() => {
      number += 1;
      return word !== 'remove' || number !== Number(at);
    });
    return { ...group, conditions: word === 'add' && index === Number(at) ? [...kept, BLANK] : kept };
  });
  const isEmptied = word === 'remove' && groups.length > 1;
  return { ...filter, groups: isEmptied ? groups.filter(({ conditions }) => conditions.length > 0) : groups };
}

/** Rows nobody filled in yet are no conditions. */
export function wholeFilter(filter: Filter): Filter {
  return {
    ...filter,
    groups: filter.groups.map((group) => ({
      ...group,
      conditions: group.conditions.filter(({ property }) => property !== ''),
    })),
  };
}
