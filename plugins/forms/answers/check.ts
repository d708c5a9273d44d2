// Every answer is looked at by the rules of its field, whatever the browser has promised. Pure.
import { HAS_MAXIMUM, limitOf, type FormField } from '../form/definition.ts';
import type { Sent } from './body.ts';
import { judgeFile, LARGEST_TOGETHER } from './files.ts';

export interface Answer {
  field: string;
  label: string;
  value: string;
  hidden?: boolean;
}

export interface TakenFile {
  field: string;
  name: string;
  type: string;
  content: Buffer;
}

export interface Wrong {
  /** End of a text key below `wrong.`. */
  code: string;
  most?: number;
  name?: string;
}

export interface Checked {
  answers: Answer[];
  files: TakenFile[];
  /** Field id → what is wrong. */
  wrong: Record<string, Wrong>;
}

/** How the fields are called in the page. */
export const nameOf = (field: Pick<FormField, 'id'>): string => `a.${field.id}`;

export async function checkAnswers(fields: FormField[], sent: Sent, yes: string): Promise<Checked> {
  const checked: Checked = { answers: [], files: [], wrong: {} };
  for (const field of fields) {
    if (field.kind === 'file') await takeFiles(field, sent, checked);
    else takeWords(field, sent.values[nameOf(field)] ?? [], checked, yes);
  }
  const together = checked.files.reduce((sum, { content }) => sum + content.length, 0);
  const last = checked.files.at(-1);
  if (last && together > LARGEST_TOGETHER) checked.wrong[last.field] = { code: 'files_together', most: 25 };
  return checked;
}

function takeWords(field: FormField, given: string[], checked: Checked, yes: string): void {
  const { id, label, kind } = field;
  const values = kind === 'several' ? given.filter((one) => one !== '') : [given.at(-1) ?? ''];
  const words = kind === 'long' ? values : values.map((one) => one.replace(/\s+/g, ' '));
  const read = readWords(
    field,
    words.map((one) => one.trim()),
    given.length > 0,
    yes,
  );
  if ('code' in read) checked.wrong[id] = read;
  else checked.answers.push({ field: id, label, value: read.value, ...(kind === 'hidden' && { hidden: true }) });
}

function readWords(field: FormField, words: string[], isSent: boolean, yes: string): { value: string } | Wrong {
  if (field.kind === 'hidden') {
    const value = isSent ? words[0]! : field.value;
    return value.length > 500 ? { value: value.slice(0, 500) } : { value };
  }
  const filled = words.filter((one) => one !== '');
  if (filled.length === 0) return field.required ? { code: `empty_${emptyCode(field)}` } : { value: '' };
  if (field.kind === 'several') return readSeveral(field, filled);
  const word = filled[0]!;
  const longest = field.kind === 'long' || field.kind === 'text' ? mostOf(field) : 500;
  if (word.length > longest) return { code: 'too_long', most: longest };
  return READ[field.kind]?.(word, field, yes) ?? { value: word };
}

function emptyCode({ kind }: FormField): string {
  if (kind === 'check') return 'check';
  return kind === 'choice' || kind === 'several' ? 'choice' : 'text';
}

/** The field's own limit where it has one. */
export function mostOf({ kind, maximum }: FormField): number {
  return HAS_MAXIMUM.includes(kind) && maximum !== null ? Math.min(maximum, limitOf(kind)) : limitOf(kind);
}

type Read = (word: string, field: FormField, yes: string) => { value: string } | Wrong;

const READ: Partial<Record<FormField['kind'], Read>> = {
  email: (word) => (isEmail(word) ? { value: word } : { code: 'email' }),
  phone: (word) => {
    const digits = word.replace(/\D/g, '').length;
    return /^\+?[0-9 ()/.-]+$/.test(word) && digits >= 5 && digits <= 16 ? { value: word } : { code: 'phone' };
  },
  number: (word, { maximum }) => {
    const number = /^[+-]?\d{1,15}([.,]\d{1,10})?$/.test(word) ? Number(word.replace(',', '.')) : Number.NaN;
    if (!Number.isFinite(number)) return { code: 'number' };
    return maximum !== null && number > maximum ? { code: 'too_large', most: maximum } : { value: String(number) };
  },
  date: (word) => {
    const value = isoDate(word);
    return value ? { value } : { code: 'date' };
  },
  choice: (word, { options }) => (options.includes(word) ? { value: word } : { code: 'choice' }),
  check: (word, _field, yes) => (word === 'on' ? { value: yes } : { code: 'choice' }),
};

/** RFC 5321 lengths; a mailbox of the open internet. */
export function isEmail(word: string): boolean {
  return word.length <= 254 && /^[^\s@<>()[\]\\,;:"]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{2,63}$/u.test(word);
}

/** `2026-03-01`, and `1.3.2026` as people write it where the browser has no calendar. */
function isoDate(word: string): string | null {
  const local = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(word);
  const text = local ? `${local[3]}-${local[2]!.padStart(2, '0')}-${local[1]!.padStart(2, '0')}` : word;
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

function readSeveral(field: FormField, words: string[]): { value: string } | Wrong {
  const chosen = field.options.filter((option) => words.includes(option));
  if (words.some((one) => !field.options.includes(one))) return { code: 'choice' };
  const most = mostOf(field);
  return chosen.length > most ? { code: 'too_many', most } : { value: chosen.join(', ') };
}

async function takeFiles(field: FormField, sent: Sent, checked: Checked): Promise<void> {
  const files = sent.files.filter((one) => one.field === nameOf(field) && (one.name !== '' || one.content.length > 0));
  const most = mostOf(field);
  if (files.length === 0 && field.required) checked.wrong[field.id] = { code: 'empty_file' };
  if (files.length > most) checked.wrong[field.id] = { code: 'too_many_files', most };
  if (checked.wrong[field.id]) return;
  for (const { name, content } of files) {
    const verdict = await judgeFile(name, content);
    if ('wrong' in verdict) checked.wrong[field.id] = { code: verdict.wrong, name, most: 10 };
    else checked.files.push({ field: field.id, name, type: verdict.type, content });
  }
  const value = files.map(({ name }) => name).join(', ');
  if (value && !checked.wrong[field.id]) checked.answers.push({ field: field.id, label: field.label, value });
}
