// The line to the telephone system: opened with its sub-protocol, or why it cannot be.
import { WebSocket } from 'ws';
import type { PluginContext } from '../../../core/contract/context.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { limitsOf } from './limits.ts';
import { LONGEST } from '../sip/reading.ts';

export type Far = { socket: WebSocket } | { why: Reason };
type Place = Pick<PluginContext, 'mayReach' | 'lookup' | 'config'>;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Null for what is no address of a WebSocket, or one that everybody could listen to. */
export function readAddress(text: string): URL | null {
  const url = URL.parse(text.trim());
  if (!url || url.username || url.password || url.hash) return null;
  return url.protocol === 'wss:' || (url.protocol === 'ws:' && LOOPBACK.test(url.hostname)) ? url : null;
}

/** Why an address that was entered is none; null for one that may be tried. */
export function whyNoAddress(text: string): Reason | null {
  if (readAddress(text)) return null;
  const host = /^\s*ws:\/\//i.test(text) && URL.parse(text.trim())?.host;
  if (!host)
    return reason('pbx.no_address', 'This is no address of a WebSocket, such as wss://pbx.example.com:8089/ws.');
  const words = `ws:// is not encrypted and works on this machine only. Switch on TLS at ${host}, then enter wss://…`;
  return reason('pbx.needs_tls', words, { host });
}

/** Never throws. */
export async function openFar(context: Place, address: string): Promise<Far> {
  const url = readAddress(address);
  if (!url) return { why: whyNoAddress(address)! };
  const port = Number(url.port || (url.protocol === 'wss:' ? 443 : 80));
  const host = url.hostname;
  if (!(await context.mayReach(host, port))) return { why: internal(host) };
  const { answer, buffer } = limitsOf(context);
  const options = { handshakeTimeout: answer, maxPayload: Math.min(buffer, LONGEST * 2), followRedirects: false };
  const lookup = context.lookup(port);
  const socket = new WebSocket(url, ['sip'], { ...options, lookup, perMessageDeflate: false });
  return new Promise((done) => {
    socket.once('open', () => done({ socket }));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.terminate();
      done({ why: whyOf(error, url) });
    });
    // Whatever comes after the first of them is the line's own affair.
    socket.on('error', () => {});
  });
}

function internal(host: string): Reason {
  return reason(
    'pbx.internal',
    `${host} is not found, or within your own network: then the operator allows it in allowedInternalHosts.`,
    { host },
  );
}

const REFUSED = /^E(CONN|HOST|NET|ADDR|AI)|^ENOTFOUND$/;
const CERTIFICATE = /CERT|SSL|TLS|SELF_SIGNED|ALTNAME/;

function whyOf(error: NodeJS.ErrnoException, { host, hostname }: URL): Reason {
  const detail = error.message.slice(0, 200);
  const code = error.code ?? '';
  if (CERTIFICATE.test(code))
    return reason('pbx.certificate', `The certificate of ${host} cannot be trusted: ${detail}`, { host, detail });
  if (/internal or unknown address/.test(detail)) return internal(hostname);
  if (/subprotocol/i.test(detail))
    return reason('pbx.no_sip', `${host} answers, but does not speak SIP at this address.`, { host });
  const [, status] = /Unexpected server response: (\d{3})/.exec(detail) ?? [];
  if (status)
    return reason('pbx.no_socket', `${host} answers with ${status}: there is no WebSocket at this address.`, {
      ...{ host, status },
    });
  if (/timed out/i.test(detail)) return reason('pbx.silent', `${host} does not answer in time.`, { host });
  if (REFUSED.test(code)) return reason('pbx.unreachable', `Nobody listens at ${host}.`, { host });
  return reason('pbx.line_failed', `The line to ${host} cannot be opened: ${detail}`, { host, detail });
}
