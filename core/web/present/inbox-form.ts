// An inbox's name, kind, icon and members as fields, and what was sent (WS-1, WS-7).
import type { TeamView, UserView } from '../../accounts/accounts.ts';
import type { Inboxes, InboxFacts, Member } from '../../conversations/conversations.ts';
import type { Form } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import { text, type Present } from './marks.ts';
import { kindKey } from './inboxes.ts';

export const INBOX_ICONS = 'inbox headset users building wrench bike home globe book star chat phone'.split(' ');
const KINDS: InboxFacts['kind'][] = ['inbox', 'help desk'];

export type InboxTyped = Pick<InboxFacts, 'name' | 'kind' | 'icon'>;

export function inboxFields(present: Present, typed: InboxTyped): FieldModel[] {
  return [
    {
      kind: 'text',
      name: 'name',
      label: text(present, 'inboxes.name'),
      help: text(present, 'inboxes.name.help'),
      required: true,
      maximum: 80,
      value: typed.name,
    },
    {
      kind: 'choice',
      look: 'cards',
      name: 'kind',
      label: text(present, 'inboxes.kind'),
      options: KINDS.map((kind) => ({
        value: kind,
        label: text(present, `inboxes.kind.${kindKey({ kind })}`),
        detail: text(present, `inboxes.kind.${kindKey({ kind })}.detail`),
        current: kind === typed.kind,
      })),
    },
    {
      kind: 'choice',
      look: 'icons',
      name: 'icon',
      label: text(present, 'inboxes.icon'),
      options: INBOX_ICONS.map((icon) => ({
        value: icon,
        label: text(present, `inboxes.icon.${icon}`),
        icon,
        current: icon === typed.icon,
      })),
    },
  ];
}

/** What is not offered becomes the first of its kind. */
export function readInbox(form: Form): InboxTyped {
  const kind = KINDS.find((one) => one === form.text('kind')) ?? 'inbox';
  const icon = INBOX_ICONS.find((one) => one === form.text('icon')) ?? 'inbox';
  return { name: form.text('name'), kind, icon };
}

const LEVELS = ['none', 'read', 'answer'] as const;

function memberField(present: Present, name: string, label: string, member: Member | undefined): FieldModel {
  const current = member ? (member.mayAnswer ? 'answer' : 'read') : 'none';
  const options = LEVELS.map((value) => ({
    value,
    label: text(present, `inboxes.member.${value}`),
    current: value === current,
  }));
  return { kind: 'choice', look: 'select', name, label, required: true, options };
}

/** For every team and user how they stand to the inbox. */
export function memberGroups(
  present: Present,
  restricted: boolean,
  members: Member[],
  { teams, users }: { teams: TeamView[]; users: UserView[] },
): FieldGroup[] {
  const access: FieldModel = {
    kind: 'switch',
    name: 'restricted',
    label: text(present, 'inboxes.restricted'),
    help: text(present, 'inboxes.restricted.help'),
    value: restricted,
  };
  const ofTeams = teams.map(({ id, name }) => {
    const member = members.find(({ teamId }) => teamId === id);
    return memberField(present, `team-${id}`, name, member);
  });
  const ofUsers = users.map(({ id, name }) => {
    const member = members.find(({ userId }) => userId === id);
    return memberField(present, `user-${id}`, name, member);
  });
  return [
    { fields: [access] },
    ...(ofTeams.length > 0 ? [{ title: text(present, 'inboxes.teams'), fields: ofTeams }] : []),
    { title: text(present, 'inboxes.people'), fields: ofUsers },
  ];
}

export function readMembers(
  form: Form,
  { teams, users }: { teams: { id: number }[]; users: { id: number }[] },
): Parameters<Inboxes['setMembers']>[1] {
  const level = (name: string) => LEVELS.find((one) => one === form.text(name)) ?? 'none';
  const teamRows = teams.map(({ id }) => ({ teamId: id, level: level(`team-${id}`) }));
  const userRows = users.map(({ id }) => ({ userId: id, level: level(`user-${id}`) }));
  return [...teamRows, ...userRows]
    .filter((one) => one.level !== 'none')
    .map(({ level: given, ...who }) => ({ ...who, mayAnswer: given === 'answer' }));
}
