// What a branch looks at, and whether it holds. Pure.
import { plainWords } from './answers.ts';
import type { BranchStep, Condition } from './definition.ts';

export interface Facts {
  /** BCP 47; empty when nobody knows. */
  language: string;
  hours: 'open' | 'closed';
  team: 'available' | 'away';
  /** What texts may name: `name`, `firstName`, `email`, `phone`. */
  values: Record<string, string>;
}

export interface Answered {
  answers: Record<string, string>;
  options: Record<string, string>;
}

export function holds({ match, when }: BranchStep, answered: Answered, facts: Facts): boolean {
  return match === 'all'
    ? when.every((one) => isSo(one, answered, facts))
    : when.some((one) => isSo(one, answered, facts));
}

function isSo(condition: Condition, answered: Answered, facts: Facts): boolean {
  const { of, is, value } = condition;
  if (of === 'answer') return answerIs(condition, answered);
  const found = of === 'language' ? speaks(facts.language, value) : factIs(of, value, facts);
  return is === 'is not' ? !found : found;
}

function factIs(of: 'hours' | 'team' | 'visitor', value: string, { values, ...facts }: Facts): boolean {
  if (of !== 'visitor') return facts[of] === value;
  return (value === 'known') === Boolean(values.name || values.email);
}

function speaks(language: string, wanted: string): boolean {
  const [spoken, asked] = [language.toLowerCase(), wanted.toLowerCase()];
  return spoken === asked || spoken.startsWith(`${asked}-`);
}

function answerIs({ name, is, value }: Condition, { answers, options }: Answered): boolean {
  const given = Object.hasOwn(answers, name) ? answers[name]! : '';
  if (is === 'given') return given !== '';
  if (is === 'missing') return given === '';
  const [said, wanted] = [plainWords(given), plainWords(value)];
  if (is === 'contains') return said.includes(wanted);
  const same = said === wanted || (Object.hasOwn(options, name) && options[name] === value);
  return is === 'is' ? same : !same;
}
