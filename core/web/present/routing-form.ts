// Who gets new conversations of an account: fields and what was sent (CH-4).
import type { TeamView, UserView } from '../../accounts/accounts.ts';
import type { Form } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { Account } from './accounts.ts';
import { presenceText, text, userPerson, type Present } from './marks.ts';

type RoutingSettings = Account['routing'];

/** Who may be chosen: only people whose role takes conversations. */
export interface Takers {
  users: UserView[];
  teams: TeamView[];
  /** Whether the desk has skills: then it matters what happens without them. */
  skilled: boolean;
}

const TO = ['nobody', 'people', 'contact owner'] as const;
const WITHOUT_SKILL = ['wait', 'anybody'] as const;
const ORDERS = ['turn', 'load'] as const;

export function routingGroups(
  present: Present,
  routing: RoutingSettings,
  takers: Takers,
  wrong: Record<string, string> = {},
): FieldGroup[] {
  const say = (key: string) => text(present, `routing.${key}`);
  const to: FieldModel = {
    kind: 'choice',
    look: 'cards',
    name: 'to',
    label: say('to'),
    required: true,
    error: wrong.to,
    options: TO.map((value) => ({
      value,
      label: say(`to.${value.replace(' ', '_')}`),
      detail: say(`to.${value.replace(' ', '_')}.detail`),
      current: value === routing.to,
    })),
  };
  const onlyAvailable: FieldModel = {
    kind: 'switch',
    name: 'onlyAvailable',
    label: say('only_available'),
    help: say('only_available.help'),
    value: routing.onlyAvailable,
    showWhen: { field: 'to', is: 'people|contact owner' },
  };
  const whom = [...people(present, routing, takers, wrong), order(present, routing)];
  return [{ fields: [to, ...whom, ...skills(present, routing, takers), onlyAvailable] }];
}

function skills(present: Present, routing: RoutingSettings, { skilled }: Takers): FieldModel[] {
  if (!skilled) return [];
  return [
    {
      kind: 'choice',
      look: 'cards',
      name: 'withoutSkill',
      label: text(present, 'routing.without_skill'),
      showWhen: { field: 'to', is: 'people' },
      options: WITHOUT_SKILL.map((value) => ({
        value,
        label: text(present, `routing.without_skill.${value}`),
        detail: text(present, `routing.without_skill.${value}.detail`),
        current: value === (routing.withoutSkill ?? 'wait'),
      })),
    },
  ];
}

function order(present: Present, routing: RoutingSettings): FieldModel {
  return {
    kind: 'choice',
    look: 'cards',
    name: 'by',
    label: text(present, 'routing.by'),
    showWhen: { field: 'to', is: 'people' },
    options: ORDERS.map((value) => ({
      value,
      label: text(present, `routing.by.${value}`),
      detail: text(present, `routing.by.${value}.detail`),
      current: value === (routing.by ?? 'turn'),
    })),
  };
}

function people(
  present: Present,
  routing: RoutingSettings,
  { users, teams }: Takers,
  wrong: Record<string, string>,
): FieldModel[] {
  const showWhen = { field: 'to', is: 'people' };
  const fields: FieldModel[] = [
    {
      kind: 'several',
      name: 'users',
      label: text(present, 'routing.users'),
      error: wrong.users,
      showWhen,
      options: users.map((user) => ({
        value: String(user.id),
        label: user.name,
        detail: presenceText(present, user),
        person: userPerson(user),
        current: routing.userIds.includes(user.id),
      })),
    },
  ];
  if (teams.length > 0)
    fields.push({
      kind: 'several',
      name: 'teams',
      label: text(present, 'routing.teams'),
      showWhen,
      options: teams.map((team) => ({
        value: String(team.id),
        label: team.name,
        detail: text(present, 'routing.members', { count: team.userIds.length }),
        current: routing.teamIds.includes(team.id),
      })),
    });
  return fields;
}

/** What was sent, and what is wrong with it as text keys. Unknown people are left out. */
export function readRouting(form: Form, takers: Takers): { routing: RoutingSettings; errors: Record<string, string> } {
  const to = TO.find((one) => one === form.text('to'));
  const userIds = form.numbers('users').filter((id) => takers.users.some((user) => user.id === id));
  const teamIds = form.numbers('teams').filter((id) => takers.teams.some((team) => team.id === id));
  const errors: Record<string, string> = {};
  if (!to) errors.to = 'wrong.choice';
  if (to === 'people' && userIds.length + teamIds.length === 0) errors.users = 'wrong.nobody_chosen';
  // With nobody to choose from the switch was not on the form.
  const onlyAvailable = to === 'nobody' || form.on('onlyAvailable');
  const by = ORDERS.find((one) => one === form.text('by')) ?? 'turn';
  const withoutSkill = WITHOUT_SKILL.find((one) => one === form.text('withoutSkill')) ?? 'wait';
  return { routing: { to: to ?? 'nobody', userIds, teamIds, onlyAvailable, by, withoutSkill }, errors };
}
