// The loft as the conformance kit wants it: a customer, a webhook, and every way to misbehave.
import type { ConnectInput, ConnectStep } from '../../core/contract/connect.ts';
import type { Entry, FarSide } from '../conformance/conformance.ts';
import { SEAL, sealOf } from '../fixtures/plugins/pigeon/routes.ts';
import { openLoft, type Letter, type Loft } from './loft.ts';
import { letter } from './pigeons.ts';

const KEY = 'homing-key-4711';
const CUSTOMER = {
  name: 'Ada',
  address: { kind: 'handle' as const, value: 'ada', scope: 'pigeons' },
};

export async function pigeonFarSide(): Promise<FarSide> {
  const loft = await openLoft({ teardown: () => {} });
  loft.key = KEY;
  let letters = 0;
  const { misbehave, behave } = trouble(loft);
  const request = (body: Uint8Array, account: { publicId: string }) => ({
    url: `/channels/pigeon/${account.publicId}`,
    headers: { 'content-type': 'application/json', [SEAL]: sealOf(KEY, body) },
    body,
  });
  const arrival = (key: string, event: object) => ({
    key,
    type: 'application/json',
    body: Buffer.from(JSON.stringify([event])),
  });
  return {
    customer: CUSTOMER,
    secrets: [KEY],
    answer: (step, how) => answer(loft, step, how),
    taken: () => loft.letters.map(({ key }) => key),
    write(words, account) {
      letters += 1;
      return request(Buffer.from(JSON.stringify([letter(`written-${letters}`, 'Ada', words)])), account);
    },
    misbehave,
    behave,
    receipt: ({ id }, status) =>
      arrival(`receipt-${id}-${status}`, {
        type: 'receipt',
        of: { externalId: id },
        status,
        at: '2026-11-20T13:00:00Z',
      }),
    unknown: arrival('unknown', { type: 'molt', id: 'feather-1', at: '2026-11-20T13:00:00Z' }),
    webhook: { signature: SEAL, request },
    close: () => loft.close(),
  };
}

function answer(loft: Loft, step: ConnectStep, how: Entry): ConnectInput {
  if (step.step !== 'form') throw new Error(`There is no step ${step.step}`);
  const nowhere = 'http://127.0.0.1:1';
  const values = {
    name: 'Roof',
    loft: how === 'unreachable' ? nowhere : loft.url,
    key: how === 'wrong secret' ? 'some-other-key-0815' : KEY,
  };
  return { kind: 'form', values };
}

function trouble(loft: Loft): Pick<FarSide, 'misbehave' | 'behave'> {
  const accepted = (letter: Letter) => ({ outcome: 'accepted' as const, id: `sent-${letter.key}` });
  const status = (code: number) => () => void (loft.status = code);
  return {
    misbehave: {
      busy: status(429),
      broken: status(500),
      refuses: status(400),
      stranger: () => void (loft.key = 'the locks were changed'),
      gone: () => loft.close(),
      cuts: () => void (loft.cuts = true),
      'loses the answer': () => void (loft.answer = () => 'cut'),
      garbles: () => void (loft.answer = () => 'garble'),
      silent: () => void (loft.silent = true),
    },
    async behave() {
      Object.assign(loft, { status: null, key: KEY, answer: accepted, cuts: false });
      loft.speak();
      if (!loft.isOpen()) await loft.reopen();
    },
  };
}
