// What was measured beside what it may be, and the page that shows it.

export interface Figure {
  /** As in the budgets of the design. */
  what: string;
  measured: string;
  budget: string;
  /** Null for a figure without a budget. */
  isGood: boolean | null;
  /** How it came about. */
  detail?: string;
}

export type Report = (figure: Figure) => void;

const MARK = { true: 'ok', false: 'MISSED', null: '' };

export function table(figures: Figure[]): string {
  const rows = figures.map(({ what, measured, budget, isGood }) => [what, measured, budget, MARK[`${isGood}`]]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function markdown(figures: Figure[], machine: string): string {
  const lines = figures.map(
    ({ what, measured, budget, isGood, detail }) =>
      `| ${what} | ${measured} | ${budget} | ${isGood === null ? '' : isGood ? 'kept' : '**missed**'} | ${detail ?? ''} |`,
  );
  return `# Benchmarks

Made by \`npm run bench -- --write\`. Budgets are ratios within one run where that is possible, so that they hold on any machine; these figures come from ${machine}.

| what | measured | budget | | how |
|---|---|---|---|---|
${lines.join('\n')}

\`npm run bench -- PART\` measures one part (${PARTS_NOTE}); \`--quick\` leaves the large database out. Databases are made once, through the desk's own tables and triggers, and kept in the folder for temporary files.
`;
}

const PARTS_NOTE =
  '`start`, `memory`, `pages`, `search`, `inbound`, `meta`, `live`, `chat`, `others`, `counts`, `bulk`, `backup`, `tables`, `weight`, `hostile`';

export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
