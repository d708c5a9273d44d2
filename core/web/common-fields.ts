// Fields that many forms of the desk share, with their words.
import type { FieldModel, FieldOption } from './models/fields.ts';
import type { Say } from './pages.ts';

export function nameField(
  say: Say,
  value: string | undefined,
  words: { label?: string; help?: string } = {},
): FieldModel {
  const { label = say('field.name'), help } = words;
  return { kind: 'text', name: 'name', label, help, required: true, maximum: 120, value };
}

export function emailField(say: Say, value: string | undefined, rest: Partial<FieldModel> = {}): FieldModel {
  const label = say('field.email');
  return { kind: 'text', inputType: 'email', name: 'email', label, required: true, value, ...rest };
}

/** The six digits of an authenticator app, or a recovery code. */
export function codeField(say: Say, help?: string): FieldModel {
  const label = say('field.code');
  const rest = { autocomplete: 'one-time-code', required: true, maximum: 20, focus: true };
  return { kind: 'text', name: 'code', label, help, ...rest };
}

export function newPasswordField(say: Say): FieldModel & { meter: boolean } {
  const [label, help] = [say('field.password.new'), say('field.password.help')];
  return { kind: 'secret', name: 'password', label, help, autocomplete: 'new-password', required: true, meter: true };
}

/** For dangerous changes: who sits there proves to be the person. */
export function currentPasswordField(say: Say): FieldModel {
  const label = say('field.password.current');
  return { kind: 'secret', name: 'current', label, autocomplete: 'current-password', required: true };
}

export function selectField(
  name: string,
  label: string,
  options: { value: string; label: string }[],
  current: string,
): FieldModel {
  const marked: FieldOption[] = options.map((option) => ({ ...option, current: option.value === current }));
  return { kind: 'choice', look: 'select', name, label, required: true, options: marked };
}

export function languageField(say: Say, languages: string[], current: string): FieldModel {
  const label = (language: string) => new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  const options = languages.map((value) => ({ value, label: label(value) }));
  return selectField('language', say('field.language'), options, current);
}

export function timeZoneField(say: Say, current: string): FieldModel {
  const zones = new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  const options = [...zones].toSorted().map((value) => ({ value, label: value.replaceAll('_', ' ') }));
  return selectField('timeZone', say('field.time_zone'), options, current);
}
