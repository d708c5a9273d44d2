// Two hundred agents with a page open each: how soon the last of them sees a message, and what an open page costs.
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { WebSocket } from 'ws';
import { tokenHash } from '../../core/kernel/ids.ts';
import { kilobytes, milliseconds, type Report } from './figures.ts';
import { median } from './pages.ts';
import { startProduct, type Product } from './product.ts';

export const AGENTS = 200;
const MESSAGES = 30;

export async function live(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-live-'));
  const product = await startProduct(folder, 'test/bench/with-hook.ts');
  const lines: WebSocket[] = [];
  try {
    await until(() => hired(folder) > 0);
    const tokens = hire(folder);
    await pause(3_000);
    const before = product.memory();
    for (const [index, token] of tokens.entries()) lines.push(await listening(product, token, index + 2));
    await pause(3_000);
    const each = (product.memory() - before) / AGENTS;
    await say(product, 'first');
    await pause(2_000);
    const times: number[] = [];
    for (let index = 0; index < MESSAGES; index += 1) times.push(await untilAllSee(product, lines, `message${index}x`));
    const sorted = times.toSorted((one, other) => one - other);
    report({
      what: `from a webhook sent to the last of ${AGENTS} agents' screens told`,
      measured: milliseconds(sorted.at(-1)!),
      budget: '≤ 250 ms',
      isGood: sorted.at(-1)! <= 250,
      detail: `longest of ${MESSAGES}; median ${milliseconds(median(times))}`,
    });
    report({
      what: 'memory for an agent’s open page',
      measured: kilobytes(each),
      budget: '≤ 150 kB',
      isGood: each <= 150_000,
      detail: `proportional set size with ${AGENTS} pages open, less that without, for one`,
    });
  } finally {
    for (const line of lines) line.terminate();
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Administrators and agents the desk has. */
export function hired(folder: string): number {
  const database = new Database(join(folder, 'hubdesk.sqlite'), { readonly: true });
  const { count } = database.prepare('select count(*) as count from channel_account').get() as { count: number };
  database.close();
  return count;
}

/** Agents with a session each, without the time it takes to hash two hundred passwords. */
export function hire(folder: string): string[] {
  const database = new Database(join(folder, 'hubdesk.sqlite'));
  const person = database.prepare(
    `insert into desk_user (id, name, email, role, preferences, created_at) values (?, ?, ?, 'agent', '{}', ?)`,
  );
  const session = database.prepare(
    `insert into session (token_hash, user_id, csrf, ip, user_agent, created_at, last_seen_at, expires_at, confirmed) values (?, ?, 'x', '', '', ?, ?, ?, 1)`,
  );
  const now = Date.now();
  const tokens = Array.from({ length: AGENTS }, (_, index) => `token-of-the-agent-number-${index}`);
  database.transaction(() => {
    tokens.forEach((token, index) => {
      person.run(index + 2, `Agent ${index}`, `a${index}@radwerk.example`, now);
      session.run(tokenHash(token), index + 2, now, now, now + 86_400_000);
    });
  })();
  database.close();
  return tokens;
}

/** On the page of a list, as the page's script opens the line. */
export async function listening({ port }: Product, token: string, userId: number): Promise<WebSocket> {
  const line = new WebSocket(`ws://localhost:${port}/live`, { headers: { cookie: `session${port}=${token}` } });
  await new Promise((go, fail) => line.once('open', go).once('error', fail));
  const answered = new Promise((go) => line.once('message', go));
  line.send(JSON.stringify({ join: [`user:${userId}`, 'list:all:open'] }));
  await answered;
  return line;
}

async function untilAllSee(product: Product, lines: WebSocket[], text: string): Promise<number> {
  const seen = lines.map(
    (line) =>
      new Promise<void>((go) => {
        const look = (data: Buffer) => {
          if (!data.includes(text)) return;
          line.off('message', look);
          go();
        };
        line.on('message', look);
      }),
  );
  const began = product.clock();
  await say(product, text);
  await Promise.all(seen);
  return product.clock() - began;
}

async function say({ address }: Product, text: string): Promise<void> {
  const body = JSON.stringify({ id: text, from: `visitor of ${text}`, text });
  const signature = createHmac('sha256', 'measuring').update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-signature': signature };
  const answer = await fetch(`${address}/channels/hook/messages`, { method: 'POST', body, headers });
  if (answer.status !== 200) throw new Error(`The webhook answered ${answer.status}`);
}

export async function until(is: () => boolean): Promise<void> {
  while (!is()) await pause(100);
}
