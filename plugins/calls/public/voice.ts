// A voice message from a caller: who it is from, what it really is, and on disk before it is acknowledged.
import type { FastifyRequest } from 'fastify';
import type { AccountContext } from '../../../core/contract/context.ts';
import { addressOf, readCallerToken } from '../caller/tokens.ts';
import type { VoiceMeta } from '../inbound.ts';
import { words } from '../../../core/contract/untrusted.ts';
import type { Hub } from '../line/hub.ts';
import { soundOf } from './sound.ts';
import { settingsOf } from '../settings.ts';

type Upload = FastifyRequest<{ Querystring: Record<string, string | undefined>; Body: Buffer | undefined }>;

interface Answer {
  status: number;
  body: object;
}

/** Bytes: five minutes of speech are a quarter of it. */
export const LARGEST_MESSAGE = 5 * 1024 * 1024;

export async function takeVoice(account: AccountContext, hub: Hub, request: Upload): Promise<Answer> {
  const { voicemail, longest } = settingsOf(account.account);
  const caller = readCallerToken(account, /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]);
  const { message: id = '', seconds, name, call = '' } = request.query;
  if (caller === null) return refused(401, 'no_caller', 'Say hello first.');
  if (!voicemail) return refused(403, 'voicemail_off', 'Messages are not taken here.');
  if (await account.blocked(addressOf(caller))) return refused(403, 'blocked', 'Messages are not taken any more.');
  if (!/^[\w-]{8,64}$/.test(id)) return refused(400, 'bad_id', 'The message has no proper id.');
  if (!hub.messages.take(request.ip)) return refused(429, 'too_fast', 'Please wait before the next message.');
  const content = request.body ?? Buffer.alloc(0);
  const type = soundOf(content);
  if (!type) return refused(415, 'no_sound', 'This is no recording.');
  const duration = Math.min(longest, Math.max(0, Math.round(Number(seconds)) || 0));
  const meta: VoiceMeta = { caller, id, at: account.now().getTime(), duration, name: words(name, 200) || undefined };
  await account.receive({
    ...{ key: `v:${caller}:${id}`, type, body: content, meta: { ...meta }, orderKey: caller },
    ...{ from: meta.name ?? caller, summary: `${duration} s` },
  });
  if (call.startsWith(`${caller}:`)) await account.calls.messageLeft(call);
  return { status: 200, body: { stored: id } };
}

function refused(status: number, error: string, message: string): Answer {
  return { status, body: { error, message } };
}
