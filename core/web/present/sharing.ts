// With whom something is shared, in words and as the fields of a form: the same wherever people share (AD-1).
import { ACCESSES, EDITINGS, type Access } from '../../accounts/accounts.ts';
import { selectField } from '../common-fields.ts';
import type { FieldModel } from '../models/fields.ts';
import { text, type Present } from './marks.ts';

export interface People {
  users: { id: number; name: string }[];
  teams: { id: number; name: string }[];
}

export function sharedWith(present: Present, { access, userIds, teamIds }: Access, { users, teams }: People): string {
  if (access !== 'chosen') return text(present, `access.${access}`);
  const names = [
    ...teams.filter(({ id }) => teamIds.includes(id)).map(({ name }) => name),
    ...users.filter(({ id }) => userIds.includes(id)).map(({ name }) => name),
  ];
  return names.join(', ') || text(present, 'access.private');
}

/** Who sees it: everybody, or some besides those who manage such things. */
export function seenByFields(present: Present, given: Access, people: People): FieldModel[] {
  const [who, ...rest] = accessFields(present, given, people);
  const options = (who as { options: { value: string }[] }).options.filter(({ value }) => value !== 'private');
  return [{ ...who!, label: text(present, 'seen_by.label'), options } as FieldModel, ...rest];
}

/** In words; undefined where everybody does. */
export function seenByWords(present: Present, access: Access, people: People): string | undefined {
  if (access.access !== 'chosen') return undefined;
  const isNobody = access.userIds.length + access.teamIds.length === 0;
  return isNobody
    ? text(present, 'seen_by.nobody')
    : text(present, 'seen_by.some', { names: sharedWith(present, access, people) });
}

/** Who may use it; people and teams are asked for when only some may, and who may change it where that can be said. */
export function accessFields(
  present: Present,
  given: Access & { editing?: (typeof EDITINGS)[number] },
  { users, teams }: People,
): FieldModel[] {
  const options = ACCESSES.map((value) => ({
    value,
    label: text(present, `access.${value}`),
    detail: text(present, `access.${value}.detail`),
    current: value === given.access,
  }));
  const who = [
    ...teams.map(({ id, name }) => ({
      value: `team:${id}`,
      label: name,
      detail: text(present, 'access.team'),
      current: given.teamIds.includes(id),
    })),
    ...users.map(({ id, name }) => ({ value: `user:${id}`, label: name, current: given.userIds.includes(id) })),
  ];
  return [
    { kind: 'choice', look: 'cards', name: 'access', label: text(present, 'access.label'), options },
    {
      kind: 'several',
      name: 'people',
      label: text(present, 'access.people'),
      filter: who.length > 8,
      options: who,
      showWhen: { field: 'access', is: 'chosen' },
    },
    ...(given.editing ? [editingField(present, given.editing)] : []),
  ];
}

function editingField(present: Present, current: string): FieldModel {
  const options = EDITINGS.map((value) => ({ value, label: text(present, `access.editing.${value}`) }));
  const field = selectField('editing', text(present, 'access.editing'), options, current);
  return { ...field, showWhen: { field: 'access', is: 'chosen|everyone' } };
}

/** As it was sent; what is no access is private. */
export function readAccess(form: { text(name: string): string; texts(name: string): string[] }): Access {
  const access = ACCESSES.find((one) => one === form.text('access')) ?? 'private';
  const ids = (kind: string) =>
    form.texts('people').flatMap((one) => {
      const id = new RegExp(`^${kind}:(\\d{1,9})$`).exec(one)?.[1];
      return id ? [Number(id)] : [];
    });
  return { access, userIds: ids('user'), teamIds: ids('team') };
}
