// Declared settings of a channel as form fields, and a sent form as values of those settings.
import type { BusinessHours, Field, SettingsShape } from '../contract/settings.ts';
import type { FieldGroup, FieldKind, FieldModel, FieldOption } from './models/fields.ts';

export interface FieldsOptions {
  /** What stands in the fields: typed or stored values, else the defaults. Secrets are never passed. */
  values?: Record<string, unknown>;
  /** Secrets that are stored already. */
  sealed?: ReadonlySet<string>;
  /** By field name, already words. */
  errors?: Record<string, string>;
  /** The plugin's text of a key such as `settings.host.label`; undefined when there is none. */
  text(key: string): string | undefined;
  /** Put before every name, for several forms on one page. */
  prefix?: string;
  /** Names of the days, Monday first. */
  days: string[];
  /** Who can be chosen in fields of people. */
  people?: FieldOption[];
  page?: 'connect' | 'details' | 'availability' | 'advanced';
}

const KINDS: Partial<Record<Field['type'], FieldKind>> = {
  'long text': 'long-text',
  'rich text': 'rich-text',
  email: 'text',
  url: 'text',
  phone: 'text',
  people: 'several',
};
const INPUTS: Partial<Record<Field['type'], string>> = { email: 'email', url: 'url', phone: 'tel' };

/** Fields of one page of the settings, gathered by group in the order of their first field. */
export function fieldGroups(shape: SettingsShape, options: FieldsOptions): FieldGroup[] {
  const groups = new Map<string, FieldGroup>();
  let first = true;
  for (const [name, field] of Object.entries(shape)) {
    if (field.page === 'own') continue;
    if ((field.page ?? 'connect') !== (options.page ?? field.page ?? 'connect')) continue;
    const key = field.group ?? '';
    const title = key ? (options.text(`settings.group.${key}`) ?? key) : undefined;
    const group = groups.get(key) ?? { title, fields: [] };
    groups.set(key, group);
    const model = fieldModel(name, field, options);
    if (model.error && first) first = !(model.first = true);
    group.fields.push(model);
  }
  return [...groups.values()];
}

function fieldModel(name: string, field: Field, options: FieldsOptions): FieldModel {
  const text = (part: string) => options.text(`settings.${name}.${part}`);
  const fallback = 'default' in field ? field.default : undefined;
  const value = options.values?.[name] ?? fallback;
  return {
    kind: KINDS[field.type] ?? (field.type as FieldKind),
    name: (options.prefix ?? '') + name,
    label: text('label') ?? name,
    help: text('help'),
    error: options.errors?.[name],
    // A browser without script shows a field that is not asked for now, and must not insist on it; the server does.
    required: field.required && !field.showWhen,
    placeholder: text('placeholder') ?? ('placeholder' in field ? field.placeholder : undefined),
    inputType: INPUTS[field.type],
    showWhen: field.showWhen && {
      field: (options.prefix ?? '') + field.showWhen.field,
      is: field.showWhen.is.join('|'),
    },
    ...special(name, field, value, text, options),
  };
}

function special(
  name: string,
  field: Field,
  value: unknown,
  text: (part: string) => string | undefined,
  { sealed, days, people = [] }: FieldsOptions,
): Partial<FieldModel> {
  if (field.type === 'secret') return { set: sealed?.has(name) };
  if (field.type === 'switch') return { value: value === true };
  if (field.type === 'people') {
    const chosen = new Set(all(value));
    return { options: people.map((one) => ({ ...one, current: chosen.has(one.value) })) };
  }
  if (field.type === 'number') return { value: value as number, minimum: field.minimum, most: field.maximum };
  if (field.type === 'list') return { value: Array.isArray(value) ? value.join('\n') : '' };
  if (field.type === 'hours') return hoursOf(value as BusinessHours | undefined, days);
  if (field.type === 'colour') return { value: String(value ?? '#005f73'), options: colours(String(value ?? '')) };
  if (field.type === 'choice' || field.type === 'several') {
    const chosen = Array.isArray(value) ? value : [value];
    const look = field.type === 'choice' ? (field.look ?? 'select') : undefined;
    return { look, options: field.options.map((option) => optionOf(option, chosen.includes(option), text)) };
  }
  const written = {
    value: value === undefined ? '' : String(value),
    maximum: 'maximum' in field ? field.maximum : undefined,
  };
  if (field.type === 'text') return { ...written, pattern: field.pattern };
  if (field.type !== 'rich text') return written;
  return {
    ...written,
    tokens: field.tokens?.map((token) => ({ value: `{{${token}}}`, label: text(`token.${token}`) ?? token })),
  };
}

function optionOf(value: string, current: boolean, text: (part: string) => string | undefined): FieldOption {
  return { value, label: text(`option.${value}`) ?? value, detail: text(`option.${value}.detail`), current };
}

/** The presets of the look, as hex because they are stored and sent that way. */
const PRESETS = {
  green: '#1f6b45',
  petrol: '#005f73',
  blue: '#2b5ca8',
  plum: '#8a2860',
  rust: '#a4481f',
  ink: '#2e2a27',
};

function colours(current: string): FieldOption[] {
  return Object.entries(PRESETS).map(([label, value]) => ({
    value,
    label,
    title: value,
    current: value === current.toLowerCase(),
  }));
}

export function hoursOf(hours: BusinessHours | undefined, days: string[]): Partial<FieldModel> {
  return {
    zone: hours?.timeZone ?? 'Europe/Berlin',
    days: days.map((label, index) => ({
      day: index + 1,
      label,
      periods: (hours?.periods ?? []).filter(({ day }) => day === index + 1).map(({ from, to }) => ({ from, to })),
    })),
  };
}

/** The form's fields as values of their types; nothing is checked here. An empty secret means: keep what is stored. */
export function readFields(
  shape: SettingsShape,
  sent: Record<string, unknown> | null | undefined,
  prefix = '',
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const body = sent ?? {};
  for (const [name, field] of Object.entries(shape)) {
    const value = readField(field, body, prefix + name);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function readField(field: Field, body: Record<string, unknown>, name: string): unknown {
  const sent = body[name];
  if (field.type === 'switch') return sent === 'on' || sent === 'true' || sent === true;
  if (field.type === 'several' || field.type === 'people') return all(sent);
  if (field.type === 'hours') return readHours(body, name);
  const text = String(all(sent)[0] ?? '');
  if (field.type === 'secret') return text === '' ? undefined : text;
  if (field.type === 'list')
    return text
      .split(/[\n,]/)
      .map((line) => line.trim())
      .filter(Boolean);
  if (sent === undefined) return undefined;
  // Emptied, which is not the same as left out: what is left out falls back to the default.
  if (text.trim() === '') return '';
  if (field.type === 'number') return Number(text);
  return field.type === 'long text' || field.type === 'rich text' ? text : text.trim();
}

function readHours(body: Record<string, unknown>, name: string): BusinessHours | undefined {
  if (body[`${name}.zone`] === undefined) return undefined;
  const periods: BusinessHours['periods'] = [];
  for (const day of [1, 2, 3, 4, 5, 6, 7] as const) {
    const to = all(body[`${name}.${day}.to`]);
    for (const [index, from] of all(body[`${name}.${day}.from`]).entries()) {
      if (/^\d\d:\d\d$/.test(from) && /^\d\d:\d\d$/.test(to[index] ?? '')) periods.push({ day, from, to: to[index]! });
    }
  }
  return { timeZone: String(body[`${name}.zone`]), periods };
}

function all(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
