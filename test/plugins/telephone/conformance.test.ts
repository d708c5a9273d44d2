// The conformance kit over telephone numbers, on the simulated provider (PL-2).
import { join } from 'node:path';
import t from 'tap';
import { recordingParams } from '../../../plugins/telephone/simulator/rooms.ts';
import { startTelephone } from '../../../plugins/telephone/simulator/server.ts';
import { signed } from '../../../plugins/telephone/simulator/webhooks.ts';
import { NOBODY_ANSWERS, SIMULATED } from '../../../plugins/telephone/simulator/world.ts';
import { SIGNATURE } from '../../../plugins/telephone/provider/signature.ts';
import { conformance, type AccountOnDesk, type FarSide } from '../../conformance/conformance.ts';
import { REAL_PLUGINS } from '../../support/desk.ts';

// Two dozen desks are booted in here.
t.setTimeout(400_000);

const { accountSid, authToken } = SIMULATED;
const FORM = 'application/x-www-form-urlencoded';
const MARTA = '+4915112345678';
const CALL = `CA${'7'.repeat(32)}`;
const RECORDED = { CallSid: CALL, RecordingSource: 'RecordVerb', RecordingChannels: '1' };

function transcript(words: string, id = Math.random().toString(16).slice(2)): Record<string, string> {
  return {
    ...{ AccountSid: accountSid, CallSid: CALL, From: MARTA, TranscriptionSid: `TR${id.padEnd(32, '0')}` },
    ...{ TranscriptionStatus: 'completed', TranscriptionText: words },
  };
}

const arrival = (key: string, params: Record<string, string>) => ({
  ...{ key, type: FORM, body: Buffer.from(new URLSearchParams(params).toString()) },
  meta: { from: MARTA, key: CALL },
});

async function telephoneFarSide(): Promise<FarSide> {
  const far = await startTelephone();
  const { world } = far;
  const brought = (params: Record<string, string>, { publicId }: AccountOnDesk) => {
    const url = `/channels/telephone/transcript?account=${publicId}&call=${CALL}`;
    const { headers, body } = signed(world, `http://desk.test${url}`, params);
    return { url, headers, body: Buffer.from(body) };
  };
  const noMessages = 'nothing is sent by telephone';
  return {
    config: { api: world.url },
    customer: { address: { kind: 'phone', value: MARTA } },
    secrets: [authToken],
    answer(step, how) {
      if (step.step === 'choose') return { kind: 'choose', ids: [world.numbers[0]!.sid] };
      const sid = how === 'unreachable' ? NOBODY_ANSWERS : accountSid;
      return {
        kind: 'form',
        values: { accountSid: sid, authToken: how === 'wrong secret' ? 'guessed-token' : authToken },
      };
    },
    left: () => [
      ...world.numbers.filter(({ voiceUrl }) => voiceUrl.startsWith('http://desk.test')).map(({ number }) => number),
      ...world.keys.map(({ name }) => name),
    ],
    taken: () => [],
    write: (words, account) => brought(transcript(words), account),
    misbehave: {
      ...{ busy: noMessages, broken: noMessages, refuses: noMessages, stranger: noMessages, gone: noMessages },
      ...{ cuts: noMessages, 'loses the answer': noMessages, garbles: noMessages, silent: noMessages },
    },
    behave: () => {},
    unknown: arrival('unknown', { AccountSid: accountSid, CallSid: CALL, CallStatus: 'dancing', From: MARTA }),
    webhook: {
      signature: SIGNATURE,
      request: (body, account) =>
        brought(Object.fromEntries(new URLSearchParams(Buffer.from(body).toString())), account),
    },
    close: () => far.close(),
  };
}

const recorded = recordingParams({ url: 'https://api.twilio.com' } as never, `RE${'a'.repeat(32)}`, 4, RECORDED);

await conformance(t, {
  folder: join(REAL_PLUGINS, 'telephone'),
  farSide: telephoneFarSide,
  samples: [
    arrival('sample-transcript', transcript('Where is my bicycle?', 'abc')),
    arrival('sample-recording', recorded),
    arrival('sample-status', { AccountSid: accountSid, CallSid: CALL, CallStatus: 'busy', From: MARTA }),
  ],
});
