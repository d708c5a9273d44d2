// Whether an account can write to an address: one rule for the channel switch and for sending.
import type { Address } from '../contract/address.ts';
import type { LiveAccount } from './rooms.ts';

/** Handles mean something only where they come from: the account itself, or the wider scope that its channel names. */
export function reaches(
  { row, manifest }: Pick<LiveAccount, 'row' | 'manifest'>,
  { kind, scope }: Pick<Address, 'kind' | 'scope'>,
): boolean {
  if (!manifest.reaches.includes(kind)) return false;
  return kind !== 'handle' || !scope || scope === `account:${row.id}` || scope === manifest.scope;
}
