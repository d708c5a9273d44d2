// The conformance kit over Skeleton, on its simulated service.
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { conformance, type FarSide } from '../../test/conformance/conformance.ts';
import { signed, signedCall } from '../skeleton/simulator/call.ts';
import { startFarSide } from '../skeleton/simulator/far-side.ts';
import type { Mood, SkeletonFarSide } from '../skeleton/simulator/service.ts';

/** What the kit needs to know: how to connect, how a customer writes, how to misbehave. */
async function farSide(): Promise<FarSide> {
  const far = await startFarSide();
  const { token } = far;
  const url = '/channels/skeleton/simulated';
  const arrival = (key: string, event: Record<string, unknown>) => {
    const at = '2026-11-20T13:00:00Z';
    return { key, type: 'application/json', body: signedCall(far, [{ id: key, at, ...event }]).body };
  };
  return {
    customer: { name: 'Ada', address: { kind: 'handle', value: 'ada', scope: 'skeleton' } },
    secrets: [token, far.signingSecret],
    answer: (_step, how) => ({
      kind: 'form',
      values: {
        address: how === 'unreachable' ? 'http://127.0.0.1:1' : far.url,
        token: how === 'wrong secret' ? 'some-other-token' : token,
      },
    }),
    left: () => (far.webhook ? [far.webhook] : []),
    taken: () => far.taken.map(({ id }) => id),
    write: (text) => ({ url, ...signedCall(far, [{ type: 'message', from: { id: 'ada', name: 'Ada' }, text }]) }),
    ...trouble(far, token),
    receipt: ({ id }, status) => arrival(`${status}-${id}`, { type: 'receipt', message: id, status }),
    unknown: arrival('unknown', { type: 'dance', from: { id: 'ada' } }),
    webhook: { signature: 'x-skeleton-signature', request: (body) => ({ url, ...signed(far, body) }) },
    close: () => far.close(),
  };
}

function trouble(far: SkeletonFarSide, token: string): Pick<FarSide, 'misbehave' | 'behave'> {
  const mood = (wanted: Mood) => () => void (far.mood = wanted);
  return {
    misbehave: {
      busy: mood({ status: 429 }),
      broken: mood({ status: 500 }),
      refuses: mood({ status: 400 }),
      stranger: () => void (far.token = 'another-token-now'),
      gone: () => far.close(),
      cuts: mood('cuts'),
      'loses the answer': mood('loses the answer'),
      garbles: mood('garbles'),
      silent: mood('silent'),
    },
    async behave() {
      Object.assign(far, { mood: 'well', token });
      far.speak();
      if (!far.isOpen()) await far.open();
    },
  };
}

// A dozen desks are booted in here.
t.setTimeout(300_000);

t.test('Skeleton conforms', (t) =>
  conformance(t, { folder: fileURLToPath(new URL('../skeleton', import.meta.url)), farSide }),
);
