// Writing SIP messages that the desk or the simulated far side sends by itself.

import type { SipMessage } from './reading.ts';

export type Header = [name: string, value: string];

export function writeMessage(first: string, headers: Header[], body = ''): string {
  const lines = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`);
  return [first, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

/** In quotes where it stands before an address. */
export function quoted(name: string): string {
  return name === '' ? '' : `"${name.replace(/[\\"]/g, '\\$&')}" `;
}

/** What an answer repeats of the request. */
export function echoOf(message: SipMessage, tag: string): Header[] {
  const to = message.header('to');
  return [
    ...message.headers('via').map((via): Header => ['Via', via]),
    ['From', message.header('from')],
    ['To', /;\s*tag=/i.test(to) ? to : `${to};tag=${tag}`],
    ['Call-ID', message.callId],
    ['CSeq', `${message.cseq} ${message.method}`],
  ];
}
