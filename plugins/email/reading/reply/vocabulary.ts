// Recognises the label of a header line ("Von: …") in every language the tables know.

import { furtherHeaderWords } from './header-words-more.ts';
import { westernHeaderWords, type HeaderField } from './header-words.ts';
import { fold, stripChars } from './line.ts';

/** A header line taken apart: `Von: Anna <anna@example.org>` is from, with the rest as value. */
export interface Label {
  field: HeaderField;
  /** The label itself. */
  word: string;
  value: string;
}

/** Labels of one language as written, for looking them up inside a line. */
export interface LabelSet {
  language: string;
  labels: { field: HeaderField; word: string }[];
}

const tables = Object.entries({ ...westernHeaderWords, ...furtherHeaderWords });

/** Every language with its labels, longest first, so that "Kopie (CC)" wins over "Kopie". */
export const labelSets: readonly LabelSet[] = tables.map(([language, words]) => ({
  language,
  labels: Object.entries(words)
    .flatMap(([field, list]) =>
      list.split('|').map((word) => ({ field: field as HeaderField, word: word.normalize() })),
    )
    .sort((a, b) => b.word.length - a.word.length),
}));

const fieldByWord: ReadonlyMap<string, HeaderField> = new Map(
  labelSets.flatMap((set) => set.labels.map(({ word, field }): [string, HeaderField] => [fold(word), field])),
);

/** What stands around a label in text made from bold or quoted HTML. */
const decoration = ' \t*_#•|';

/** Longest label with its decoration ("**Kopie (CC)** :"). */
const longestLabel = 40;

/**
 * The label at the start of a line, decorated or not: `From:`, `*Von:*`, `De :`, `差出人：`.
 * Without a colon (eM Client writes `From Anna <anna@example.org>`) only if `colonless` is set.
 */
export function readLabel(text: string, colonless = false): Label | null {
  const start = text.slice(0, longestLabel + 1);
  const colon = start.search(/[:：]/);
  if (colon > 0) {
    const word = stripChars(start.slice(0, colon), decoration).normalize();
    const field = fieldByWord.get(fold(word));
    if (field) return { field, word, value: stripChars(text.slice(colon + 1), decoration) };
  }
  return colonless ? readColonless(text, start) : null;
}

function readColonless(text: string, start: string): Label | null {
  const space = start.search(/\s/);
  if (space <= 0) return null;
  const word = start.slice(0, space).normalize();
  const field = fieldByWord.get(fold(word));
  const value = text.slice(space).trim();
  return field && value ? { field, word, value } : null;
}
