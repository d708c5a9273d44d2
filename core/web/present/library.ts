// The library in words: icons and names of kinds, with whom something is shared, entries as they would be inserted.
import { ENTRY_KINDS, TOKENS, wordingOf, type Access, type Entry, type EntryKind } from '../../library/library.ts';
import type { FieldModel } from '../models/fields.ts';
import type { PickOption } from '../models/library.ts';
import { text, type Present } from './marks.ts';

export const KIND_ICONS: Record<EntryKind, string> = {
  snippet: 'quote',
  document: 'file',
  meeting: 'calendar',
  quote: 'list',
  video: 'video',
};

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

/** Who may use it; people and teams are asked for when only some may. */
export function accessFields(present: Present, given: Access, { users, teams }: People): FieldModel[] {
  const options = (['everyone', 'chosen', 'private'] as const).map((value) => ({
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
  ];
}

/** As it was sent; what is no access is private. */
export function readAccess(form: { text(name: string): string; texts(name: string): string[] }): Access {
  const access = (['everyone', 'chosen', 'private'] as const).find((one) => one === form.text('access')) ?? 'private';
  const ids = (kind: string) =>
    form.texts('people').flatMap((one) => {
      const id = new RegExp(`^${kind}:(\\d{1,9})$`).exec(one)?.[1];
      return id ? [Number(id)] : [];
    });
  return { access, userIds: ids('user'), teamIds: ids('team') };
}

export function tokenChoices(present: Present): NonNullable<FieldModel['tokens']> {
  return TOKENS.map((name) => ({ value: `{{${name}}}`, label: text(present, `library.token.${name}`) }));
}

export function kindOptions(present: Present, current: string) {
  return ENTRY_KINDS.map((value) => ({
    value,
    label: text(present, `insert.${value}`),
    current: value === current || undefined,
  }));
}

/** Half a sentence beside the title: how it begins, or how it is found. */
export function entryOption(entry: Entry): PickOption {
  const place = { values: {}, language: 'en', takesFile: true, fileAddress: '' };
  const said = entry.kind === 'snippet' ? wordingOf(entry, place).text.replace(/\s+/g, ' ').slice(0, 60) : '';
  const detail = [entry.shortcut && `/${entry.shortcut}`, said || entry.body.url || entry.file?.name]
    .filter(Boolean)
    .join(' · ');
  return { value: `${entry.kind}:${entry.id}`, label: entry.title, detail, icon: KIND_ICONS[entry.kind] };
}
