// What comes in: webhooks accepted durably against bare inserts, hostile mail against other people's requests.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { milliseconds, type Report } from './figures.ts';
import { ask } from './load.ts';
import { startProduct, type Product } from './product.ts';
import { LIST, page, withProduct } from './parts.ts';
import type { Seed } from './seed.ts';

export async function inbound(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-inbound-'));
  const product = await startProduct(folder, 'test/bench/with-hook.ts');
  try {
    await pause(1_000);
    const calm = await ask({ ...hook(product, 'calm'), connections: 16, seconds: 6, rate: 200, clock: product.clock });
    await pause(2_000);
    const rounds = [];
    for (const round of ['one', 'two', 'three']) {
      const bare = bareInserts(join(folder, `${round}.sqlite`), 2);
      const flood = await ask({ ...hook(product, round), connections: 32, seconds: 4 });
      if (flood.status !== 200) throw new Error(`The webhook answered ${flood.status}`);
      rounds.push({ bare, flood, ratio: flood.perSecond / bare });
      await pause(1_000);
    }
    const { bare, flood, ratio } = rounds.toSorted((one, other) => one.ratio - other.ratio)[1]!;
    report({
      what: 'inbound webhooks accepted durably against bare durable inserts of one row',
      measured: ratio >= 1 ? `${ratio.toFixed(1)} ×` : `1/${(1 / ratio).toFixed(1)}`,
      budget: '≥ 1/2',
      isGood: ratio >= 0.5,
      detail: `${Math.round(flood.perSecond)} a second from 32 senders (p99 ${milliseconds(flood.p99)}) while they are processed, against ${Math.round(bare)} inserts with a commit each; median of three rounds`,
    });
    report({
      what: 'webhook answered at 200 a second, p99',
      measured: milliseconds(calm.p99),
      budget: '≤ 25 ms',
      isGood: calm.p99 <= 25,
      detail: `median ${milliseconds(calm.p50)}, counted from when each was due`,
    });
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function hook({ port }: Product, run: string) {
  return {
    port,
    path: '/channels/hook/messages',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body(index: number) {
      const body = Buffer.from(
        JSON.stringify({
          id: `${run}-${index}`,
          from: `visitor${index % 500}`,
          text: `Question ${index} about a saddle and two tyres`,
        }),
      );
      return {
        body,
        headers: {
          'x-signature': createHmac('sha256', 'measuring').update(body).digest('hex'),
          // From many addresses: of a single one no more than its measure is taken.
          'x-forwarded-for': `198.51.100.${index % 250}`,
        },
      };
    },
  };
}

/** The same engine, settings and disk: how many rows of a webhook's size one after the other can be made durable. */
export function bareInserts(file: string, seconds: number): number {
  const database = new Database(file);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = full');
  database.exec('create table arrival (id integer primary key, key text, body blob)');
  const insert = database.prepare('insert into arrival (key, body) values (?, ?)');
  const body = Buffer.alloc(100, 'x');
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < seconds * 1000; count += 1) insert.run(`k${count}`, body);
  database.close();
  return count / seconds;
}

export async function hostile(seed: Seed, report: Report): Promise<void> {
  await withProduct(seed.folder, async (product, cookie) => {
    const database = new Database(join(seed.folder, 'hubdesk.sqlite'), { readonly: true });
    const { address } = database.prepare('select unique_id as address from channel_account limit 1').get() as {
      address: string;
    };
    const waiting = database.prepare(`select count(*) as count from arrival where status = 'accepted'`);
    // Until nothing waits to be read any more: the longest blocking may come late.
    const processed = async () => {
      do await pause(200);
      while ((waiting.get() as { count: number }).count > 0);
    };
    // What the first page of all takes is no matter of mails.
    await page(product, cookie, LIST);
    for (const [name, raw] of Object.entries(mails()))
      await sendMeanwhile(name, raw, address, product, cookie, report, processed);
    database.close();
  });
}

async function sendMeanwhile(
  name: string,
  raw: Buffer,
  to: string,
  product: Product,
  cookie: string,
  report: Report,
  processed: () => Promise<void>,
): Promise<void> {
  const state = { busy: true };
  const sending = sendFrom(raw, product.smtpPort, to)
    .then(() => processed())
    .finally(() => (state.busy = false));
  const times: number[] = [];
  while (state.busy) {
    const began = product.clock();
    const answer = await fetch(`${product.address}/inboxes/all/open`, { headers: { cookie, accept: 'text/html' } });
    await answer.arrayBuffer();
    times.push(product.clock() - began);
    await pause(5);
  }
  await sending;
  const longest = Math.max(...times);
  report({
    what: `longest wait for a page while ${name} comes in`,
    measured: milliseconds(longest),
    budget: '< 100 ms',
    isGood: longest < 100,
    detail: `of ${times.length} pages asked for meanwhile`,
  });
}

async function sendFrom(raw: Buffer, port: number, to: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-mail-'));
  const file = join(folder, 'mail.eml');
  writeFileSync(file, raw);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sender.ts'), file, String(port), to], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  rmSync(folder, { recursive: true });
  if (code !== 0) throw new Error('The mail was not taken');
}

function mails(): Record<string, Buffer> {
  const unique = `${process.pid}.${performance.now()}`;
  const head = (about: string) =>
    `From: a@elsewhere.example\r\nTo: b@radwerk.example\r\nSubject: ${about}\r\nMessage-ID: <${about}.${unique}@elsewhere.example>\r\nMIME-Version: 1.0\r\n`;
  const nested = Array.from(
    { length: 400 },
    (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`,
  ).join('');
  const line = `${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY='.repeat(1)}\r\n`;
  const file = line.repeat(Math.floor(48_000_000 / line.length));
  return {
    'a mail of 48 MB': Buffer.from(
      `${head('large')}Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nLook.\r\n--x\r\nContent-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="a.zip"\r\n\r\n${file}--x--\r\n`,
    ),
    'a mail with 10,000 header fields': Buffer.from(
      `${head('fields')}${'X-Many: yes\r\n'.repeat(10_000)}\r\nHello\r\n`,
    ),
    'a mail nested 400 deep': Buffer.from(`${head('nested')}${nested}Content-Type: text/plain\r\n\r\nHello\r\n`),
    'a page of 5 MB of HTML': Buffer.from(
      `${head('html')}Content-Type: text/html\r\n\r\n${'<div><b style="color:red">&lt;'.repeat(170_000)}\r\n`,
    ),
  };
}
