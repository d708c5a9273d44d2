// What webhooks of WhatsApp and Messenger say (WA-7, WA-11, WA-15, MS-6, CH-14), through the command that prints it.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { errorReason as ofMessengerError } from '../../../plugins/meta/messenger/reading/errors.ts';
import messenger from '../../../plugins/meta/messenger/plugin.ts';
import { readAnything as readMessenger } from '../../../plugins/meta/messenger/reading/webhook.ts';
import { errorReason as ofWhatsAppError } from '../../../plugins/meta/whatsapp/reading/errors.ts';
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

t.test('every documented error is told in words of both languages that say what to do (WA-8)', async (t) => {
  const told: Record<Channel, [name: string, ...codes: (number | [number, number])[]][]> = {
    whatsapp: [
      ['signed_out', 0, 190],
      ['not_permitted', 3, 10, 200, 299, 131005],
      ['account_blocked', 368, 131031],
      ['payment', 131042, 131044, 134011],
      ['number_not_ready', 131037, 131045, 133010, 131063],
      ['provider_trouble', 1, 2, 131000, 131016, 133004, 135000],
      ['too_fast', 4, 613, 80007, 130429, 131056, 131057],
      ['held_back', 131048, 131049, 131064, 132069],
      ['window_over', 470, 131047],
      ['opted_out', 131050],
      ['not_reachable', 33, 131026],
      ['experiment', 130472],
      ['country', 130497],
      ['own_number', 131021],
      ['test_number', 131030],
      ['needs_number', 131062],
      ['file', 131052, 131053],
      ['template', 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 134100],
      ['identity_changed', 137000],
      ['type', 131051],
      ['other', 100, 131008, 131009, 131055, 999_999],
    ],
    messenger: [
      ['window_over', [10, 2018278], [10, 2534022]],
      ['not_reachable', [10, 2018065], [10, 2018108], [100, 2018001], [200, 1545041], 551, 9000001],
      ['not_permitted', 10, [10, 1893063], [100, 2018164], [100, 33], 200, [200, 2018028], 2022, 368],
      ['file', [100, 2018008], [100, 2018047], [100, 2018109], [100, 2018294], [100, 2018074]],
      ['too_fast', 4, 613, [613, 2018338], [613, 2534040]],
      ['owned_elsewhere', 2018300, 2018321, [100, 2534037]],
      ['provider_trouble', 1, 2],
      ['signed_out', 190],
      ['other', 100],
    ],
  };
  const reasons = { whatsapp: ofWhatsAppError, messenger: ofMessengerError };
  for (const channel of ['whatsapp', 'messenger'] as const)
    for (const language of ['en', 'de']) {
      const file = new URL(`../../../plugins/meta/${channel}/locales/${language}.json`, import.meta.url);
      const words = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
      for (const [name, ...codes] of told[channel]) {
        for (const one of codes) {
          const [code, error_subcode] = [one].flat();
          t.equal(reasons[channel]({ code, error_subcode }).code, `${channel}.failed.${name}`, `${channel} ${one}`);
        }
        t.ok(words[`reason.${channel}.failed.${name}`], `${language}: ${name}`);
      }
    }
});

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
