// What the editor's page shows of a draft: fields with their faults, what its ticket lacks, the preview.
import type { PageAbout } from '../../../core/contract/pages.ts';
import {
  CHOOSES,
  HAS_MAXIMUM,
  KINDS,
  limitOf,
  ROLES_OF,
  type Definition,
  type Faults,
  type FormField,
} from '../form/definition.ts';
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
  const roles = new Set(definition.fields.map(({ role }) => role));
  const form = faults.form && say(`fault.${faults.form}`);
  return {
    address,
    fields: definition.fields.map((field) => fieldModel(field, state, say)),
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
    face: faceOf({ settings, fields: definition.fields, say }),
    hiddenFields: definition.fields
      .filter(({ kind }) => kind === 'hidden')
      .map(({ label }) => label)
      .join(', '),
    sheet: sheetOf(settings.colour),
    page: `/f/${account.account.uniqueId}`,
  };
}

type SayWith = (key: string, params?: Record<string, string | number>) => string;

function fieldModel(field: FormField, { faults = {}, at }: EditorState, say: SayWith) {
  const { id, kind, maximum, role } = field;
  const fault = (name: string) =>
    faults[`${id}.${name}`] && say(`fault.${faults[`${id}.${name}`]}`, { most: limitOf(kind) });
  const wrong = Object.fromEntries(
    ['label', 'help', 'options', 'maximum', 'role', 'value', 'parameter'].map((name) => [name, fault(name)]),
  );
  const roles = ROLES_OF[kind];
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
    roles:
      roles &&
      ['', ...roles].map((one) => ({ value: one, label: say(`role.${one || 'none'}`), current: one === (role ?? '') })),
    roleName: role ? say(`role.${role}`) : undefined,
    wrong,
    /** Open where something inside wants to be seen. */
    open: wrong.help || wrong.maximum || wrong.role || wrong.value || wrong.parameter ? true : undefined,
    focus: at === id || undefined,
  };
}
