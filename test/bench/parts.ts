// Parts that look at one database of a hundred thousand or a million: memory, search, start.
import { setTimeout as pause } from 'node:timers/promises';
import { megabytes, milliseconds, type Report } from './figures.ts';
import { ask } from './load.ts';
import { startProduct, type Product } from './product.ts';
import { RARE } from './fill.ts';
import type { Seed } from './seed.ts';

export const HTML = { accept: 'text/html' };
export const LIST = '/inboxes/all/open';

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

export async function page(product: Product, cookie: string, path: string, headers: Record<string, string> = {}) {
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

/** Another word each time, so that no answer is a repetition of the one before. */
export async function search(seed: Seed, report: Report): Promise<void> {
  await withProduct(seed.folder, async (product, cookie) => {
    const headers = { ...HTML, cookie, 'hx-request': 'true', 'hx-target': 'div#found' };
    const path = (index: number) => `/search?q=${RARE[index % RARE.length]}%20`;
    if (!(await page(product, cookie, path(0), headers)).text.includes('<mark>'))
      throw new Error('The search found nothing');
    const about = { port: product.port, clock: product.clock, connections: 1, headers };
    const first = await ask({ ...about, path: (index) => path(index + 1), count: RARE.length - 1 });
    const found = await ask({ ...about, path, count: 8 * RARE.length });
    report({
      what: `search of a word in 1 % of ${seed.messages.toLocaleString('en')} messages, first page`,
      measured: milliseconds(found.p50),
      budget: '≤ 50 ms',
      isGood: found.p50 <= 50,
      detail: `median over ${RARE.length} words; p99 ${milliseconds(found.p99)}, the first time a word is asked for ${milliseconds(first.p50)}`,
    });
    const typing = { ...about, headers: { ...HTML, cookie }, path: LIST };
    const calm = await ask({ ...typing, count: 60 });
    const state = { over: false };
    const searching = ask({ ...about, path, connections: 2, seconds: 60, until: () => state.over });
    const meanwhile = await ask({ ...typing, count: 60 });
    state.over = true;
    await searching;
    report({
      what: 'a list meanwhile, with two people who search without pause',
      measured: milliseconds(meanwhile.p99),
      budget: '≤ 50 ms',
      isGood: meanwhile.p99 <= 50,
      detail: `p99, median ${milliseconds(meanwhile.p50)}; without searches ${milliseconds(calm.p99)} and ${milliseconds(calm.p50)}`,
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
