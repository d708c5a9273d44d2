// Faulty rows of an import as a file: as they stood there, with line and reason, to be mended and brought again.
import type { Import, Imports } from '../imports/imports.ts';
import { CSV_BEGIN, csvLine } from '../kernel/csv.ts';
import { reasonText, text, type Present } from './present/marks.ts';

const AT_ONCE = 500;

export async function* errorFile(present: Present, imports: Imports, run: Import): AsyncGenerator<string> {
  const { delimiter } = run.settings;
  const words = ['line', 'why'].map((one) => text(present, `imports.fault.${one}`));
  yield CSV_BEGIN + csvLine([...run.columns, ...words], delimiter);
  let after = 0;
  for (;;) {
    const faults = await imports.faults(run.id, { after, limit: AT_ONCE });
    if (faults.length === 0) return;
    const lines = faults.map(({ line, reasons, cells }) => {
      const filled = run.columns.map((_, index) => cells[index] ?? '');
      return csvLine([...filled, String(line), reasons.map((why) => reasonText(present, why)).join(' ')], delimiter);
    });
    yield lines.join('');
    after = faults.at(-1)!.line;
  }
}
