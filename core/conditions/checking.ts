// What somebody sent as conditions: taken apart, checked against what can be asked, and as plain data. Pure.
import { invalid } from '../kernel/errors.ts';
import {
  MATCHES,
  OPERATORS,
  type Condition,
  type ConditionProperty,
  type Filter,
  type Group,
  type Operator,
} from './shapes.ts';
import { isDay, lengthOf } from './tests.ts';

const GROUPS = 10;
const CONDITIONS = 20;
const VALUES = 50;
const LONGEST = 200;

export function operatorsOf({ kind, optional }: Pick<ConditionProperty, 'kind' | 'optional'>): Operator[] {
  return optional ? [...OPERATORS[kind], 'set', 'unset'] : OPERATORS[kind];
}

/** Operators that stand alone. */
export function takesValue(operator: Operator): boolean {
  return !['yes', 'no', 'set', 'unset'].includes(operator);
}

/**
 * The filter without empty groups. Throws `invalid` with every wrong condition by its place, `condition.<group>.<number>`,
 * counted from 0.
 */
export function checkFilter(given: Filter, known: ConditionProperty[]): Filter {
  const wrong: Record<string, string> = {};
  if (given.groups.length > GROUPS) throw invalid({ conditions: 'wrong.conditions_many' });
  const groups = given.groups.map((group, at) => {
    if (group.conditions.length > CONDITIONS) throw invalid({ conditions: 'wrong.conditions_many' });
    const conditions = group.conditions.map((one, number) => {
      const read = checkCondition(one, known);
      if (typeof read === 'string') wrong[`condition.${at}.${number}`] = read;
      return read as Condition;
    });
    return { match: matchOf(group.match), conditions } satisfies Group;
  });
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return { match: matchOf(given.match), groups: groups.filter(({ conditions }) => conditions.length > 0) };
}

function matchOf(text: string): Filter['match'] {
  return MATCHES.find((one) => one === text) ?? 'all';
}

function checkCondition(one: Condition, known: ConditionProperty[]): Condition | string {
  const property = known.find(({ key }) => key === one.property);
  if (!property) return 'wrong.condition_property';
  if (!operatorsOf(property).includes(one.operator)) return 'wrong.condition_operator';
  if (!takesValue(one.operator)) return { ...one, values: [] };
  const values = [...new Set(one.values.map((value) => value.trim()).filter(Boolean))];
  const isMuch = values.length > VALUES || values.some(({ length }) => length > LONGEST);
  if (values.length === 0 || isMuch || !values.every((value) => isGood(value, property, one.operator)))
    return values.length === 0 ? 'wrong.condition_value' : `wrong.condition_${property.kind}`;
  return { property: property.key, operator: one.operator, values: property.kind === 'choice' ? values : [values[0]!] };
}

function isGood(value: string, { kind, options = [], names }: ConditionProperty, operator: Operator): boolean {
  switch (kind) {
    case 'choice': {
      if (options.some((one) => one.value === value)) return true;
      if (names === 'channel' || names === 'language') return /^[\w-]{1,60}$/.test(value);
      return names !== undefined && /^[1-9]\d{0,14}$/.test(value);
    }
    case 'number':
      return value !== '' && Number.isFinite(Number(value));
    case 'text':
      return true;
    case 'day':
      return isDay(value);
    case 'moment':
    case 'since':
      return operator === 'from' || operator === 'until' ? isDay(value) : !Number.isNaN(lengthOf(value));
    case 'switch':
      return false;
  }
}
