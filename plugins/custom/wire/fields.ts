// The fields a connection dialog asks for, as a registration declares them; and the desk's settings made of them.
import type { Field, SettingsShape } from '../../../core/contract/settings.ts';

const FIELD_TYPES = ['text', 'long text', 'secret', 'email', 'phone', 'url', 'number', 'switch', 'choice'] as const;

export interface CredentialField {
  name: string;
  label: string;
  type: (typeof FIELD_TYPES)[number];
  help?: string;
  placeholder?: string;
  required?: boolean;
  /** Of a choice. */
  options?: { value: string; label: string }[];
}

export { FIELD_TYPES };

export function shapeOf(fields: CredentialField[]): SettingsShape {
  return Object.fromEntries(fields.map((field) => [field.name, settingOf(field)]));
}

function settingOf({ type, required = false, options = [], placeholder }: CredentialField): Field {
  const about = { required, ...(placeholder && { placeholder }) };
  if (type === 'choice') return { type, required, options: options.map(({ value }) => value) };
  if (type === 'switch') return { type };
  if (type === 'secret' || type === 'number' || type === 'long text') return { type, required };
  return { type, ...about };
}

/** Labels and help under the keys by which the desk looks for them. */
export function textsOf(fields: CredentialField[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ name, label, help, options = [] }) => [
      [`settings.${name}.label`, label],
      ...(help ? [[`settings.${name}.help`, help]] : []),
      ...options.map((option) => [`settings.${name}.option.${option.value}`, option.label]),
    ]),
  );
}
