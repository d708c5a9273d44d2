// `npm run bench`: the budgets of the design, measured in one run on this machine. Options: PART…, --quick, --write.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { chat } from './chat.ts';
import { figuresOf, markdown, megabytes, renewed, table, type Figure } from './figures.ts';
import { hostile, inbound } from './inbound.ts';
import { backup, bulk, counts, others } from './large.ts';
import { live } from './live.ts';
import { meta } from './meta.ts';
import { pages } from './pages.ts';
import { memory, search, start } from './parts.ts';
import { seed } from './seed.ts';
import { tables } from './tables.ts';
import { weight } from './weight.ts';

const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const chosen = words.filter((word) => !word.startsWith('--'));
const say = (line: string) => void process.stderr.write(`${line}\n`);
const figures: Figure[] = [];
const report = (figure: Figure) => {
  figures.push(figure);
  say(`  ${figure.what}: ${figure.measured} (${figure.budget}) ${figure.detail ?? ''}`);
};

/** Above the number of processors, other work has slowed down whatever was measured by the clock. */
const loadBefore = loadavg()[0]!.toFixed(1);

const small = () => seed(1_000, say);
const middle = () => seed(100_000, say);
const large = () => (isQuick ? middle() : seed(1_000_000, say, 5));

const PARTS: Record<string, () => Promise<void>> = {
  start: async () => start(await middle(), report),
  memory: async () => memory(await middle(), report, isQuick ? 20_000 : 75_000),
  pages: async () => pages({ small: await small(), large: await large() }, report),
  search: async () => search(await large(), report),
  inbound: async () => inbound(report),
  meta: async () => meta(report, isQuick),
  live: async () => live(report),
  chat: async () => chat(report),
  others: async () => others(await large(), report),
  counts: async () => counts(await large(), report),
  bulk: async () => bulk(await middle(), report),
  backup: async () => backup(await middle(), report),
  tables: async () => tables(await middle(), report, isQuick ? 20_000 : 200_000),
  weight: async () => weight(await middle(), report),
  hostile: async () => hostile(await small(), report),
};

const unknown = chosen.find((name) => !PARTS[name]);
if (unknown) throw new Error(`There is no part "${unknown}". There are: ${Object.keys(PARTS).join(', ')}`);
for (const name of chosen.length > 0 ? chosen : Object.keys(PARTS)) {
  say(name);
  try {
    await PARTS[name]!();
  } catch (error) {
    report({ what: name, measured: 'failed', budget: '', isGood: false, detail: String(error) });
  }
}
console.log(table(figures));
if (words.includes('--write')) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${megabytes(totalmem())}, Node ${process.versions.node}, with a load of ${loadBefore} from other work when it began`;
  const file = join(import.meta.dirname, '../../docs/benchmarks.md');
  // Of single parts only their own rows are renewed.
  const before = chosen.length > 0 ? figuresOf(readFileSync(file, 'utf8')) : [];
  const text = await format(markdown(renewed(before, figures), machine), {
    ...(await resolveConfig(file)),
    filepath: file,
  });
  writeFileSync(file, text);
}
