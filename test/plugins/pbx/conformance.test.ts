// The conformance kit over a telephone system, on the simulated one (PL-2).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startPbx } from '../../../plugins/pbx/simulator/server.ts';
import { SIMULATED } from '../../../plugins/pbx/simulator/world.ts';
import { conformance, type FarSide } from '../../conformance/conformance.ts';
import { REAL_PLUGINS } from '../../support/desk.ts';

// Two dozen desks are booted in here.
t.setTimeout(400_000);

const MARTA = '+4915112345678';
const FOLDER = join(REAL_PLUGINS, 'pbx');
const sample = readFileSync(join(FOLDER, 'samples/text.sip'), 'utf8');
const [[user, password]] = SIMULATED.extensions as [[string, string]];

const arrival = (key: string, text: string) => ({ key, type: 'message/sip', body: Buffer.from(text) });

function written(words: string): string {
  const [head] = sample.split('\r\n\r\n');
  const length = `Content-Length: ${Buffer.byteLength(words)}`;
  const named = `Call-ID: ${Math.random()}`;
  const fresh = head!
    .replace(/Content-Length: \d+/, length)
    .replace(/Call-ID: .*/, named)
    .replace(/X-Hubdesk-Call: .*\r\n/, '');
  return `${fresh}\r\n\r\n${words}`;
}

async function pbxFarSide(): Promise<FarSide> {
  const far = await startPbx();
  const { world } = far;
  const noMessages = 'nothing is sent by a telephone system';
  return {
    customer: { address: { kind: 'phone', value: MARTA } },
    secrets: [password],
    answer: (_step, how) => ({
      kind: 'form',
      values: {
        ...{ address: how === 'unreachable' ? 'ws://127.0.0.1:9/ws' : world.address, domain: world.domain },
        ...{ country: 'DE', user, password: how === 'wrong secret' ? 'guessed-password' : password, signsInAs: '' },
      },
    }),
    taken: () => [],
    write: (words) => arrival(`message:${Math.random()}`, written(words)),
    misbehave: {
      ...{ busy: noMessages, broken: noMessages, refuses: noMessages, stranger: noMessages, gone: noMessages },
      ...{ cuts: noMessages, 'loses the answer': noMessages, garbles: noMessages, silent: noMessages },
    },
    behave: () => {},
    unknown: arrival('message:unknown', sample.replace('text/plain', 'application/vnd.unheard-of')),
    close: () => far.close(),
  };
}

await conformance(t, { folder: FOLDER, farSide: pbxFarSide, samples: [arrival('message:sample', sample)] });
