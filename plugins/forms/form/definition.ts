// What a form asks: its fields with their rules, and what makes a set of fields sound.

export const KINDS = [
  'text',
  'long',
  'email',
  'phone',
  'number',
  'date',
  'choice',
  'several',
  'check',
  'file',
  'hidden',
] as const;
export type Kind = (typeof KINDS)[number];

/** What an answer stands for in the conversation: its name, its description, who wrote; or in its ticket: a property. */
export const ROLES = ['subject', 'description', 'person'] as const;
export type Role = (typeof ROLES)[number] | `property:${string}`;

/** Key of the ticket property that the answer becomes; null for the desk's own roles. */
export function propertyOf(role: Role | null): string | null {
  return role?.startsWith('property:') ? role.slice('property:'.length) : null;
}

/** Null for what is no role. */
export function readRole(given: unknown): Role | null {
  if (typeof given === 'string' && /^property:[a-z][a-z0-9_]{0,39}$/.test(given)) return given as Role;
  return ROLES.find((one) => one === given) ?? null;
}

export interface FormField {
  id: string;
  kind: Kind;
  label: string;
  help: string;
  required: boolean;
  /** Of `choice` and `several`. */
  options: string[];
  /** Characters, the largest number, or the most options or files; null where only the desk's own limit counts. */
  maximum: number | null;
  role: Role | null;
  /** Of `hidden`: its value unless the page's address names another by `parameter`. */
  value: string;
  parameter: string;
}

export interface Definition {
  fields: FormField[];
  /** Fields that were removed last, so that removing can be undone. */
  bin: RemovedField[];
}

/** `after`: the field it stood behind; null where it was the first. */
export type RemovedField = FormField & { after: string | null };

export const MOST_FIELDS = 60;
export const MOST_OPTIONS = 100;
const MOST_REMOVED = 10;

/** By kind: which roles an answer may have. */
export const ROLES_OF: Partial<Record<Kind, readonly Role[]>> = {
  text: ['subject', 'person'],
  long: ['description'],
};

export const CHOOSES: readonly Kind[] = ['choice', 'several'];
export const HAS_MAXIMUM: readonly Kind[] = ['text', 'long', 'number', 'several', 'file'];

/** Place (`f3.label`) → code of what is wrong there; `form` stands for the whole. */
export type Faults = Record<string, string>;

export function faultsOf(fields: FormField[]): Faults {
  const faults: Faults = {};
  if (fields.length === 0) faults.form = 'no_fields';
  if (fields.length > MOST_FIELDS) faults.form = 'too_many_fields';
  const roles = new Set<Role>();
  const ids = new Set<string>();
  for (const field of fields) {
    Object.assign(faults, faultsOfField(field));
    if (ids.has(field.id)) faults.form = 'same_field';
    if (field.role && roles.has(field.role)) faults[`${field.id}.role`] = 'role_taken';
    if (field.role) roles.add(field.role);
    ids.add(field.id);
  }
  return faults;
}

function faultsOfField({ id, kind, label, help, options, maximum, value, parameter, role }: FormField): Faults {
  const faults: Faults = {};
  if (label.trim() === '') faults[`${id}.label`] = 'no_label';
  if (label.length > 200) faults[`${id}.label`] = 'too_long';
  if (help.length > 500) faults[`${id}.help`] = 'too_long';
  if (value.length > 500) faults[`${id}.value`] = 'too_long';
  if (parameter !== '' && !/^[\w.-]{1,60}$/.test(parameter)) faults[`${id}.parameter`] = 'bad_parameter';
  if (CHOOSES.includes(kind)) {
    if (options.length === 0) faults[`${id}.options`] = 'no_options';
    else if (options.length > MOST_OPTIONS || options.some((one) => one.length > 200))
      faults[`${id}.options`] = 'too_many_options';
    else if (new Set(options).size < options.length) faults[`${id}.options`] = 'same_option';
  }
  if (maximum !== null && !(Number.isSafeInteger(maximum) && maximum >= 1 && maximum <= limitOf(kind)))
    faults[`${id}.maximum`] = 'bad_maximum';
  if (role && propertyOf(role) === null && !ROLES_OF[kind]?.includes(role)) faults[`${id}.role`] = 'role_taken';
  return faults;
}

/** The desk's own limit for `maximum` of a kind. */
export function limitOf(kind: Kind): number {
  switch (kind) {
    case 'text':
      return 500;
    case 'long':
      return 20_000;
    case 'file':
      return 5;
    case 'several':
      return MOST_OPTIONS;
    default:
      return 1_000_000_000;
  }
}

export function newField(id: string, kind: Kind, label: string, rest: Partial<FormField> = {}): FormField {
  const options = CHOOSES.includes(kind) ? ['A', 'B'] : [];
  const none = { help: '', required: false, maximum: null, role: null, value: '', parameter: '' };
  return { id, kind, label, options, ...none, ...rest };
}

/** The first free id. */
export function freeId({ fields, bin }: Definition): string {
  const taken = new Set([...fields, ...bin].map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`f${number}`)) return `f${number}`;
}

export function keptBin(bin: RemovedField[]): RemovedField[] {
  return bin.slice(-MOST_REMOVED);
}

/** Reads what was stored or sent back; what is no field is left out. */
export function readFields(given: unknown): FormField[] {
  return (Array.isArray(given) ? given : []).flatMap((one: unknown) => {
    const field = one as Partial<FormField> | null;
    if (!/^[a-z][a-z0-9]{0,15}$/.test(String(field?.id)) || !KINDS.includes(field!.kind!)) return [];
    const { id, kind } = field as FormField;
    const word = (one: unknown) => (typeof one === 'string' ? one : '');
    const options = Array.isArray(field!.options) ? field!.options.map(String) : [];
    const maximum = typeof field!.maximum === 'number' ? field!.maximum : null;
    const role = readRole(field!.role);
    const words = {
      label: word(field!.label),
      help: word(field!.help),
      value: word(field!.value),
      parameter: word(field!.parameter),
    };
    return [{ id, kind, ...words, options, maximum, role, required: field!.required === true }];
  });
}

function readBin(given: unknown): RemovedField[] {
  return (Array.isArray(given) ? given : []).flatMap((one: unknown) => {
    const after = (one as Partial<RemovedField> | null)?.after;
    return readFields([one]).map((field) => ({ ...field, after: typeof after === 'string' ? after : null }));
  });
}

export function readDefinition(text: string | undefined): Definition {
  try {
    const { fields, bin } = JSON.parse(text ?? '{}') as { fields?: unknown; bin?: unknown };
    return { fields: readFields(fields), bin: readBin(bin) };
  } catch {
    return { fields: [], bin: [] };
  }
}
