// What long work on tables costs those who use the desk meanwhile: a large import, and duplicates looked for among all contacts.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULTS } from '../../config/config.ts';
import { openServer } from '../../core/cli/serve.ts';
import type { Desk } from '../../core/boot.ts';
import { megabytes, milliseconds, type Report } from './figures.ts';
import type { Seed } from './seed.ts';

const BLOCKED = 100;
const MORE_MEMORY = 150_000_000;
/** Milliseconds between two looks at the clock and the memory. */
const LOOK = 2;

interface Watched {
  /** Milliseconds in which nothing else had its turn; time without a processor is left out. */
  longest: number;
  /** Bytes beyond what was used before. */
  grown: number;
  seconds: number;
}

export async function tables(seed: Seed, report: Report, rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-tables-'));
  cpSync(seed.folder, folder, { recursive: true });
  const config = { ...DEFAULTS, dataFolder: folder, publicUrl: 'http://localhost:1', port: 0, smtpPort: 0 };
  const served = await openServer({ ...config, logLevel: 'error' as const });
  try {
    for (const table of TABLES) await importing(served.desk, table, rows, report);
    await comparing(served.desk, seed.conversations, report);
  } finally {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Table {
  object: string;
  head: string;
  line(row: number): string;
}

const TABLES: Table[] = [
  {
    object: 'contact',
    head: 'Name,E-mail,Phone,Company,Note',
    line: (row) =>
      `Ada Row${row},row${row}@firm${row % 5000}.example,+49 30 ${1_000_000 + row},Firm ${row % 5000},Likes bells`,
  },
  {
    object: 'company',
    head: 'Name,Website,Owner',
    line: (row) => `Maker ${row},maker${row}.example,Person 2`,
  },
];

/** Checked, run and undone, each with the budget of everything that goes on beside others. */
async function importing(desk: Desk, { object, head, line }: Table, count: number, report: Report): Promise<void> {
  const body = [head, ...Array.from({ length: count }, (_, row) => line(row)), ''].join('\n');
  const file = await desk.files.save(Buffer.from(body));
  const { id } = await desk.imports.open({ id: file.id, name: `${object}.csv` }, object, { userId: 1, language: 'en' });
  const stages = [
    { what: 'checked', status: 'checked', begin: () => desk.imports.check(id, {}) },
    { what: 'imported', status: 'done', begin: () => desk.imports.run(id) },
    { what: 'taken back', status: 'undone', begin: () => desk.imports.undo(id) },
  ];
  for (const { what, status, begin } of stages) {
    const { longest, grown, seconds, slower } = await stage(desk, { status, begin, half: count / 2 });
    report({
      what: `${count.toLocaleString('en')} rows (${object}) ${what}`,
      measured: `${Math.round(count / seconds).toLocaleString('en')} rows a second, others wait ≤ ${milliseconds(longest)}`,
      budget: '≤ 100 ms, ≤ 150 MB more',
      isGood: longest <= BLOCKED && grown <= MORE_MEMORY && slower <= 2,
      detail: `${seconds.toFixed(0)} s; ${megabytes(grown)} more memory; the second half took ${slower.toFixed(1)} × the first`,
    });
  }
}

interface Stage {
  status: string;
  begin(): Promise<void>;
  /** Rows. */
  half: number;
}

/** `slower`: how long the second half took, in times of the first. */
async function stage(desk: Desk, { status, begin, half }: Stage): Promise<Watched & { slower: number }> {
  const began = performance.now();
  let middle: number | undefined;
  const watched = await meanwhile(async () => {
    await begin();
    for (;;) {
      const run = (await desk.imports.list({ limit: 1 }))[0]!;
      if (run.done >= half) middle ??= performance.now();
      if (run.status === status) return;
      if (run.status === 'failed') throw new Error(`The import failed: ${JSON.stringify(run)}`);
      await pause(200);
    }
  });
  const ended = performance.now();
  middle ??= ended;
  return { ...watched, slower: (ended - middle) / (middle - began) };
}

async function comparing(desk: Desk, contacts: number, report: Report): Promise<void> {
  let seen = 0;
  const watched = await meanwhile(async () => {
    await desk.duplicates.lookAgain();
    for (let some = 1; some > 0; seen += some) some = await desk.duplicates.refresh(5000);
  });
  report({
    what: `duplicates looked for among ${contacts.toLocaleString('en')} contacts`,
    measured: `${watched.seconds.toFixed(0)} s, others wait ≤ ${milliseconds(watched.longest)}`,
    budget: '≤ 100 ms, ≤ 150 MB more',
    isGood: watched.longest <= BLOCKED && watched.grown <= MORE_MEMORY,
    detail: `${((watched.seconds * 1000) / seen).toFixed(2)} ms each; ${megabytes(watched.grown)} more memory`,
  });
}

/** How long the main thread waited for a processor, in milliseconds (Linux, schedstat). */
function inLine(): number {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[1]) / 1_000_000;
}

async function meanwhile(work: () => Promise<unknown>): Promise<Watched> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let [longest, most, last, waited] = [0, before, performance.now(), inLine()];
  const look = () => {
    const [now, line] = [performance.now(), inLine()];
    longest = Math.max(longest, now - last - (line - waited) - LOOK);
    most = Math.max(most, process.memoryUsage.rss());
    [last, waited] = [now, line];
  };
  const timer = setInterval(look, LOOK);
  const began = performance.now();
  await work();
  look();
  clearInterval(timer);
  return { longest, grown: most - before, seconds: (performance.now() - began) / 1000 };
}
