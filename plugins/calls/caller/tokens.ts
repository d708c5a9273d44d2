// Who rings: a token in their browser that anybody can read and nobody can forge.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Address } from '../../../core/contract/address.ts';
import type { AccountContext } from '../../../core/contract/context.ts';

type Signing = Pick<AccountContext, 'sign' | 'account'>;

/** 128 bits, so that nobody meets another caller by guessing. */
export function newCallerId(): string {
  return randomBytes(16).toString('base64url');
}

/** Good for one account only. */
export function callerToken(context: Signing, callerId: string): string {
  return `v1.${callerId}.${context.sign('caller', `${context.account.publicId} ${callerId}`)}`;
}

/** The caller a token names; null when it is not one of ours. */
export function readCallerToken(context: Signing, token: unknown): string | null {
  const match = typeof token === 'string' ? /^v1\.([\w-]{22})\.[\w-]{20,100}$/.exec(token) : null;
  return match && same(callerToken(context, match[1]!), match[0]) ? match[1]! : null;
}

export function addressOf(callerId: string): Address {
  return { kind: 'handle', value: callerId };
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
