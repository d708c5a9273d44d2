// The face of a form, for its page and for the previews: title, fields with what was typed, consent, button.
import { CHOOSES, type FormField } from '../form/definition.ts';
import { mostOf, nameOf, type Wrong } from '../answers/check.ts';
import { ACCEPTS } from '../answers/files.ts';
import type { FormSettings } from '../settings.ts';

export interface FaceField {
  id: string;
  name: string;
  /** Name of the partial that draws it. */
  look: string;
  label: string;
  help: string;
  required: boolean;
  type?: string;
  value: string;
  maximum?: number;
  autocomplete?: string;
  multiple?: boolean;
  accepts?: string;
  options: { value: string; chosen: boolean }[];
  error?: string;
  /** Ids of help and error. */
  described?: string;
  first?: boolean;
}

export interface Face {
  title: string;
  description: string;
  submit: string;
  fields: FaceField[];
  hidden: { name: string; value: string }[];
  files: boolean;
  consent?: { text: string; explicit: boolean; error?: string; given: boolean };
}

export interface FaceFacts {
  settings: FormSettings;
  fields: FormField[];
  say(key: string, params?: Record<string, string | number>): string;
  /** What was typed, by the names of the fields in the page. */
  typed?: Record<string, string[]>;
  wrong?: Record<string, Wrong>;
  /** The query of the page's address, for hidden fields. */
  query?: Record<string, unknown>;
}

export function faceOf(facts: FaceFacts): Face {
  const { settings, fields, say, wrong = {}, typed = {} } = facts;
  const shown = fields.filter(({ kind }) => kind !== 'hidden');
  const first = shown.find(({ id }) => wrong[id])?.id ?? (wrong.consent && 'consent');
  return {
    title: settings.title || settings.name,
    description: settings.description ?? '',
    submit: settings.submit || say('public.submit'),
    fields: shown.map((field) => faceField(field, facts, field.id === first)),
    hidden: fields.filter(({ kind }) => kind === 'hidden').map((field) => hiddenField(field, facts)),
    files: fields.some(({ kind }) => kind === 'file'),
    consent:
      settings.consent === 'off'
        ? undefined
        : {
            text: settings.consentText ?? '',
            explicit: settings.consent === 'explicit',
            error: wrong.consent && say(`wrong.${wrong.consent.code}`),
            given: typed.consent?.at(-1) === 'on',
          },
  };
}

const TYPES: Partial<Record<FormField['kind'], string>> = { email: 'email', phone: 'tel', date: 'date' };
const AUTOCOMPLETE: Partial<Record<FormField['kind'], string>> = { email: 'email', phone: 'tel' };

function faceField(field: FormField, { say, wrong = {}, typed = {} }: FaceFacts, first: boolean): FaceField {
  const { id, kind, label, help, required, options } = field;
  const given = typed[nameOf(field)] ?? [];
  const fault = wrong[id];
  const error = fault && say(`wrong.${fault.code}`, { most: fault.most ?? 0, name: fault.name ?? '' });
  const described = [error && `error-${id}`, help && `help-${id}`].filter(Boolean).join(' ') || undefined;
  const texts = kind === 'text' || kind === 'long';
  return {
    ...{ id, label, help, required, error, described, first: first || undefined },
    name: nameOf(field),
    look: lookOf(field),
    type: TYPES[kind],
    value: kind === 'check' ? '' : (given.at(-1) ?? ''),
    maximum: texts ? mostOf(field) : undefined,
    autocomplete: field.role === 'person' ? 'name' : AUTOCOMPLETE[kind],
    multiple: kind === 'file' && mostOf(field) > 1 ? true : undefined,
    accepts: kind === 'file' ? ACCEPTS : undefined,
    options: CHOOSES.includes(kind)
      ? options.map((value) => ({ value, chosen: given.includes(value) }))
      : [{ value: 'on', chosen: given.includes('on') }],
  };
}

function lookOf({ kind, options }: FormField): string {
  if (kind === 'long' || kind === 'check' || kind === 'file' || kind === 'several') return kind;
  if (kind === 'choice') return options.length > 5 ? 'select' : 'choice';
  return 'text';
}

/** What was sent counts, then what the page's address says, then the default. */
function hiddenField(field: FormField, { typed = {}, query = {} }: FaceFacts) {
  const asked = field.parameter === '' ? undefined : query[field.parameter];
  const fromPage = typeof asked === 'string' ? asked.slice(0, 500) : undefined;
  return { name: nameOf(field), value: typed[nameOf(field)]?.at(-1) ?? fromPage ?? field.value };
}
