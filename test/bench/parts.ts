// Parts that look at one database of a hundred thousand or a million: memory, pages, search, weight, start.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kilobytes, megabytes, milliseconds, type Figure, type Report } from './figures.ts';
import { ask, type Ask, type Asked } from './load.ts';
import { processorTime, startProduct, type Product } from './product.ts';
import { RARE } from './fill.ts';
import type { Seed } from './seed.ts';

const HTML = { accept: 'text/html' };
const LIST = '/inboxes/all/open';

export async function withProduct<T>(
  folder: string,
  work: (product: Product, cookie: string) => Promise<T>,
): Promise<T> {
  const product = await startProduct(folder);
  try {
    return await work(product, await product.cookie());
  } finally {
    await product.stop();
  }
}

async function page(product: Product, cookie: string, path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(product.address + path, { headers: { cookie, ...HTML, ...headers } });
  return { status: answer.status, text: await answer.text() };
}

/** After work the threads for searching and reading mail are let go within a minute. */
export async function memory(seed: Seed, report: Report, patience: number): Promise<void> {
  await withProduct(seed.folder, async (product, cookie) => {
    await pause(5_000);
    const fresh = product.memory();
    for (let index = 0; index < 60; index += 1) {
      await page(product, cookie, LIST);
      await page(product, cookie, `/conversations/${seed.conversations - index}`);
    }
    await page(product, cookie, `/search?q=${RARE[0]}`);
    const busy = product.memory();
    await pause(patience);
    const idle = product.memory();
    report({
      what: 'idle memory of the whole product, 100,000 conversations',
      measured: megabytes(idle),
      budget: '≤ 150 MB',
      isGood: idle <= 150_000_000,
      detail: `proportional set size ${patience / 1000} s after 120 pages and a search; ${megabytes(fresh)} just started, ${megabytes(busy)} right after the pages`,
    });
  });
}

interface Cost extends Asked {
  /** Milliseconds of processor time for one request. */
  cpu: number;
}

/** Counted in processor time, so that what else runs on the machine does not count, once the code has been compiled. */
async function cost(used: () => number, about: Ask): Promise<Cost> {
  await ask({ ...about, count: 400 });
  const before = used();
  const asked = await ask(about);
  return { ...asked, cpu: (used() - before) / asked.count };
}

/** The newest conversations are long threads; the first page of the list holds fifty rows. */
export async function pages(seeds: { small: Seed; large: Seed }, report: Report): Promise<void> {
  const costs: Record<string, Cost> = {};
  for (const [name, seed] of Object.entries(seeds)) {
    await withProduct(seed.folder, async (product, cookie) => {
      const about = { port: product.port, headers: { ...HTML, cookie }, connections: 4, count: 600 };
      costs[name] = await cost(product.cpu, { ...about, path: LIST });
      if (name === 'small') return;
      const list = await page(product, cookie, LIST, { 'accept-encoding': 'identity' });
      report(await againstBare('list', costs[name], list.text));
      const path = `/conversations/${seed.conversations}`;
      const thread = await page(product, cookie, path, { 'accept-encoding': 'identity' });
      report(await againstBare('thread', await cost(product.cpu, { ...about, path }), thread.text));
    });
  }
  const { small, large } = costs as Record<'small' | 'large', Cost>;
  report({
    what: `first page of a list, ${seeds.large.conversations.toLocaleString('en')} conversations against ${seeds.small.conversations.toLocaleString('en')}`,
    measured: `${(large.cpu / small.cpu).toFixed(2)} ×`,
    budget: '≤ 1.5 ×',
    isGood: large.cpu / small.cpu <= 1.5,
    detail: `processor time ${milliseconds(large.cpu)} against ${milliseconds(small.cpu)}`,
  });
}

async function againstBare(kind: string, ours: Cost, text: string): Promise<Figure> {
  if (ours.status !== 200) throw new Error(`The ${kind} page answered ${ours.status}`);
  const bare = await bareFastify(text);
  const ratio = bare.cpu / ours.cpu;
  return {
    what: `${kind} page against a bare Fastify route with the same bytes`,
    measured: `1/${(1 / ratio).toFixed(1)}`,
    budget: '≥ 1/4',
    isGood: ratio >= 0.25,
    detail: `requests per second of processor time: ${Math.round(1000 / ours.cpu)} against ${Math.round(1000 / bare.cpu)}; ${kilobytes(ours.bytes)}, median ${milliseconds(ours.p50)} at 4 connections`,
  };
}

async function bareFastify(text: string): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-bare-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, text);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise<number>((go) =>
      child.stdout.once('data', (data: Buffer) => go(Number(String(data)))),
    );
    return await cost(() => processorTime(child.pid!), { port, path: '/', connections: 4, count: 1500 });
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
}

/** A new word each time is asked for, so that nothing is answered from memory but the index's own pages. */
export async function search(seed: Seed, report: Report): Promise<void> {
  await withProduct(seed.folder, async (product, cookie) => {
    const headers = { ...HTML, cookie, 'hx-request': 'true', 'hx-target': 'div#found' };
    const path = `/search?q=${RARE[0]}%20`;
    const { text } = await page(product, cookie, path, headers);
    if (!text.includes('<mark>')) throw new Error('The search found nothing');
    await ask({ port: product.port, path, headers, connections: 1, seconds: 2 });
    const found = await ask({ port: product.port, path, headers, connections: 1, seconds: 4 });
    const label = `search of a word in 1 % of ${seed.conversations.toLocaleString('en')} messages, first page`;
    report({
      what: label,
      measured: milliseconds(found.p50),
      budget: '≤ 50 ms',
      isGood: found.p50 <= 50,
      detail: `median; p99 ${milliseconds(found.p99)}`,
    });
    const calm = await ask({ port: product.port, path: '/health', connections: 1, seconds: 2, rate: 50 });
    const searching = ask({ port: product.port, path, headers, connections: 2, seconds: 4 });
    const meanwhile = await ask({ port: product.port, path: '/health', connections: 1, seconds: 3, rate: 50 });
    await searching;
    report({
      what: 'other requests while two people search without pause',
      measured: milliseconds(meanwhile.p99),
      budget: '≤ 50 ms',
      isGood: meanwhile.p99 <= 50,
      detail: `p99 of a small request; ${milliseconds(calm.p99)} without searches`,
    });
  });
}

export async function start(seed: Seed, report: Report): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const product = await startProduct(seed.folder);
    times.push(product.startedIn);
    await product.stop();
  }
  const [best, , median] = times.slice(1).toSorted((one, other) => one - other);
  report({
    what: 'start to first answered request, existing data',
    measured: `${(median! / 1000).toFixed(2)} s`,
    budget: '≤ 1.5 s',
    isGood: median! <= 1500,
    detail: `median of four; best ${(best! / 1000).toFixed(2)} s, the first of all ${(times[0]! / 1000).toFixed(2)} s`,
  });
}
