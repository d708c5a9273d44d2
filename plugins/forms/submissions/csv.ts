// Submissions as a table for spreadsheets: RFC 4180, and nothing in it that a spreadsheet would calculate.
import type { FormField } from '../form/definition.ts';
import type { Submission } from './store.ts';

export interface Column {
  /** A field's id, or one of `at`, `state`, `name`, `sender`, `subject`, `page`. */
  id: string;
  label: string;
}

export const OWN_COLUMNS = ['at', 'state', 'name', 'sender', 'subject', 'page'] as const;

/** The form's fields, then those that only older submissions have. */
export function fieldColumns(fields: FormField[], submissions: Submission[]): Column[] {
  const columns = new Map(fields.map(({ id, label }) => [id, label]));
  for (const { answers } of submissions)
    for (const { field, label } of answers) if (!columns.has(field)) columns.set(field, label);
  return [...columns].map(([id, label]) => ({ id, label }));
}

export function cellOf(one: Submission, column: string): string {
  if (column === 'at') return one.at.toISOString();
  if (column === 'state' || column === 'name' || column === 'sender' || column === 'subject' || column === 'page')
    return one[column];
  return one.answers.find(({ field }) => field === column)?.value ?? '';
}

export function toCsv(columns: Column[], submissions: Submission[]): string {
  const rows = [
    columns.map(({ label }) => label),
    ...submissions.map((one) => columns.map(({ id }) => cellOf(one, id))),
  ];
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  return `\ufeff${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** An apostrophe keeps a spreadsheet from taking what a stranger wrote for a formula. */
export function csvCell(value: string): string {
  const harmless = /^\s*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
