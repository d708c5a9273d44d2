// Signing in at the telephone system (RFC 2617): the password stays at the desk, pages never have it.
import { createHash, randomBytes } from 'node:crypto';
import type { Extension } from '../line/agents.ts';

type Fields = Record<string, string>;

/** Names and values of `Digest name="value", …`; null for any other scheme. */
export function readDigest(header: string): Fields | null {
  const [, rest] = /^\s*digest\s+(.*)$/is.exec(header) ?? [];
  if (rest === undefined) return null;
  const all = [...rest.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)];
  return Object.fromEntries(all.map(([, name, quoted, bare]) => [name!.toLowerCase(), quoted ?? bare ?? '']));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

interface Asked {
  method: string;
  uri: string;
  body?: string;
}

function responseOf(
  fields: Fields,
  { user, signsInAs, password }: Extension,
  { method, uri, body = '' }: Asked,
): string {
  const { realm = '', nonce = '', qop = '', nc = '', cnonce = '' } = fields;
  const secret = md5(`${signsInAs || user}:${realm}:${password}`);
  const asked = qop === 'auth-int' ? md5(`${method}:${uri}:${md5(body)}`) : md5(`${method}:${uri}`);
  return md5(qop ? `${secret}:${nonce}:${nc}:${cnonce}:${qop}:${asked}` : `${secret}:${nonce}:${asked}`);
}

const SIGNED = /^((?:proxy-)?authorization:)([^\r\n]*)$/gim;

/** The request with the right answer to the challenge in place of what the page made up; others as they are. */
export function signRequest(text: string, extension: Extension): string {
  const end = text.indexOf('\r\n\r\n');
  const [head, body] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 4)];
  const method = /^([A-Z]+) /.exec(head)?.[1];
  if (!method) return text;
  const signed = head.replace(SIGNED, (line, name: string, value: string) => {
    const fields = readDigest(value);
    // Only ever by the person's own name.
    if (!fields || fields.username !== (extension.signsInAs || extension.user)) return line;
    const response = responseOf(fields, extension, { method, uri: fields.uri ?? '', body });
    return `${name}${value.replace(/(\bresponse\s*=\s*)"[^"]*"/i, `$1"${response}"`)}`;
  });
  return end < 0 ? signed : `${signed}\r\n\r\n${body}`;
}

/** Value of the header that answers a challenge; null for one that cannot be answered. */
export function answerTo(challenge: string, extension: Extension, asked: Asked): string | null {
  const given = readDigest(challenge);
  if (!given?.nonce || (given.algorithm && given.algorithm.toUpperCase() !== 'MD5')) return null;
  const kinds = (given.qop ?? '').split(',').map((one) => one.trim());
  const qop = kinds.includes('auth') ? 'auth' : '';
  const fields: Fields = { ...given, qop, ...(qop && { nc: '00000001', cnonce: randomBytes(8).toString('hex') }) };
  const said: [string, string][] = [
    ['username', extension.signsInAs || extension.user],
    ['realm', given.realm ?? ''],
    ['nonce', given.nonce],
    ['uri', asked.uri],
    ['response', responseOf(fields, extension, asked)],
    ...(given.opaque ? [['opaque', given.opaque] as [string, string]] : []),
    ...(qop ? [['cnonce', fields.cnonce!] as [string, string]] : []),
  ];
  const bare = `algorithm=MD5${qop ? `, qop=${qop}, nc=${fields.nc}` : ''}`;
  return `Digest ${said.map(([name, value]) => `${name}="${value}"`).join(', ')}, ${bare}`;
}

/** Whether whoever signed knows the password; for the far side of tests. */
export function isRight(header: string, extension: Extension, method: string): boolean {
  const fields = readDigest(header);
  return fields?.response === (fields && responseOf(fields, extension, { method, uri: fields.uri ?? '' }));
}
