// A rule about skills as a form: one field for each thing a rule can look at; what stays empty is no condition.
import type { CONDITIONS, NewSkillRule, Skill } from '../../routing/routing.ts';
import type { Form } from '../forms.ts';
import type { FieldModel, FieldOption } from '../models/fields.ts';
import type { Say } from '../pages.ts';

type Of = (typeof CONDITIONS)[number];

/** What can be chosen: channels, accounts and inboxes by their ids. */
export interface RuleChoices {
  skills: Skill[];
  channel: { value: string; label: string }[];
  account: { value: string; label: string }[];
  inbox: { value: string; label: string }[];
}

const CHOSEN = ['channel', 'account', 'inbox'] as const;
/** One value a line. */
const WRITTEN = ['language', 'words', 'address', 'tag', 'property'] as const;

function marked(options: { value: string; label: string }[], values: string[]): FieldOption[] {
  return options.map((one) => ({ ...one, current: values.includes(one.value) }));
}

function matchField(say: Say, rule: NewSkillRule): FieldModel {
  const options = ['all', 'any'].map((value) => ({ value, label: say(`skills.rule.match.${value}`) }));
  return {
    kind: 'choice',
    look: 'segments',
    name: 'match',
    label: say('skills.rule.match'),
    options: marked(options, [rule.match]),
  };
}

export function ruleFields(say: Say, rule: NewSkillRule, choices: RuleChoices): FieldModel[] {
  const valuesOf = (of: Of) => rule.conditions.find((one) => one.of === of)?.values ?? [];
  const label = (key: string) => say(`skills.rule.${key}`);
  const skills = choices.skills.map(({ id, name }) => ({ value: String(id), label: name }));
  return [
    { kind: 'text', name: 'name', label: say('field.name'), required: true, maximum: 120, value: rule.name },
    {
      kind: 'several',
      name: 'skills',
      label: label('skills'),
      options: marked(skills, rule.skillIds.map(String)),
    },
    matchField(say, rule),
    ...WRITTEN.map((of): FieldModel => ({
      kind: 'list',
      name: of,
      label: label(of),
      help: label(`${of}.help`),
      rows: 3,
      value: valuesOf(of).join('\n'),
    })),
    ...CHOSEN.filter((of) => choices[of].length > 0).map((of): FieldModel => ({
      kind: 'several',
      name: of,
      label: label(of),
      options: marked(choices[of], valuesOf(of)),
    })),
    { kind: 'switch', name: 'active', label: label('active'), value: rule.active },
  ];
}

export function readRule(form: Form): NewSkillRule {
  const written = WRITTEN.map((of) => ({ of, values: form.text(of).split('\n') }));
  const chosen = CHOSEN.map((of) => ({ of, values: form.texts(of) }));
  return {
    name: form.text('name'),
    match: form.text('match') === 'any' ? 'any' : 'all',
    conditions: [...written, ...chosen]
      .map(({ of, values }) => ({ of, values: values.map((one) => one.trim()).filter(Boolean) }))
      .filter(({ values }) => values.length > 0),
    skillIds: form.numbers('skills'),
    active: form.on('active'),
  };
}

/** What the rule looks at, in words. */
export function conditionsInWords(say: Say, rule: NewSkillRule, choices: RuleChoices): string {
  const named = (of: Of, value: string) =>
    of === 'channel' || of === 'account' || of === 'inbox'
      ? (choices[of].find((one) => one.value === value)?.label ?? value)
      : value;
  return rule.conditions
    .map(({ of, values }) => `${say(`skills.rule.${of}`)}: ${values.map((value) => named(of, value)).join(', ')}`)
    .join(` ${say(`skills.rule.join.${rule.match}`)} `);
}
