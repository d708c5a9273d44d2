// What the editor's page shows of a draft: fields with their faults, what its ticket lacks, the preview.
import type { PageAbout } from '../../../core/contract/pages.ts';
import type { TicketProperty } from '../../../core/contract/ticket.ts';
import {
  CHOOSES,
  HAS_MAXIMUM,
  KINDS,
  limitOf,
  propertyOf,
  ROLES_OF,
  type Definition,
  type Faults,
  type FormField,
} from '../form/definition.ts';
import { askedFor, canBeAsked, propertiesFor } from '../form/properties.ts';
import type { StoredForm } from '../form/store.ts';
import { sheetOf } from '../public/colours.ts';
import { faceOf } from '../public/face.ts';
import type { FormSettings } from '../settings.ts';

export interface EditorState {
  definition: Definition;
  version: number;
  ticket: boolean;
  /** The field that takes the focus. */
  at?: string;
  removed?: FormField;
  faults?: Faults;
  /** What somebody else has saved meanwhile. */
  theirs?: StoredForm;
  unsaved?: boolean;
}

const ICONS: Record<FormField['kind'], string> = {
  text: 'pen',
  long: 'note',
  email: 'mail',
  phone: 'phone',
  number: 'chart',
  date: 'calendar',
  choice: 'done',
  several: 'list',
  check: 'check',
  file: 'clip',
  hidden: 'eye',
};

export async function editorModel(about: PageAbout, state: EditorState): Promise<object> {
  const { account, language, address } = about;
  const { definition, version, ticket, removed, faults = {}, theirs, unsaved } = state;
  const say = (key: string, params?: Record<string, string | number>) => account.text(language, key, params);
  const settings = account.account.settings as unknown as FormSettings;
  const properties = await account.tickets.properties();
  const roles = new Set(definition.fields.map(({ role }) => role));
  const form = faults.form && say(`fault.${faults.form}`);
  return {
    address,
    fields: definition.fields.map((field) => fieldModel(field, state, { say, properties })),
    bin: JSON.stringify({ bin: definition.bin }),
    version,
    ticket,
    unsaved,
    removed: removed && { id: removed.id, label: removed.label },
    faulty: Object.keys(faults).length > 0 ? (form ?? say('editor.faulty')) : undefined,
    lacks: (['subject', 'description'] as const).filter((role) => !roles.has(role)),
    answerless: !definition.fields.some(({ kind }) => kind === 'email') || undefined,
    conflict: theirs && { by: theirs.changedBy, at: theirs.changedAt },
    kinds: KINDS.map((kind) => ({ kind, label: say(`kind.${kind}`) })),
    properties: properties
      .filter((one) => canBeAsked(one) && !roles.has(`property:${one.key}`))
      .map(({ key, label }) => ({ kind: `property:${key}`, label })),
    // Nothing is filled in where there is no ticket.
    idle: (!ticket && definition.fields.some(({ role }) => propertyOf(role) !== null)) || undefined,
    face: faceOf({ settings, fields: definition.fields, say }),
    hiddenFields: definition.fields
      .filter(({ kind }) => kind === 'hidden')
      .map(({ label }) => label)
      .join(', '),
    sheet: sheetOf(settings.colour),
    page: `/f/${account.account.uniqueId}`,
  };
}

interface Words {
  say: (key: string, params?: Record<string, string | number>) => string;
  properties: TicketProperty[];
}

function fieldModel(field: FormField, { faults = {}, at }: EditorState, words: Words) {
  const { id, kind, maximum } = field;
  const { say, properties } = words;
  const offered = askedFor(field, properties)?.options ?? [];
  const fault = (name: string) => {
    const code = faults[`${id}.${name}`];
    return code && say(`fault.${code}`, { most: limitOf(kind), options: offered.join(', ') });
  };
  const wrong = Object.fromEntries(
    ['label', 'help', 'options', 'maximum', 'role', 'value', 'parameter'].map((name) => [name, fault(name)]),
  );
  return {
    ...field,
    icon: ICONS[kind],
    kindName: say(`kind.${kind}`),
    options: field.options.join('\n'),
    rows: Math.min(10, Math.max(3, field.options.length + 1)),
    maximum: maximum ?? '',
    maximumLabel: HAS_MAXIMUM.includes(kind) ? say(`editor.maximum.${kind}`) : undefined,
    most: limitOf(kind),
    chooses: CHOOSES.includes(kind) || undefined,
    isHidden: kind === 'hidden' || undefined,
    ...rolesModel(field, words),
    wrong,
    takesOptions: faults[`${id}.options`] === 'foreign_option' || undefined,
    /** Open where something inside wants to be seen. */
    open: wrong.help || wrong.maximum || wrong.role || wrong.value || wrong.parameter ? true : undefined,
    focus: at === id || undefined,
  };
}

/** What the answer may stand for: the desk's own meanings, and properties of the ticket. */
function rolesModel({ kind, role }: FormField, { say, properties }: Words) {
  const named = properties.find(({ key }) => key === propertyOf(role));
  const gone = propertyOf(role) !== null && !named;
  const fitting = propertiesFor(kind, properties);
  const asked = named && !fitting.includes(named) ? [...fitting, named] : fitting;
  const inTicket = asked.map(({ key, label }) => ({ value: `property:${key}`, label }));
  const lost = gone ? [{ value: role!, label: say('role.gone', { key: propertyOf(role)! }) }] : [];
  const own = (ROLES_OF[kind] ?? []).map((one) => ({ value: one as string, label: say(`role.${one}`) }));
  const marked = (roles: { value: string; label: string }[]) =>
    roles.map((one) => ({ ...one, current: one.value === (role ?? '') }));
  const propertyRoles = marked([...inTicket, ...lost]);
  return {
    roles: own.length + propertyRoles.length > 0 ? marked([{ value: '', label: say('role.none') }, ...own]) : undefined,
    propertyRoles: propertyRoles.length > 0 ? propertyRoles : undefined,
    roleName: role ? (named?.label ?? (gone ? undefined : say(`role.${role}`))) : undefined,
  };
}
