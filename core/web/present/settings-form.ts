// Declared settings of a channel as fields on a page of ours: which of them, with what stands in them and what is wrong.
import type { Reason } from '../../contract/reason.ts';
import type { SettingsShape } from '../../contract/settings.ts';
import { fieldGroups } from '../fields.ts';
import type { FieldGroup, FieldOption } from '../models/fields.ts';
import type { Takers } from './routing-form.ts';
import { channelText, reasonText, text, userPerson, type Present } from './marks.ts';

export interface ShownSettings {
  channel: string;
  fields: SettingsShape;
  /** Typed or stored values; secrets as a mask. */
  values?: Record<string, unknown>;
  /** Field → sentence. */
  wrong?: Record<string, string>;
  /** Who can be chosen in fields of people. */
  people?: FieldOption[];
}

export function settingsGroups(
  present: Present,
  { channel, fields, values = {}, wrong, people = [] }: ShownSettings,
): FieldGroup[] {
  const isSecret = ([name, field]: [string, { type: string }]) => field.type === 'secret' && Boolean(values[name]);
  return fieldGroups(fields, {
    values,
    sealed: new Set(
      Object.entries(fields)
        .filter(isSecret)
        .map(([name]) => name),
    ),
    errors: wrong,
    text: (key) => channelText(present, channel, key),
    days: daysOfWeek(present.language),
    people,
  });
}

/** People and teams as options of a field; its values are `user:3` and `team:2`. */
export function peopleOptions({ users, teams }: Takers): FieldOption[] {
  return [
    ...users.map((user) => ({ value: `user:${user.id}`, label: user.name, person: userPerson(user) })),
    ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: name, icon: 'users' })),
  ];
}

export type SettingsPage = 'details' | 'availability' | 'advanced';

/** What the wizard's step and its preview ask for at once. */
export const DETAILS: SettingsPage[] = ['details', 'availability'];

/** The fields of pages of an account's settings. */
export function fieldsOf(shape: SettingsShape, ...pages: SettingsPage[]): SettingsShape {
  return Object.fromEntries(Object.entries(shape).filter(([, { page }]) => pages.some((one) => one === page)));
}

/** The names a form speaks of: what is not shown because of another field was not sent, and stays as it is stored. */
export function shownNames(fields: SettingsShape, values: Record<string, unknown>): string[] {
  return Object.entries(fields)
    .filter(([, { showWhen }]) => !showWhen || showWhen.is.includes(values[showWhen.field] as string | boolean))
    .map(([name]) => name);
}

/** What is wrong with a field in the reader's words: the channel's own, else the desk's. */
export function wrongWords(present: Present, channel: string, errors: Record<string, Reason>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([name, why]) => {
      const ours = present.locales.find(present.language, why.code) !== undefined;
      return [name, ours ? text(present, why.code, why.params) : reasonText(present, why, channel)];
    }),
  );
}

/** Monday first. */
export function daysOfWeek(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, index) => format.format(new Date(Date.UTC(2024, 0, index + 1))));
}
