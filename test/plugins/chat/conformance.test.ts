// The conformance kit over website chat: the far side is a visitor's browser, which writes over its socket (PL-2).
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { conformance } from '../../conformance/conformance.ts';
import type { RawArrival } from '../../../core/contract/inbound.ts';
import { visitorFarSide } from './chat-far-side.ts';

// Several desks are booted in here.
t.setTimeout(300_000);

const folder = fileURLToPath(new URL('../../../plugins/chat', import.meta.url));

/** What was said, and a file: its words stand beside the bytes. */
const samples: RawArrival[] = [
  ...readdirSync(`${folder}/samples`).map((name) => ({
    key: name,
    type: 'application/json',
    body: readFileSync(`${folder}/samples/${name}`),
  })),
  {
    key: 'file',
    type: 'image/png',
    body: Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex'),
    meta: {
      visitor: 'bU2mYpQ1Rk6oTzW3xV8nCg',
      at: 1795852920000,
      id: '0d5f6c1e-6a0f-4f0e-9b1c-1f4f6a2f7e03',
      name: 'brompton.png',
      fileKind: 'image',
    },
  },
];

t.test('chat conforms', (t) =>
  conformance(t, {
    folder,
    farSide: visitorFarSide,
    samples,
    situations: [{ recipient: { kind: 'email', value: 'ada@customer.example' } }],
  }),
);
