// Imports as pages show them: the list, how far one is, what became of it, which rows could not be read.
import type { Fault, Import, ImportStatus } from '../../imports/imports.ts';
import type { Fact } from '../models/aside.ts';
import type { TableModel } from '../models/forms.ts';
import type { ImportProgress } from '../models/imports.ts';
import type { Chip } from '../models/shared.ts';
import { reasonText, text, userPerson, type Present } from './marks.ts';

export const IMPORTS = '/imports';

export function importAddress({ publicId }: Pick<Import, 'publicId'>): string {
  return `${IMPORTS}/${publicId}`;
}

/** What an import is about, in the reader's words. */
export type ObjectNames = Map<string, string>;

const TONES: Partial<Record<ImportStatus, Chip['tone']>> = {
  done: 'good',
  failed: 'bad',
  stopped: 'warn',
  undone: 'outline',
};

function statusChip(present: Present, { status }: Import): Chip {
  return { label: text(present, `imports.status.${status}`), tone: TONES[status] };
}

export function importsTable(
  present: Present,
  names: ObjectNames,
  rows: Import[],
  more: string | undefined,
): TableModel {
  const labels = ['file', 'object', 'status', 'rows', 'by', 'at'];
  return {
    id: 'imports',
    label: text(present, 'imports.heading'),
    columns: labels.map((one) => ({ label: text(present, `imports.${one}`), num: one === 'rows' })),
    rows: rows.map((row) => ({
      id: `import-${row.id}`,
      cells: [
        { icon: 'file', text: row.fileName, href: importAddress(row), walk: true },
        { text: names.get(row.object) ?? row.object },
        { chips: [statusChip(present, row)] },
        { text: row.total === null ? '' : number(present, row.total), num: true },
        row.user ? { person: userPerson(row.user), text: row.user.name } : { text: '' },
        { at: row.createdAt },
      ],
    })),
    more,
    empty: {
      ...{ title: text(present, 'imports.none'), text: text(present, 'imports.none.text') },
      link: { label: text(present, 'imports.new'), href: `${IMPORTS}/new` },
    },
  };
}

function number({ language }: Present, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Absent when nothing is at work. */
export function importProgress(present: Present, run: Import): ImportProgress | undefined {
  const { status, done, total } = run;
  if (status !== 'checking' && status !== 'running' && status !== 'undoing') return undefined;
  const known = status === 'running' && total !== null ? total : undefined;
  return {
    href: `${importAddress(run)}/progress`,
    page: importAddress(run),
    words: text(present, known === undefined ? `imports.at.${status}` : 'imports.at.of', { done, total: known ?? 0 }),
    done,
    total: known,
  };
}

export function importFacts(present: Present, names: ObjectNames, run: Import): Fact[] {
  const { status, kept, unowned } = run;
  const label = (name: string) => text(present, `imports.${name}`);
  const counted = (['created', 'updated', 'skipped', 'faulty'] as const).map((name) => ({
    label: label(status === 'checked' ? `will.${name}` : `was.${name}`),
    value: number(present, run[name]),
  }));
  return [
    { label: label('object'), value: names.get(run.object) ?? run.object },
    ...(run.user ? [{ label: label('by'), person: userPerson(run.user) }] : []),
    { label: label('at'), at: run.createdAt },
    ...(run.total === null ? [] : [{ label: label('rows'), value: number(present, run.total) }]),
    ...(status === 'open' ? [] : counted),
    ...(unowned > 0
      ? [{ label: label(status === 'checked' ? 'will.unowned' : 'was.unowned'), value: number(present, unowned) }]
      : []),
    ...(kept > 0 ? [{ label: label('was.kept'), value: number(present, kept) }] : []),
  ];
}

const SHOWN_CELLS = 6;

export function faultsTable(present: Present, run: Import, faults: Fault[]): TableModel {
  return {
    id: 'faults',
    label: text(present, 'imports.faults'),
    columns: ['line', 'why', 'row'].map((one) => ({ label: text(present, `imports.fault.${one}`) })),
    rows: faults.map(({ line, reasons, cells }) => ({
      id: `fault-${line}`,
      cells: [
        { text: number(present, line), mono: true },
        { text: reasons.map((why) => reasonText(present, why)).join(' ') },
        { text: shown(run, cells) },
      ],
    })),
  };
}

/** The beginning of the row, so that it is recognised. */
function shown({ columns }: Import, cells: string[]): string {
  const filled = cells.slice(0, columns.length).filter((cell) => cell !== '');
  const words = filled.slice(0, SHOWN_CELLS).map((cell) => cell.replace(/\s+/g, ' ').slice(0, 40));
  return words.join(' · ');
}
