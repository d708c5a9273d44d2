// Conditions as a sentence: what a view holds, for people.
import { takesValue, type Condition, type Filter } from '../../conditions/conditions.ts';
import { choicesOf, propertyName, type ViewWorld } from '../view-world.ts';
import { operatorText } from './list-view-form.ts';
import { text, type Present } from './marks.ts';

export function filterWords(present: Present, world: ViewWorld, { match, groups }: Filter): string {
  if (groups.length === 0) return text(present, 'view.words.everything');
  const list = (type: 'conjunction' | 'disjunction', words: string[]) =>
    new Intl.ListFormat(present.language, { type }).format(words);
  const type = (way: Filter['match']) => (way === 'all' ? 'conjunction' : 'disjunction');
  const parts = groups.map((group) =>
    list(
      type(group.match),
      group.conditions.map((one) => conditionWords(present, world, one)),
    ),
  );
  return parts.length === 1
    ? parts[0]!
    : list(
        type(match),
        parts.map((part) => `(${part})`),
      );
}

function conditionWords(present: Present, world: ViewWorld, { property: key, operator, values }: Condition): string {
  const property = world.properties.find((one) => one.key === key);
  if (!property) return text(present, 'view.words.gone');
  const name = propertyName(present, property);
  const verb = operatorText(present, property, operator);
  if (!takesValue(operator)) return `${name}: ${verb}`;
  const choices = property.kind === 'choice' ? choicesOf(present, world, property) : [];
  const shown = values.map((value) => choices.find((one) => one.value === value)?.label ?? valueWords(present, value));
  return `${name} ${verb} ${new Intl.ListFormat(present.language, { type: 'disjunction' }).format(shown)}`;
}

function valueWords(present: Present, value: string): string {
  const [, amount, unit] = /^(\d{1,4})([mhdw])$/.exec(value) ?? [];
  return amount ? text(present, `view.length.${unit}`, { count: Number(amount) }) : value;
}
