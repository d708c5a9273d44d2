// What webhooks of WhatsApp and Messenger say (WA-7, WA-11, WA-15, MS-6, CH-14), through the command that prints it.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import messenger from '../../../plugins/meta/messenger/plugin.ts';
import { readAnything as readMessenger } from '../../../plugins/meta/messenger/reading/webhook.ts';
import whatsapp from '../../../plugins/meta/whatsapp/plugin.ts';
import { readAnything as readWhatsApp } from '../../../plugins/meta/whatsapp/reading/webhook.ts';
import { faultsOfParsed } from '../../conformance/sound.ts';
import * as ofMessenger from './messenger-payloads.ts';
import * as ofWhatsApp from './whatsapp-payloads.ts';

type Line = Record<string, unknown>;
type Channel = 'whatsapp' | 'messenger';

const PLUGINS = { whatsapp, messenger };
const READERS = { whatsapp: readWhatsApp, messenger: readMessenger };
const EXPECTED = { whatsapp: ofWhatsApp.EXPECTED, messenger: ofMessenger.EXPECTED };
const NOW = new Date('2026-06-01T00:00:00Z');

async function inspected(channel: Channel, files: string[]): Promise<Line[]> {
  const lines: Line[] = [];
  const code = await PLUGINS[channel].inspect(files, (line) => lines.push(JSON.parse(line) as Line));
  if (code !== 0) throw new Error(`inspect ended with ${code}`);
  return lines;
}

async function folderOf(t: Test, contents: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-meta-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const files = Object.entries(contents).map(([name, content]) => ({ path: join(folder, name), content }));
  for (const { path, content } of files) await writeFile(path, content);
  return files.map(({ path }) => path);
}

for (const channel of ['whatsapp', 'messenger'] as const) {
  t.test(`${channel}: everything that is documented is told as what it is`, async (t) => {
    for (const [name, [body, expected]] of Object.entries(EXPECTED[channel])) {
      const files = await folderOf(t, { 'webhook.json': JSON.stringify(body) });
      const lines = await inspected(channel, files);
      t.match(lines, expected, name);
      t.equal(lines.length, expected.length, `${name}: as many lines as events`);
      t.ok(
        lines.every(({ file }) => file === files[0]),
        `${name}: names its file`,
      );
    }
  });

  t.test(`${channel}: what is read is what the contract promises`, async (t) => {
    for (const [name, [body]] of Object.entries(EXPECTED[channel])) {
      const events = READERS[channel](JSON.parse(JSON.stringify(body)), NOW)!.map(({ event }) => event);
      t.strictSame(faultsOfParsed({ events }), [], name);
    }
  });

  t.test(`${channel}: what is spoilt anywhere in a webhook throws nowhere and yields sound events`, async (t) => {
    const spoilt = Object.entries(EXPECTED[channel]).flatMap(([name, [body]]) =>
      variants(body).map((variant) => ({ name, variant })),
    );
    const faults = spoilt.flatMap(({ name, variant }) => {
      const events = (READERS[channel](variant, NOW) ?? []).map(({ event }) => event);
      return faultsOfParsed({ events }).map((fault) => `${name}: ${fault}: ${JSON.stringify(variant).slice(0, 400)}`);
    });
    t.ok(spoilt.length > 1000, 'many are spoilt');
    t.strictSame(faults.slice(0, 5), []);
  });

  t.test(`${channel}: what is no webhook is said to be none`, async (t) => {
    const files = await folderOf(t, {
      'words.json': 'Hello',
      'answer.json':
        '{"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":"1"}],"messages":[{"id":"wamid.x"}]}',
      'request.json': '{"recipient":{"id":"1"},"messaging_type":"RESPONSE","message":{"text":"Hi"}}',
      'error.json': '{"error":{"code":190,"message":"Invalid"}}',
      'nothing.json': 'null',
    });
    const lines = await inspected(channel, [...files, join(files[0]!, '..', 'missing.json')]);
    t.equal(lines.length, files.length + 1);
    t.ok(lines.every(({ error, event }) => typeof error === 'string' && event === undefined));
  });
}

t.test('inspect without files says how it is used', async (t) => {
  const said: string[] = [];
  t.equal(await whatsapp.inspect([], (line) => said.push(line)), 2);
  t.match(said.join(), /Usage: hubdesk inspect whatsapp/);
});

t.test('one bad entry of a batch does not spoil the others (CH-14)', async (t) => {
  const messages = Array.from({ length: 1000 }, (_, index) =>
    index % 10 === 3
      ? [null, 7, 'x', {}, { id: {} }][index % 5]
      : ofWhatsApp.message('text', { body: `${index}` }, { id: `wamid.${index}` }),
  );
  const readings = readWhatsApp(ofWhatsApp.webhook({ messages }), NOW)!;
  t.equal(readings.filter(({ id }) => /^wamid\.\d+$/.test(id ?? '')).length, 900);
});

t.test('ids too large for numbers are kept to the last digit', async (t) => {
  const files = await folderOf(t, {
    'large.json':
      '{"entry":[{"id":"1","time":1780000000,"changes":[{"field":"x_update","value":{"message_template_id":12345678901234567891}}]}]}',
  });
  t.match(await inspected('whatsapp', files), [{ value: { message_template_id: '12345678901234567891' } }]);
});

const SHARED = process.env.HUBDESK_META_PAYLOADS;

t.test(
  'payloads of a folder that is named are all read',
  { skip: !SHARED && 'HUBDESK_META_PAYLOADS names no folder' },
  async (t) => {
    for (const channel of ['whatsapp', 'messenger'] as const) {
      const folder = join(SHARED!, channel);
      const names = (await readdir(folder)).filter(
        (name) => /^(webhook|event|meta_(?!error|re(quest|sponse)_))/.test(name) && name.endsWith('.json'),
      );
      for (const name of names) {
        const readings = READERS[channel](JSON.parse(await readFile(join(folder, name), 'utf8')), NOW);
        t.ok(readings?.length, `${name} says something`);
        t.strictSame(faultsOfParsed({ events: (readings ?? []).map(({ event }) => event) }), [], name);
      }
    }
  },
);

/** Names that mean something to objects by themselves. */
const HOSTILE: unknown = JSON.parse('{"__proto__":{"id":"x"},"toString":1,"constructor":null}');

/** The same webhook with one thing in it missing, empty, of another kind or hostile; for every thing in it. */
function variants(body: unknown): unknown[] {
  const places = placesIn(body);
  const others = [undefined, null, '', 'x', -1, 1e300, [], {}, [null], HOSTILE, true];
  return places.flatMap((place) => others.map((other) => replaced(body, place, other)));
}

function placesIn(value: unknown, place: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return place.length > 0 ? [place] : [];
  const inside = Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...place, name]));
  return place.length > 0 ? [place, ...inside] : inside;
}

function replaced(value: unknown, [name, ...rest]: (string | number)[], other: unknown): unknown {
  if (name === undefined) return other;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = replaced(copy[name], rest, other);
  return copy;
}
