// A stored arrival becomes events: a text that somebody sent to the telephone system (RFC 3428).
import type { Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import { reason } from '../../core/contract/reason.ts';
import { settingsOf } from './settings.ts';
import { callerOf } from './sip/numbers.ts';
import { sipReader } from './sip/reading.ts';

const ILLEGIBLE = { quarantine: reason('pbx.illegible', 'This is nothing that a telephone system sends.') };
const UNSHOWN = reason('pbx.unshown', 'Something other than text, which is not shown here.');
const MOST_WORDS = 20_000;

export async function parseArrival(
  account: { settings: Record<string, unknown> },
  { type, body, receivedAt }: StoredArrival,
): Promise<Parsed> {
  if (type !== 'message/sip') return ILLEGIBLE;
  const read = await sipReader();
  const message = read(Buffer.from(body).toString());
  if (message?.method !== 'MESSAGE' || message.status !== null) return ILLEGIBLE;
  const isText = /^(text\/plain\b|$)/i.test(message.header('content-type'));
  const text = message.body.slice(0, MOST_WORDS);
  // The same at several extensions is one.
  const id = `message:${message.header(settingsOf(account).callHeader).trim() || message.callId}`;
  const sender = await callerOf(account, message, id);
  return {
    events: [
      {
        ...{ type: 'message', id, at: receivedAt, sender, thread: { joinOpen: true } },
        parts: [
          isText && text.trim() ? { type: 'text', text } : { type: 'unsupported', what: 'SIP message', why: UNSHOWN },
        ],
      },
    ],
  };
}
