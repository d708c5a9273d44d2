// Webhooks of Meta: signed ones accepted durably against bare inserts, and how long a batch of a thousand waits for its answer.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signatureOf, SIGNATURE } from '../../plugins/meta/graph/signature.ts';
import { bodyOf, written } from '../../plugins/meta/simulator/webhooks.ts';
import { SIMULATED, type Channel } from '../../plugins/meta/simulator/world.ts';
import { milliseconds, type Report } from './figures.ts';
import { bareInserts } from './inbound.ts';
import { ask } from './load.ts';
import { startProduct, type Product } from './product.ts';

const NAMES: Record<Channel, string> = { whatsapp: 'WhatsApp', messenger: 'Messenger' };
/** What Meta puts into one call at most. */
const BATCH = 1000;
const PEOPLE = 500;
/** Meta asks for this. */
const PATIENCE = 250;

export async function meta(report: Report, isQuick: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-meta-'));
  const product = await startProduct(folder, 'test/bench/with-meta.ts');
  try {
    await pause(1_000);
    for (const channel of ['whatsapp', 'messenger'] as const) {
      await flood(channel, product, folder, report, isQuick ? 1 : 3);
      await batches(channel, product, report, isQuick ? 5 : 20);
    }
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function flood(channel: Channel, product: Product, folder: string, report: Report, rounds: number) {
  const done = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = bareInserts(join(folder, `${channel}-${round}.sqlite`), 2);
    const asked = await ask({ ...hook(channel, product, `${round}`, 1), connections: 32, seconds: 4 });
    if (asked.status !== 200) throw new Error(`The webhook of ${channel} answered ${asked.status}`);
    done.push({ bare, asked, ratio: asked.perSecond / bare });
    await pause(1_000);
  }
  const { bare, asked, ratio } = done.toSorted((one, other) => one.ratio - other.ratio)[Math.floor(rounds / 2)]!;
  report({
    what: `signed webhooks of ${NAMES[channel]} accepted durably against bare durable inserts of one row`,
    measured: ratio >= 1 ? `${ratio.toFixed(1)} ×` : `1/${(1 / ratio).toFixed(1)}`,
    budget: '≥ 1/2',
    isGood: ratio >= 0.5,
    detail: `${Math.round(asked.perSecond)} a second from 32 senders (p99 ${milliseconds(asked.p99)}) while they are processed, against ${Math.round(bare)} inserts with a commit each`,
  });
}

async function batches(channel: Channel, product: Product, report: Report, count: number) {
  const asked = await ask({ ...hook(channel, product, 'batch', BATCH), connections: 1, count });
  if (asked.status !== 200) throw new Error(`The webhook of ${channel} answered ${asked.status}`);
  report({
    what: `a webhook with 1,000 messages of ${NAMES[channel]} answered, median`,
    measured: milliseconds(asked.p50),
    budget: `≤ ${PATIENCE} ms`,
    isGood: asked.p50 <= PATIENCE,
    detail: `${count} of them one after the other while they are processed (longest ${milliseconds(asked.longest)}); each message is written down by itself before the answer`,
  });
}

function hook(channel: Channel, { port, clock }: Product, run: string, size: number) {
  return {
    ...{ port, clock, method: 'POST', path: `/channels/${channel}/webhook` },
    headers: { 'content-type': 'application/json' },
    body(index: number) {
      const contents = Array.from({ length: size }, (_, at) => contentOf(channel, run, index * size + at));
      const body = written(bodyOf(channel, contents, Date.now()));
      // From many addresses: of a single one no more than its measure is taken.
      const address = `198.51.100.${index % 250}`;
      return { body, headers: { [SIGNATURE]: signatureOf(SIMULATED.appSecret, body), 'x-forwarded-for': address } };
    },
  };
}

function contentOf(channel: Channel, run: string, index: number): Record<string, unknown> {
  const words = `Question ${index} about a saddle and two tyres`;
  const id = `${run}-${index}`;
  if (channel === 'messenger') {
    const [sender, recipient] = [{ id: String(7_200_000_000_000 + (index % PEOPLE)) }, { id: SIMULATED.pageId }];
    return { sender, recipient, timestamp: Date.now(), message: { mid: `m_${id}`, text: words } };
  }
  const from = String(4_915_200_000_000 + (index % PEOPLE));
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    contacts: [{ profile: { name: `Visitor ${index % PEOPLE}` }, wa_id: from }],
    messages: [{ from, id: `wamid.${id}`, timestamp, type: 'text', text: { body: words } }],
  };
}
