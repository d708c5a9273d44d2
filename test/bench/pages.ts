// Lists and threads against a bare Fastify that sends the same bytes, and a large desk against a small one.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kilobytes, milliseconds, type Report } from './figures.ts';
import { THREADS } from './fill.ts';
import { ask, type Ask } from './load.ts';
import { HTML, LIST, page, withProduct } from './parts.ts';
import { processorTime, type Product } from './product.ts';
import type { Seed } from './seed.ts';

/** Each round asks for everything once more, so that what else happens on the machine happens to all. */
const ROUNDS = 5;
const LISTS = [LIST, '/inboxes/all/closed', '/inboxes/1/open', '/inboxes/all/unassigned'];

interface Asking {
  about: Ask;
  /** Milliseconds of processor time. */
  used(): number;
  /** One figure a round: milliseconds of processor time for one request. */
  costs: number[];
}

export async function pages(seeds: { small: Seed; large: Seed }, report: Report): Promise<void> {
  await withProduct(seeds.small.folder, (small, smallCookie) =>
    withProduct(seeds.large.folder, async (large, cookie) => {
      const threads = (index: number) => `/conversations/${seeds.large.conversations - (index % THREADS)}`;
      const lists = (index: number) => LISTS[index % LISTS.length]!;
      const list = await whole(large, cookie, LIST);
      const thread = await whole(large, cookie, threads(0));
      const bare = { list: await bareFastify(list), thread: await bareFastify(thread) };
      const asking = {
        smallList: asks(small, smallCookie, lists),
        list: asks(large, cookie, lists),
        bareList: bare.list.asking,
        thread: asks(large, cookie, threads),
        bareThread: bare.thread.asking,
      };
      await inRounds(Object.values(asking));
      bare.list.stop();
      bare.thread.stop();
      againstBare('list', asking.list, asking.bareList, list, report);
      againstBare('thread', asking.thread, asking.bareThread, thread, report);
      largeAgainstSmall(seeds, asking, report);
    }),
  );
}

function largeAgainstSmall(
  { large, small }: { small: Seed; large: Seed },
  { list, smallList }: { list: Asking; smallList: Asking },
  report: Report,
): void {
  const ratio = median(list.costs.map((cost, round) => cost / smallList.costs[round]!));
  report({
    what: `first page of a list, ${large.conversations.toLocaleString('en')} conversations against ${small.conversations.toLocaleString('en')}`,
    measured: `${ratio.toFixed(2)} ×`,
    budget: '≤ 1.5 ×',
    isGood: ratio <= 1.5,
    detail: `processor time ${milliseconds(median(list.costs))} against ${milliseconds(median(smallList.costs))}, ${LISTS.length} lists in turn, median of ${ROUNDS} rounds`,
  });
}

function againstBare(kind: string, ours: Asking, bare: Asking, text: string, report: Report): void {
  const ratio = median(ours.costs.map((cost, round) => bare.costs[round]! / cost));
  report({
    what: `${kind} page against a bare Fastify route with the same bytes`,
    measured: `1/${(1 / ratio).toFixed(1)}`,
    budget: '≥ 1/4',
    isGood: ratio >= 0.25,
    detail: `requests per second of processor time: ${Math.round(1000 / median(ours.costs))} against ${Math.round(1000 / median(bare.costs))}; ${kilobytes(Buffer.byteLength(text))}, median of ${ROUNDS} rounds`,
  });
}

function asks(product: Product, cookie: string, path: Ask['path']): Asking {
  const about = { port: product.port, headers: { ...HTML, cookie }, connections: 4, path };
  return { about, used: product.cpu, costs: [] };
}

async function inRounds(all: Asking[]): Promise<void> {
  for (const { about } of all) await ask({ ...about, count: 300 });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { about, used, costs } of all) {
      const before = used();
      const asked = await ask({ ...about, count: 120 });
      if (asked.status !== 200) throw new Error(`A page answered ${asked.status}`);
      costs.push((used() - before) / asked.count);
    }
  }
}

async function whole(product: Product, cookie: string, path: string): Promise<string> {
  return (await page(product, cookie, path, { 'accept-encoding': 'identity' })).text;
}

async function bareFastify(text: string): Promise<{ asking: Asking; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-bare-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, text);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((go) => child.stdout.once('data', (data: Buffer) => go(Number(String(data)))));
  return {
    asking: { about: { port, path: '/', connections: 4 }, used: () => processorTime(child.pid!), costs: [] },
    stop() {
      child.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

export function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
