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

Made by \`npm run bench -- --write\`. Budgets are ratios within one run where that is possible, so that they hold on any machine; these figures come from ${machine}. \`npm run bench -- PART --write\` renews the rows of that part.

| what | measured | budget | | how |
|---|---|---|---|---|
${lines.join('\n')}

\`npm run bench -- PART\` measures one part (${PARTS_NOTE}); \`--quick\` leaves the large database out. Databases are made once, through the desk's own tables and triggers, and kept in the folder for temporary files.
`;
}

/** The rows of the page as it was written before. */
export function figuresOf(page: string): Figure[] {
  const rows = [...page.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split(' | ').map((cell) => cell.trim()));
  return rows
    .slice(1)
    .filter(([what]) => !/^:?-+/.test(what!))
    .map(([what, measured, budget, mark, detail]) => ({
      ...{ what: what!, measured: measured!, budget: budget!, detail },
      isGood: mark === '' ? null : mark === 'kept',
    }));
}

/** Rows measured again stand where they stood; new ones come last. */
export function renewed(before: Figure[], now: Figure[]): Figure[] {
  const fresh = new Map(now.map((figure) => [figure.what, figure]));
  const kept = before.map((figure) => fresh.get(figure.what) ?? figure);
  const known = new Set(before.map(({ what }) => what));
  return [...kept, ...now.filter(({ what }) => !known.has(what))];
}

const PARTS_NOTE =
  '`start`, `memory`, `pages`, `search`, `inbound`, `meta`, `live`, `chat`, `others`, `counts`, `bulk`, `backup`, `tables`, `weight`, `hostile`';

export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
