// Lines of tables as files: quoted where it is needed, and nothing that a spreadsheet would take for a formula.

/** Excel takes a file for UTF-8 only when it begins so. */
export const CSV_BEGIN = '\uFEFF';

/** One line with its end. */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  return `${cells.map((cell) => quoted(harmless(cell), delimiter)).join(delimiter)}\r\n`;
}

function quoted(cell: string, delimiter: string): string {
  const needs = cell.includes('"') || cell.includes('\n') || cell.includes('\r') || cell.includes(delimiter);
  return needs || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** What begins like a formula is a text for whoever opens it; numbers, also of telephones, stay as they are. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d[\d ./()-]*(,\d+)?$/.test(cell) ? `'${cell}` : cell;
}
