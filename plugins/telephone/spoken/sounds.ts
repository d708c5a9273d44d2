// Sounds that are kept here, at addresses where the provider fetches them: nobody can make one up, and another sound has another.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccountContext } from '../../../core/contract/context.ts';
import { settingsOf } from '../settings.ts';

type Place = Pick<AccountContext, 'account' | 'publicUrl' | 'sign'>;

export interface Sound {
  type: string;
  bytes: Buffer;
}

/** Null where none is kept. */
export function soundAddress({ account, publicUrl, sign }: Place): string | null {
  const { greetingSound } = settingsOf(account);
  if (!greetingSound) return null;
  return `${publicUrl}/channels/telephone/greeting/${account.publicId}/${proofOf(sign, account.publicId, greetingSound)}`;
}

/** Null for an address that is not that of the sound. */
export function soundAt({ account, sign }: Pick<Place, 'account' | 'sign'>, proof: string): Sound | null {
  const { greetingSound = '' } = settingsOf(account);
  const [, type, base64] = /^data:([^;]+);base64,(.*)$/s.exec(greetingSound) ?? [];
  if (!type || !base64) return null;
  const [wanted, given] = [Buffer.from(proofOf(sign, account.publicId, greetingSound)), Buffer.from(proof)];
  const isIt = wanted.length === given.length && timingSafeEqual(wanted, given);
  return isIt ? { type, bytes: Buffer.from(base64, 'base64') } : null;
}

function proofOf(sign: Place['sign'], account: string, sound: string): string {
  const hash = createHash('sha256').update(sound).digest('hex');
  return encodeURIComponent(sign('greeting', `${account} ${hash}`));
}
