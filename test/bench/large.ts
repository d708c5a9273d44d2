// What a million conversations cost elsewhere: other pages, acts on a thousand at once, a backup while the desk is used.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { DEFAULTS } from '../../config/config.ts';
import type { Desk } from '../../core/boot.ts';
import { openServer } from '../../core/cli/serve.ts';
import { megabytes, milliseconds, type Report } from './figures.ts';
import { ask } from './load.ts';
import { HTML, LIST, page, withProduct } from './parts.ts';
import type { Product } from './product.ts';
import type { Seed } from './seed.ts';

const BULK = 1000;

/** Each ten times; the first is the one after nobody has asked for a while. */
export async function others(seed: Seed, report: Report): Promise<void> {
  const paths: Record<string, string> = {
    contacts: '/contacts',
    'contacts with a word': '/contacts?q=ba',
    'a contact': '/contacts/contact12',
    'what a contact did': '/contacts/contact12/timeline?show=all',
    'open ones, oldest first': '/inboxes/all/open?sort=oldest',
    'open ones, who waits longest first': '/inboxes/all/open?sort=waiting',
    'open ones by priority': '/inboxes/all/open?sort=priority',
    'the board': '/tickets/board',
    'the board, what is urgent': '/tickets/board?priority=urgent',
    'the board, a word': '/tickets/board?q=ba',
    'a ticket': '/tickets/5',
    'tickets, last changed first': '/tickets',
    'tickets by priority': '/tickets?sort=priority',
    'the channels': '/settings/channels',
    'health of an account': '/settings/channels/1',
    'arrivals of an account': '/settings/channels/1/ledger',
    notifications: '/notifications',
    'the audit log': '/settings/audit',
    'a search without words': '/search?q=is:open%20tag:urgent',
  };
  await withProduct(seed.folder, async (product, cookie) => {
    for (const [name, path] of Object.entries(paths)) {
      const { status } = await page(product, cookie, path);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      const about = { port: product.port, clock: product.clock, headers: { ...HTML, cookie }, path, connections: 1 };
      const asked = await ask({ ...about, count: 10 });
      report({
        what: `${name}, ${seed.conversations.toLocaleString('en')} conversations`,
        measured: milliseconds(asked.p50),
        budget: '≤ 50 ms',
        isGood: asked.p50 <= 50,
        detail: `median of ten, longest ${milliseconds(asked.longest)}`,
      });
    }
  });
}

type View = Parameters<Desk['views']['count']>[0];
type Condition = View['filter']['groups'][number]['conditions'][number];

/** Never in the way of a page: a page waits for them a moment only, and they are counted beside the main thread. */
export async function counts(seed: Seed, report: Report): Promise<void> {
  const config = { ...DEFAULTS, dataFolder: seed.folder, publicUrl: 'http://localhost:1', port: 0, smtpPort: 0 };
  const { desk, close } = await openServer({ ...config, logLevel: 'error' as const });
  try {
    const viewer = (await desk.accounts.viewerOf(1))!;
    const inboxIds = (await desk.conversations.inboxes.list()).map(({ id }) => id);
    for (const [name, conditions] of Object.entries(VIEWS)) {
      const view: View = { filter: { match: 'all', groups: [{ match: 'all', conditions }] }, sort: 'newest' };
      const times: number[] = [];
      let found = 0;
      for (let round = 0; round < 6; round += 1) {
        const began = performance.now();
        found = await desk.views.count(view, viewer, inboxIds);
        times.push(performance.now() - began);
      }
      const [median, longest] = [times.toSorted((one, other) => one - other)[3]!, Math.max(...times)];
      report({
        what: `how many a view has: ${name}, ${seed.conversations.toLocaleString('en')} conversations`,
        measured: milliseconds(median),
        budget: '≤ 500 ms',
        isGood: median <= 500,
        detail: `${found.toLocaleString('en')} found (counted up to 1,000); median of six, longest ${milliseconds(longest)}`,
      });
    }
  } finally {
    await close();
  }
}

const is = (property: string, ...values: string[]): Condition => ({ property, operator: 'is', values });

const VIEWS: Record<string, Condition[]> = {
  'open ones': [is('status', 'open')],
  'mine that are open': [is('owner', 'me'), is('status', 'open')],
  'with a tag that one in fifty has': [is('tag', '5')],
  'urgent ones that are open': [is('ticket_priority', 'urgent'), is('status', 'open')],
  'urgent ones of mine in a stage': [is('owner', 'me'), is('ticket_priority', 'urgent'), is('ticket_stage', '3')],
  'with a ticket in a stage nobody has one in': [is('ticket_stage', '99')],
};

export async function bulk(seed: Seed, report: Report): Promise<void> {
  await onCopy(seed, (folder) =>
    withProduct(folder, async (product, cookie) => {
      const { text } = await page(product, cookie, LIST);
      const form = new URLSearchParams({ _csrf: /name="_csrf" value="([^"]+)"/.exec(text)![1]!, do: 'close' });
      for (const id of openOnes(folder)) form.append('conversation', String(id));
      const headers = { ...HTML, cookie, origin: product.address };
      const change = (path: string, body: URLSearchParams) =>
        fetch(product.address + path, { method: 'POST', body, headers, redirect: 'manual' });
      const began = product.clock();
      const { longest } = await meanwhile(product, cookie, async () => {
        const answer = await change('/conversations?_method=PATCH', form);
        if (answer.status !== 303) throw new Error(`Closing many answered ${answer.status}`);
      });
      const took = product.clock() - began;
      report({
        what: `${BULK.toLocaleString('en')} conversations closed at once`,
        measured: milliseconds(took),
        budget: '≤ 3 s',
        isGood: took <= 3_000,
        detail: `in slices, one step to undo; another page waits at most ${milliseconds(longest)} meanwhile`,
      });
    }),
  );
}

function openOnes(folder: string): number[] {
  const database = new Database(join(folder, 'hubdesk.sqlite'), { readonly: true });
  const rows = database.prepare(`select id from conversation where status = 'open' limit ?`).all(BULK);
  database.close();
  return (rows as { id: number }[]).map(({ id }) => id);
}

/** With reading back, as it is run from a timer beside the desk. */
export async function backup(seed: Seed, report: Report): Promise<void> {
  const target = join(mkdtempSync(join(tmpdir(), 'bench-backup-')), 'desk.tar.gz');
  await withProduct(seed.folder, async (product, cookie) => {
    const began = performance.now();
    const waits = await meanwhile(product, cookie, async () => {
      const command = join(import.meta.dirname, '../../scripts/hubdesk');
      await promisify(execFile)('sh', [command, 'backup', target], {
        env: { ...process.env, HUBDESK_DATA: seed.folder },
      });
    });
    report({
      what: `backup of ${seed.conversations.toLocaleString('en')} conversations while the desk is used, read back`,
      measured: `${((performance.now() - began) / 1000).toFixed(0)} s`,
      budget: 'pages < 100 ms',
      isGood: waits.p99 < 100,
      detail: `${megabytes(statSync(join(seed.folder, 'hubdesk.sqlite')).size)} of database; pages meanwhile p99 ${milliseconds(waits.p99)}`,
    });
  });
  rmSync(target, { force: true });
}

/** How long others wait for a page while something is done. */
async function meanwhile(product: Product, cookie: string, work: () => Promise<unknown>) {
  const state = { over: false };
  const about = { port: product.port, clock: product.clock, headers: { ...HTML, cookie }, path: LIST, connections: 1 };
  await ask({ ...about, count: 50 });
  const asking = ask({ ...about, rate: 4, until: () => state.over });
  await work().finally(() => (state.over = true));
  return asking;
}

async function onCopy(seed: Seed, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-copy-'));
  cpSync(seed.folder, folder, { recursive: true });
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
