// Tries an extension without becoming a telephone: signs in at the telephone system and takes nothing there.
import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { PluginContext } from '../../../core/contract/context.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { answerTo } from '../sip/digest.ts';
import { sipReader, type SipMessage } from '../sip/reading.ts';
import { writeMessage, type Header } from '../sip/writing.ts';
import type { Extension } from './agents.ts';
import { openFar } from './far.ts';
import { limitsOf } from './limits.ts';

interface Where {
  address: string;
  domain: string;
  outboundProxy?: string;
}

/** Null when it went well. */
export async function tryExtension(
  context: Pick<PluginContext, 'mayReach' | 'lookup' | 'config'>,
  where: Where,
  extension: Extension,
): Promise<Reason | null> {
  const far = await openFar(context, where.address);
  if ('why' in far) return far.why;
  try {
    return await register(far.socket, where, extension, limitsOf(context).answer);
  } finally {
    far.socket.close();
  }
}

async function register(
  socket: WebSocket,
  where: Where,
  extension: Extension,
  patience: number,
): Promise<Reason | null> {
  const read = await sipReader();
  const [callId, tag] = [randomBytes(9).toString('hex'), randomBytes(6).toString('hex')];
  const ask = (cseq: number, more: Header[]) =>
    answered(socket, signIn(where, extension, { callId, tag, cseq }, more), (text) => {
      const message = read(text);
      return message?.callId === callId && message.cseq === cseq && (message.status ?? 0) >= 200 ? message : null;
    });
  const asked = async () => {
    const first = await ask(1, []);
    const isProxy = first?.status === 407;
    if (first?.status !== 401 && !isProxy) return first;
    const challenge = first.header(isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate');
    const answer = answerTo(challenge, extension, { method: 'REGISTER', uri: `sip:${where.domain}` });
    return answer ? ask(2, [[isProxy ? 'Proxy-Authorization' : 'Authorization', answer]]) : first;
  };
  const silent = reason('pbx.silent', `${where.domain} does not answer in time.`, { host: where.domain });
  const timeout = new Promise<null>((done) => setTimeout(done, patience, null).unref());
  const last = await Promise.race([asked(), timeout]);
  return last ? refusalOf(last, extension.user) : silent;
}

/** It ends before it begins: telephones that are signed in stay so. */
function signIn(
  { domain, outboundProxy }: Where,
  { user }: Extension,
  { callId, tag, cseq }: { callId: string; tag: string; cseq: number },
  more: Header[],
): string {
  const own = `<sip:${user}@${domain}>`;
  return writeMessage(`REGISTER sip:${domain} SIP/2.0`, [
    ['Via', `SIP/2.0/WSS ${tag}.invalid;branch=z9hG4bK${randomBytes(8).toString('hex')}`],
    ...(outboundProxy ? [['Route', `<${outboundProxy}>`] as Header] : []),
    ['Max-Forwards', '70'],
    ['From', `${own};tag=${tag}`],
    ['To', own],
    ['Call-ID', callId],
    ['CSeq', `${cseq} REGISTER`],
    ['Contact', `<sip:${tag}@${tag}.invalid;transport=ws>;expires=0`],
    ...more,
  ]);
}

function answered(
  socket: WebSocket,
  text: string,
  find: (text: string) => SipMessage | null,
): Promise<SipMessage | null> {
  return new Promise((done) => {
    const hear = (data: Buffer) => {
      const found = find(data.toString());
      if (!found) return;
      socket.off('message', hear);
      done(found);
    };
    socket.on('message', hear);
    socket.once('close', () => done(null));
    socket.send(text);
  });
}

/** What an answer to a sign-in means; null when it is one. */
export function refusalOf({ status, phrase }: Pick<SipMessage, 'status' | 'phrase'>, user: string): Reason | null {
  if (status !== null && status >= 200 && status < 300) return null;
  if (status === 401 || status === 407)
    return reason(
      'pbx.wrong_password',
      // Many a telephone system does not tell strangers which of its extensions there are.
      `The telephone system does not take ${user} with this password: the extension or the password is not the right one.`,
      { user },
    );
  if (status === 403)
    return reason('pbx.forbidden', `The telephone system does not let ${user} in (403). Look at its password there.`, {
      user,
    });
  if (status === 404)
    return reason('pbx.unknown_extension', `The telephone system knows no extension ${user} (404).`, { user });
  const detail = `${status ?? ''} ${phrase.slice(0, 100)}`.trim();
  return reason('pbx.refused', `The telephone system answers: ${detail}`, { detail });
}
