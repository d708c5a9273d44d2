// The door to exports: tables as CSV with their filters and columns, never more than a page of them in memory (CO-3).
import { setImmediate as turn } from 'node:timers/promises';
import { CSV_BEGIN, csvLine } from '../kernel/csv.ts';
import type { ObjectKind } from '../properties/properties.ts';
import { objectOf } from '../records/records.ts';
import { contactPage } from './contacts.ts';
import { conversationPage, recordPage, ticketPage } from './tables.ts';
import { writer } from './values.ts';
import type { ExportAsked, ExportRow, Exports, ExportWords, Needs, Page, Written } from './shapes.ts';

export type { ExportAsked, ExportColumn, Exports, ExportWords } from './shapes.ts';

/** In the order in which whole tables have them. */
const COLUMNS: Record<ExportAsked['table'], string[]> = {
  contact: ['key', 'name', 'emails', 'phones', 'company', 'owner', 'language', 'note', 'last', 'since'],
  record: ['key', 'name', 'domain', 'owner', 'contacts', 'created', 'changed'],
  ticket: [
    ...['number', 'name', 'description', 'pipeline', 'stage', 'priority', 'owner', 'team', 'contact', 'contact_email'],
    ...['source', 'created', 'changed', 'closed'],
  ],
  conversation: ['key', 'subject', 'contact', 'channel', 'status', 'owner', 'team', 'tags', 'waiting', 'at'],
};

export function createExports(needs: Needs): Exports {
  return {
    async columns({ table, type }) {
      const own = COLUMNS[table].filter((key) => key !== 'domain' || type === 'company');
      const object = objectFor(table, type);
      const defined = object ? await needs.properties.definitions.list(object) : [];
      return [...own.map((key) => ({ key })), ...defined.map(({ key, label }) => ({ key: `property.${key}`, label }))];
    },
    file: (asked, columns, words) => lines(needs, asked, columns, words),
  };
}

function objectFor(table: ExportAsked['table'], type?: string): ObjectKind | null {
  if (table === 'conversation') return null;
  return table === 'record' ? objectOf(type ?? 'company') : table;
}

async function* lines(
  needs: Needs,
  asked: ExportAsked,
  columns: { key: string; label: string }[],
  words: ExportWords,
): AsyncGenerator<string> {
  yield CSV_BEGIN + csvLine(columns.map(({ label }) => label));
  const object = objectFor(asked.table, asked.table === 'record' ? asked.filter.type : undefined);
  const written = await writer(needs, object, words);
  let after: string | undefined;
  do {
    const { rows, next } = await pageOf(needs, asked, written, after);
    yield rows.map((row) => csvLine(columns.map(({ key }) => cellOf(row, key, words)))).join('');
    after = next ?? undefined;
    // Others are served in between.
    await turn();
  } while (after !== undefined);
}

function pageOf(needs: Needs, asked: ExportAsked, written: Written, after: string | undefined): Promise<Page> {
  switch (asked.table) {
    case 'contact':
      return contactPage(needs, asked, written, after);
    case 'record':
      return recordPage(needs, asked.filter, written, after);
    case 'ticket':
      return ticketPage(needs, asked.filter, written, after);
    case 'conversation':
      return conversationPage(needs, asked, after);
  }
}

const WORDED = ['channel', 'source', 'priority', 'status'] as const;

function cellOf(row: ExportRow, key: string, words: ExportWords): string {
  const value = row[key];
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return words.time(value);
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const kind = WORDED.find((one) => one === key);
  return kind && value !== '' ? words.word(kind, String(value)) : String(value);
}
