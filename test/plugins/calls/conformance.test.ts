// The conformance kit over website calls: the far side is a caller's browser, which leaves voice messages (PL-2).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { conformance, type AccountOnDesk, type FarSide, type Misbehaviour } from '../../conformance/conformance.ts';
import type { Reach } from '../../conformance/channel.ts';
import type { RawArrival } from '../../../core/contract/inbound.ts';
import { REAL_PLUGINS } from '../../support/desk.ts';
import { CallerClient } from './caller-client.ts';

// Several desks are booted in here.
t.setTimeout(300_000);

const folder = join(REAL_PLUGINS, 'calls');
const RECORDING = Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(200, 1)]);
/** Microphones open on pages with https, and on this machine. */
const DESK = 'http://localhost';
const AT = Date.parse('2026-11-20T12:00:00Z');
const NOTHING_OUT = 'nothing is written by a call';
const KINDS = [
  'busy',
  'broken',
  'refuses',
  'stranger',
  'gone',
  'cuts',
  'loses the answer',
  'garbles',
  'silent',
] as const;

const nameOf = (words: string) => words.replace(/\W+/g, '-');

async function callerFarSide(): Promise<FarSide> {
  // Before the first greeting it is nobody the desk knows.
  let caller = 'bU2mYpQ1Rk6oTzW3xV8nCg';
  let token: string | undefined;
  return {
    config: { limits: { rings: { burst: 1000, perSecond: 100 } } },
    publicUrl: DESK,
    get customer() {
      return { name: 'Ada', address: { kind: 'handle' as const, value: caller } };
    },
    secrets: [],
    answer: () => ({ kind: 'form', values: { title: 'Radwerk', domains: '' } }),
    taken: () => [],
    async write(words: string, { publicId }: AccountOnDesk, reach: Reach) {
      const line = new CallerClient(await reach(), publicId, DESK);
      token = (await line.greet({ token })).token as string;
      caller = token.split('.')[1]!;
      line.socket.close();
      const query = new URLSearchParams({ id: publicId, message: nameOf(words), seconds: '3', name: 'Ada' });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
      return { url: `/channels/calls/messages?${query}`, headers, body: RECORDING };
    },
    spoken: (words) => `v:${caller}:${nameOf(words)}`,
    made: 'a page to call from is made by the desk, each with an address of its own',
    misbehave: Object.fromEntries(KINDS.map((kind) => [kind, NOTHING_OUT])) as Record<Misbehaviour, string>,
    behave() {},
    unknown: { key: 'unknown', type: 'application/json', body: Buffer.from('{"kind":"telepathy"}') },
    async close() {},
  };
}

/** An address that was typed in, and a voice message: who it is from stands beside the bytes. */
const samples: RawArrival[] = [
  { key: 'contact', type: 'application/json', body: readFileSync(`${folder}/samples/contact.json`) },
  {
    ...{ key: 'voice', type: 'audio/webm', body: RECORDING, summary: '7 s' },
    meta: { caller: 'bU2mYpQ1Rk6oTzW3xV8nCg', id: 'message-0001', at: AT, duration: 7, name: 'Ada', language: 'de' },
  },
];

t.test('calls conform', (t) => conformance(t, { folder, farSide: callerFarSide, samples }));
