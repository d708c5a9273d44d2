// Two hundred agents and a thousand visitors of a site connected: how soon the team sees what a visitor has sent.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { WebSocket } from 'ws';
import { kilobytes, milliseconds, type Report } from './figures.ts';
import { AGENTS, hire, hired, listening, until } from './live.ts';
import { startProduct, type Product } from './product.ts';

const VISITORS = 1_000;
/** Of them write; the others only have the line open. */
const WRITERS = 50;
/** Messages of each that are measured. */
const EACH = 4;

export async function chat(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-chat-'));
  const product = await startProduct(folder, 'test/bench/with-chat.ts');
  const lines: WebSocket[] = [];
  try {
    await until(() => hired(folder) > 0);
    const tokens = hire(folder);
    const agents: WebSocket[] = [];
    for (const [index, token] of tokens.entries()) agents.push(await listening(product, token, index + 2));
    lines.push(...agents);
    await pause(3_000);
    const before = product.memory();
    const visitors = await arrive(product, publicId(folder), lines);
    await pause(3_000);
    const each = (product.memory() - before) / VISITORS;
    const times = await talk(product, visitors.slice(0, WRITERS), agents);
    tell(report, times, each);
  } finally {
    for (const line of lines) line.terminate();
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(report: Report, times: { first: number[]; last: number[] }, each: number): void {
  const at = (all: number[], part: number) =>
    all.toSorted((one, other) => one - other)[Math.min(all.length - 1, Math.floor(all.length * part))]!;
  report({
    what: 'from a visitor’s message sent to an agent’s screen told, 200 agents and 1,000 visitors connected',
    measured: milliseconds(at(times.first, 0.99)),
    budget: '≤ 50 ms',
    isGood: at(times.first, 0.99) <= 50,
    detail: `p99 of ${times.first.length} messages, one after the other; median ${milliseconds(at(times.first, 0.5))}; the last of the ${AGENTS} screens: median ${milliseconds(at(times.last, 0.5))}, p99 ${milliseconds(at(times.last, 0.99))}`,
  });
  report({
    what: 'memory for a connected visitor',
    measured: kilobytes(each),
    budget: '',
    isGood: null,
    detail: `proportional set size with ${VISITORS.toLocaleString('en')} visitors connected, less that without, for one`,
  });
}

function publicId(folder: string): string {
  const database = new Database(join(folder, 'hubdesk.sqlite'), { readonly: true });
  const { id } = database.prepare('select public_id as id from channel_account').get() as { id: string };
  database.close();
  return id;
}

async function arrive({ port }: Product, id: string, lines: WebSocket[]): Promise<WebSocket[]> {
  const visitors: WebSocket[] = [];
  for (let index = 0; index < VISITORS; index += 1) {
    const line = new WebSocket(`ws://localhost:${port}/channels/chat/socket?id=${id}`);
    lines.push(line);
    await new Promise((go, fail) => line.once('open', go).once('error', fail));
    const welcomed = new Promise((go) => line.once('message', go));
    line.send(JSON.stringify({ hello: { page: `https://shop.example/${index}`, language: 'en', open: false } }));
    await welcomed;
    visitors.push(line);
  }
  return visitors;
}

async function talk(product: Product, writers: WebSocket[], agents: WebSocket[]) {
  const times = { first: [] as number[], last: [] as number[] };
  for (let round = 0; round <= EACH; round += 1) {
    for (const [index, writer] of writers.entries()) {
      const seen = await untilSeen(product, writer, agents, `message ${round} of ${index}x`);
      // What comes first makes contact and conversation, and warms everything up; it counts as well, but once.
      if (round === 0 && index < writers.length / 2) continue;
      times.first.push(Math.min(...seen));
      times.last.push(Math.max(...seen));
    }
  }
  return times;
}

/** When each of the agents was told. */
async function untilSeen(product: Product, writer: WebSocket, agents: WebSocket[], text: string): Promise<number[]> {
  const began = product.clock();
  const told = agents.map(
    (agent) =>
      new Promise<number>((go) => {
        const look = (data: Buffer) => {
          if (!data.includes(text)) return;
          agent.off('message', look);
          go(product.clock() - began);
        };
        agent.on('message', look);
      }),
  );
  writer.send(JSON.stringify({ say: { id: randomUUID(), text } }));
  return Promise.all(told);
}
