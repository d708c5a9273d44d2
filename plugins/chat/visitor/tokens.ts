// Tokens of visitors and of files: readable by anybody, forgeable by nobody.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Address } from '../../../core/contract/address.ts';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';

type Signing = Pick<PluginContext, 'sign'>;

/** 128 bits, so that nobody meets another visitor by guessing. */
export function newVisitorId(): string {
  return randomBytes(16).toString('base64url');
}

/** Good for one account only: sites of the same desk do not share visitors. */
export function visitorToken(context: Pick<AccountContext, 'sign' | 'account'>, visitorId: string): string {
  return `v1.${visitorId}.${context.sign('visitor', `${context.account.publicId} ${visitorId}`)}`;
}

/** The visitor a token names; null when it is not one of ours. */
export function readVisitorToken(context: Pick<AccountContext, 'sign' | 'account'>, token: unknown): string | null {
  const match = typeof token === 'string' ? /^v1\.([\w-]{22})\.[\w-]{20,100}$/.exec(token) : null;
  return match && same(visitorToken(context, match[1]!), match[0]) ? match[1]! : null;
}

export function addressOf(visitorId: string): Address {
  return { kind: 'handle', value: visitorId };
}

/** What a link to a file says: which one, as whose, under which name. */
export interface FileTicket {
  account: string;
  visitor: string;
  name: string;
  kind: string;
  /** A stored file, or the arrival that carried it until it has been read. */
  file?: number;
  arrival?: number;
}

export function fileToken(context: Signing, ticket: FileTicket): string {
  const { account, visitor, name, kind, file, arrival } = ticket;
  const text = Buffer.from(JSON.stringify([account, visitor, name.slice(0, 120), kind, file ?? 0, arrival ?? 0]));
  const body = text.toString('base64url');
  return `${body}.${context.sign('file', body)}`;
}

export function readFileToken(context: Signing, token: string): FileTicket | null {
  const [body = '', signature = ''] = token.split('.');
  if (body === '' || !same(context.sign('file', body), signature)) return null;
  const [account, visitor, name, kind, file, arrival] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    string,
    string,
    string,
    string,
    number,
    number,
  ];
  return { account, visitor, name, kind, file: file || undefined, arrival: arrival || undefined };
}

export function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
