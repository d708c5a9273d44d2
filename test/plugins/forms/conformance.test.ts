// The conformance kit over forms: nothing goes out, nothing is signed in to; what comes in has to be sound (PL-2).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { RawArrival } from '../../../core/contract/inbound.ts';
import { conformance } from '../../conformance/conformance.ts';
import type { FarSide, Misbehaviour } from '../../conformance/channel.ts';

const folder = fileURLToPath(new URL('../../../plugins/forms', import.meta.url));
const NOTHING_OUT = 'nothing goes out by a form';

const samples = ['question', 'unwanted'].map((name): RawArrival => {
  const { type, body, meta } = JSON.parse(readFileSync(`${folder}/samples/${name}.json`, 'utf8')) as RawArrival;
  return { key: name, type, body: Buffer.from(String(body)), meta };
});

const kinds = [
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

async function nobody(): Promise<FarSide> {
  return {
    customer: { name: 'Lena Hofmann', address: { kind: 'email', value: 'lena@kunde.example' } },
    secrets: [],
    answer: (step) =>
      step.step === 'choose' ? { kind: 'choose', ids: ['contact'] } : { kind: 'form', values: { name: 'Contact' } },
    taken: () => [],
    write: (words) => ({
      ...samples[0]!,
      key: words,
      body: Buffer.from(String(new URLSearchParams({ 'a.mail': 'lena@kunde.example', 'a.about': words }))),
    }),
    made: 'a form is made by the desk, each with an address of its own',
    misbehave: Object.fromEntries(kinds.map((kind) => [kind, NOTHING_OUT])) as Record<Misbehaviour, string>,
    behave() {},
    unknown: 'the desk itself makes the forms that are sent to it',
    async close() {},
  };
}

t.test('forms conform', (t) => conformance(t, { folder, farSide: nobody, samples }));
