// Understanding what a visitor answered: by a button, its number, its words, or as an address, a number, a name.
import { normalAddress } from '../kernel/addresses.ts';
import type { AskStep, FlowOption } from './definition.ts';

/** What came in, stripped to what can be an answer. */
export interface Said {
  text: string;
  /** Of a pressed button. */
  chosen: { id: string; title: string } | null;
  /** Names of files that came along. */
  files: string[];
}

/** `value` is kept and shown; `option` is the choice's id. */
export type Understood = { value: string; option: string } | 'skipped' | 'wrong';

export const SKIP = 'skip';
const LONGEST = 2000;

/** Pure. */
export function understand(step: AskStep, said: Said): Understood {
  const text = said.text.normalize('NFC').trim().slice(0, LONGEST);
  if (step.skip !== '' && (said.chosen?.id === SKIP || isSame(text, step.skip))) return 'skipped';
  if (step.answer === 'choice') return chosen(optionsOf(step), said, text);
  const value = readers[step.answer](text, said);
  return value === null ? 'wrong' : { value, option: '' };
}

/** What can be pressed: the options, then the way past the question. */
export function optionsOf(step: AskStep): FlowOption[] {
  return step.skip === '' ? step.options : [...step.options, { id: SKIP, title: step.skip }];
}

function chosen(options: FlowOption[], said: Said, text: string): Understood {
  const numbered = /^[#(]?(\d{1,2})[.):]?$/.exec(text)?.[1];
  const found =
    options.find(({ id }) => id === said.chosen?.id) ??
    options.find(({ title }) => isSame(title, said.chosen?.title ?? text)) ??
    (numbered ? options[Number(numbered) - 1] : undefined) ??
    options.find(({ title }) => isSame(`${options.findIndex((one) => one.title === title) + 1} ${title}`, text));
  if (!found) return 'wrong';
  return found.id === SKIP ? 'skipped' : { value: found.title, option: found.id };
}

const readers: Record<Exclude<AskStep['answer'], 'choice'>, (text: string, said: Said) => string | null> = {
  text: (text, { files }) => text || files.join(', ').slice(0, LONGEST) || null,
  name(text) {
    const name = text.replace(/\s+/g, ' ').slice(0, 200);
    return /\p{L}/u.test(name) && !/[@/<>]|\d{3}/.test(name) ? name : null;
  },
  email(text) {
    const found = /[^\s<>()[\],;:"']{1,64}@[^\s<>()[\],;:"'@]{1,250}\.[^\s<>()[\],;:"'@.]{2,63}/u.exec(text)?.[0];
    return found ? normalAddress({ kind: 'email', value: found }).value : null;
  },
  phone(text) {
    const { value } = normalAddress({ kind: 'phone', value: text.replace(/^[^+\d]{0,40}/, '').replace('(0)', '') });
    return /^\+[1-9]\d{6,14}$/.test(value) && !/\p{L}{3}/u.test(text) ? value : null;
  },
  number(text) {
    const plain = text.replace(/[\s' ]/g, '').replace(',', '.');
    return /^-?\d{1,15}(\.\d{1,6})?$/.test(plain) ? String(Number(plain)) : null;
  },
};

/** Letters and digits only: capitals, dots and hyphens make no difference. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function isSame(one: string, other: string): boolean {
  const plain = plainWords(one);
  return plain === '' ? one.trim() !== '' && one.trim() === other.trim() : plain === plainWords(other);
}

/** Whether somebody asks for a person: the phrase alone, or in a short sentence where no free text is asked for. */
export function wantsPerson(phrases: string[], said: Said, step: AskStep | null): boolean {
  if (said.chosen) return false;
  const words = plainWords(said.text.slice(0, 200));
  const free = step?.answer === 'text' || step?.answer === 'name';
  return phrases.some((phrase) => {
    const wanted = plainWords(phrase);
    if (wanted === '') return false;
    return words === wanted || (!free && words.split(' ').length <= 10 && ` ${words} `.includes(` ${wanted} `));
  });
}
