// A contact's facts as fields, and what was sent (CO-1).
import type { UserView } from '../../accounts/accounts.ts';
import type { Address } from '../../contract/address.ts';
import type { Form } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import { languageName } from './contacts.ts';
import { text, type Present } from './marks.ts';

export interface ContactTyped {
  name: string;
  language: string;
  owner: string;
  note: string;
}

/** What customers of a small shop speak; others are learnt from what they write. */
const LANGUAGES =
  'ar bg cs da de el en es et fi fr hr hu it ja ko lt lv nl no pl pt ro ru sk sl sr sv tr uk vi zh'.split(' ');

export function contactFields(present: Present, typed: ContactTyped, users: UserView[]): FieldModel[] {
  const languages = LANGUAGES.map((value) => ({ value, label: languageName(present, value) }));
  if (typed.language && !LANGUAGES.includes(typed.language))
    languages.push({ value: typed.language, label: languageName(present, typed.language) });
  const sorted = languages.toSorted((one, other) => one.label.localeCompare(other.label, present.language));
  const select = (name: string, label: string, options: { value: string; label: string }[], current: string) => ({
    kind: 'choice' as const,
    look: 'select' as const,
    name,
    label: text(present, label),
    options: options.map((option) => ({ ...option, current: option.value === current })),
  });
  const owners = users.map(({ id, name }) => ({ value: String(id), label: name }));
  return [
    { kind: 'text', name: 'name', label: text(present, 'contacts.name'), maximum: 200, value: typed.name },
    { ...select('owner', 'contacts.owner', owners, typed.owner), placeholder: text(present, 'person.nobody') },
    {
      ...select('language', 'aside.language', sorted, typed.language),
      placeholder: text(present, 'contacts.language.none'),
    },
    { kind: 'long-text', name: 'note', label: text(present, 'contacts.note'), maximum: 20_000, value: typed.note },
  ];
}

export function readContact(form: Form): ContactTyped {
  const [name, owner, note] = [form.text('name'), form.text('owner'), form.text('note')];
  const language = /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(form.text('language')) ? form.text('language') : '';
  return { name, owner, note, language };
}

export function addressFields(present: Present, typed: { email: string; phone: string }): FieldModel[] {
  const field = (name: 'email' | 'phone', inputType: string): FieldModel => ({
    kind: 'text',
    inputType,
    name,
    label: text(present, `aside.identity.${name}`),
    maximum: 254,
    value: typed[name],
  });
  return [field('email', 'email'), { ...field('phone', 'tel'), placeholder: '+49 30 123456' }];
}

/** What a person typed as an address: a number when it looks like one. */
export function typedKind(value: string): Address {
  return /^[+\d][\d\s()/.-]{4,}$/.test(value.trim()) ? { kind: 'phone', value } : { kind: 'email', value };
}
