// The form of a view: conditions as fields, looks, with whom it is shared.
import {
  MATCHES,
  operatorsOf,
  takesValue,
  type Condition,
  type ConditionProperty,
} from '../../conditions/conditions.ts';
import { DENSITIES, ICONS, SHOWN, SORTS } from '../../views/views.ts';
import { selectField } from '../common-fields.ts';
import type { Wrong } from '../forms.ts';
import { withWrong } from '../forms.ts';
import type { FieldGroup, FieldModel, FieldOption } from '../models/fields.ts';
import type { ConditionRow, ConditionsModel } from '../models/list-views.ts';
import { shapeOf, type ViewDraft } from '../view-draft.ts';
import { choicesOf, propertyName, type ViewWorld } from '../view-world.ts';
import { text, type Present } from './marks.ts';
import { accessFields } from './sharing.ts';

const DRAFT = '/views/draft';
const TOPICS = ['conversation', 'people', 'times', 'ticket', 'contact', 'company'] as const;
const UNITS = ['m', 'h', 'd', 'w'];
/** From so many options on one looks for them by their letters. */
export const MANY = 8;

/** Of views, unless said otherwise: where the form goes to be drawn anew, whom the conditions are about, what none means. */
export function conditionsModel(
  present: Present,
  world: ViewWorld,
  { filter }: Pick<ViewDraft, 'filter'>,
  wrong: Wrong,
  { address, asked, none } = {
    ...{ address: DRAFT, asked: text(present, 'view.match'), none: text(present, 'view.conditions.none') },
  },
): ConditionsModel {
  let number = -1;
  const { groups, match } = filter;
  const several = groups.length > 1;
  return {
    ...{ draft: address, none, shape: shapeOf(filter) },
    error: wrong.conditions,
    total: groups.flatMap(({ conditions }) => conditions).length,
    match: several
      ? matchField('match', text(present, 'view.match_groups'), match, (one) =>
          text(present, `view.match_groups.${one}`),
        )
      : undefined,
    groups: groups.map((group, at) => ({
      at,
      label: several ? text(present, 'view.group', { number: at + 1 }) : text(present, 'view.conditions'),
      match:
        group.conditions.length > 1
          ? matchField(`g${at}.match`, asked, group.match, (one) => text(present, `view.match.${one}`))
          : undefined,
      rows: group.conditions.map((one, index) => {
        number += 1;
        const error = wrong[`condition.${at}.${index}`];
        return rowOf(present, world, one, { draft: address, group: at, at: number, error });
      }),
    })),
  };
}

function matchField(name: string, label: string, match: string, called: (match: string) => string): FieldModel {
  const options = MATCHES.map((value) => ({ value, label: called(value), current: value === match }));
  return { kind: 'choice', look: 'segments', name, label, options };
}

function rowOf(
  present: Present,
  world: ViewWorld,
  condition: Condition,
  place: Pick<ConditionRow, 'draft' | 'group' | 'at' | 'error'>,
): ConditionRow {
  const name = `c${place.at}`;
  const property = world.properties.find(({ key }) => key === condition.property);
  const offered = TOPICS.flatMap((topic) => world.properties.filter((one) => one.topic === topic));
  const options = offered.map((one) => ({ value: one.key, label: propertyName(present, one) }));
  const row = {
    ...place,
    label: text(present, 'view.condition', { number: place.at + 1 }),
    property: {
      ...selectField(`${name}.property`, text(present, 'view.property'), options, property?.key ?? ''),
      ...{ required: false, placeholder: text(present, 'view.choose') },
    },
  };
  if (!property) return { ...row, values: [] };
  const operators = operatorsOf(property).map((value) => ({ value, label: operatorText(present, property, value) }));
  const operator = selectField(`${name}.operator`, text(present, 'view.operator'), operators, condition.operator);
  return { ...row, operator, was: property.key, values: valueFields(present, world, property, condition, name) };
}

/** Lengths of time read otherwise where somebody waits. */
export function operatorText(present: Present, { kind }: Pick<ConditionProperty, 'kind'>, operator: string): string {
  return text(present, kind === 'since' ? `view.operator.since.${operator}` : `view.operator.${operator}`);
}

function valueFields(
  present: Present,
  world: ViewWorld,
  property: ConditionProperty,
  { operator, values }: Condition,
  name: string,
): FieldModel[] {
  const label = text(present, 'view.value');
  const field = { name: `${name}.value`, label };
  if (!takesValue(operator)) return [];
  const [value = ''] = values;
  if (property.kind === 'choice') {
    const options = choicesOf(present, world, property).map((one) => ({
      ...one,
      current: values.includes(one.value),
    }));
    return [{ ...field, kind: 'several', filter: options.length > MANY, options }];
  }
  if (property.kind === 'text') return [{ ...field, kind: 'text', maximum: 200, value }];
  if (property.kind === 'number') return [{ ...field, kind: 'number', value }];
  if (operator === 'from' || operator === 'until') return [{ ...field, kind: 'text', inputType: 'date', value }];
  const [, amount = '', unit = 'h'] = /^(\d*)([mhdw])$/.exec(value) ?? [];
  const units = UNITS.map((one) => ({ value: one, label: text(present, `view.unit.${one}`) }));
  return [
    { ...field, kind: 'number', minimum: 1, most: 9999, value: amount },
    selectField(`${name}.unit`, text(present, 'view.unit'), units, unit),
  ];
}

export function aboutFields(present: Present, draft: ViewDraft, wrong: Wrong): FieldModel[] {
  const icons = ICONS.map((icon) => ({
    ...{ value: icon, label: text(present, `view.icon.${icon}`), icon, current: icon === draft.icon },
  }));
  const name: FieldModel = {
    ...{ kind: 'text', name: 'name', label: text(present, 'field.name'), required: true, maximum: 60 },
    value: draft.name,
  };
  return withWrong(
    [name, { kind: 'choice', look: 'icons', name: 'icon', label: text(present, 'view.icon'), options: icons }],
    wrong,
  );
}

export function lookGroup(present: Present, draft: ViewDraft): FieldGroup {
  const colours = [0, 1, 2, 3, 4, 5].map((one) => ({
    value: String(one),
    label: text(present, `view.colour.${one}`),
  }));
  const shows = SHOWN.map((value) => ({
    ...{ value, label: text(present, `view.shows.${value}`), current: draft.shows.includes(value) },
  }));
  const densities = DENSITIES.map((value) => ({
    ...{ value, label: text(present, `view.density.${value}`), current: value === draft.density },
  }));
  const sorts = SORTS.map((value) => ({ value, label: text(present, `view.sort.${value}`) }));
  return {
    title: text(present, 'view.look'),
    fields: [
      selectField('sort', text(present, 'view.sort'), sorts, draft.sort),
      { kind: 'several', name: 'shows', label: text(present, 'view.shows'), options: shows },
      { kind: 'choice', look: 'segments', name: 'density', label: text(present, 'view.density'), options: densities },
      selectField('colour', text(present, 'view.colour'), colours, String(draft.colour)),
    ],
  };
}

/** Only for the owner, and only where they may show views to others. */
export function sharingGroup(present: Present, world: ViewWorld, draft: ViewDraft, wrong: Wrong): FieldGroup {
  const named = (options: FieldOption[]) => options.map(({ value, label }) => ({ id: Number(value), name: label }));
  const people = { users: named(world.names.user), teams: named(world.names.team) };
  return { title: text(present, 'library.access'), fields: withWrong(accessFields(present, draft, people), wrong) };
}
