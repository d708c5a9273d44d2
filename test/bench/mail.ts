// Measures how well mails are read: runs score.py of a corpus over the reader and writes docs/mail-quality.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { openBrowser } from '../browser/browser.ts';
import { hostileCases, judgeHtml, type HtmlOutcome } from './mail-html.ts';

interface Figure {
  value: number;
  of?: number;
  hits?: number;
  baseline: string;
}

interface ClassResult {
  cases: number;
  passed: number;
  percent: number;
  macro: number;
  baseline: string;
  notes: string[];
  figures: Record<string, Figure>;
}

interface Score {
  tree: string;
  inputs: number;
  notes: string[];
  classes: Record<string, ClassResult>;
}

const repository = resolve(import.meta.dirname, '../..');
const report = join(repository, 'docs/mail-quality.md');

function runScore(corpus: string, program: string): Score {
  const folder = mkdtempSync(join(tmpdir(), 'bench-mail-'));
  try {
    const result = join(folder, 'score.json');
    const command = `${process.execPath} ${join(repository, 'scripts/inspect-email.ts')}`;
    const args = [program, '--corpus', corpus, '--command', command, '--json', result];
    const { status } = spawnSync('python3', args, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`score.py ended with status ${status}`);
    return JSON.parse(readFileSync(result, 'utf8')) as Score;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Shows the hostile HTML of the corpus to a browser; null if the corpus has none. */
async function runHtml(corpus: string): Promise<HtmlOutcome | null> {
  const cases = hostileCases(corpus);
  if (cases.length === 0) return null;
  const ends: (() => unknown)[] = [];
  const browser = await openBrowser({ teardown: (end) => void ends.push(end as () => unknown) });
  browser.expectTrouble(/./);
  const outcome = await judgeHtml(await browser.newPage(), cases);
  for (const end of ends) await end();
  return outcome;
}

function table(rows: string[][]): string {
  const [head = [], ...rest] = rows;
  return [head, head.map(() => '---'), ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function classTable(score: Score): string {
  const rows = Object.entries(score.classes).map(([name, one]) => [
    name,
    `${one.passed} / ${one.cases}`,
    `${one.percent} %`,
    `${one.macro} %`,
    one.baseline,
  ]);
  return table([['class', 'passes / cases', 'share', 'macro average over sources', 'existing libraries'], ...rows]);
}

function figureTable(score: Score): string {
  const rows = Object.entries(score.classes).flatMap(([name, one]) =>
    Object.entries(one.figures).map(([figure, { value, of, hits, baseline }]) => {
      const shown = hits === undefined ? `${value}` : `${hits} / ${of}`;
      return [name, figure, shown, baseline];
    }),
  );
  return table([['class', 'figure', 'value', 'existing libraries'], ...rows]);
}

function htmlLines({ cases, dangerous, executed, requested }: HtmlOutcome): string {
  return table([
    ['hostile HTML, sanitised and shown in Chromium', 'cases'],
    ['shown', String(cases)],
    ['something forbidden left in the result', String(dangerous.length)],
    ['script ran', String(executed.length)],
    ['asked the network for something', String(requested.length)],
  ]);
}

async function write(score: Score, html: HtmlOutcome | null): Promise<void> {
  const text = [
    '# How well mails are read',
    '',
    'Made by `npm run bench:mail -- CORPUS_FOLDER`. The corpus is not part of this repository: it holds fixtures of',
    'some 75 public projects with the reading their authors expect, and a program that scores a reader against it.',
    `This is its \`${score.tree}\` part: ${score.inputs} inputs, ${score.notes.join(', ')}.`,
    '',
    classTable(score),
    '',
    ...(html ? [htmlLines(html), ''] : []),
    '## Figures',
    '',
    figureTable(score),
    '',
  ];
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, await format(text.join('\n'), { ...(await resolveConfig(report)), filepath: report }));
  console.log(`Written: ${report}`);
}

const [corpus, program = join(resolve(corpus ?? '.'), '../score.py')] = process.argv.slice(2);
if (!corpus || !existsSync(program)) {
  console.error(
    'Usage: npm run bench:mail -- CORPUS_FOLDER [SCORE_PROGRAM]\nscore.py is looked for beside the folder.',
  );
  process.exit(2);
}
await write(runScore(resolve(corpus), program), await runHtml(resolve(corpus)));
