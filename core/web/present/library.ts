// The library in words: icons and names of kinds, entries as they would be inserted.
import { ENTRY_KINDS, TOKENS, wordingOf, type Entry, type EntryKind } from '../../library/library.ts';
import type { FieldModel } from '../models/fields.ts';
import type { PickOption } from '../models/library.ts';
import { text, type Present } from './marks.ts';

export const KIND_ICONS: Record<EntryKind, string> = {
  snippet: 'quote',
  document: 'file',
  meeting: 'calendar',
  quote: 'list',
  video: 'video',
};

export function tokenChoices(present: Present): NonNullable<FieldModel['tokens']> {
  return TOKENS.map((name) => ({ value: `{{${name}}}`, label: text(present, `library.token.${name}`) }));
}

export function kindOptions(present: Present, current: string) {
  return ENTRY_KINDS.map((value) => ({
    value,
    label: text(present, `insert.${value}`),
    current: value === current || undefined,
  }));
}

/** Half a sentence beside the title: how it begins, or how it is found. */
export function entryOption(entry: Entry): PickOption {
  const place = { values: {}, language: 'en', takesFile: true, fileAddress: '' };
  const said = entry.kind === 'snippet' ? wordingOf(entry, place).text.replace(/\s+/g, ' ').slice(0, 60) : '';
  const detail = [entry.shortcut && `/${entry.shortcut}`, said || entry.body.url || entry.file?.name]
    .filter(Boolean)
    .join(' · ');
  return { value: `${entry.kind}:${entry.id}`, label: entry.title, detail, icon: KIND_ICONS[entry.kind] };
}
