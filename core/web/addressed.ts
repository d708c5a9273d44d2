// Whoever is typed as the recipient of a conversation that begins, as the account reaches them (EM-7, WA-4).
import type { Address, Person } from '../contract/address.ts';
import { typedAddress } from '../contacts/contacts.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { DeskError } from '../kernel/errors.ts';
import type { LiveAccount } from '../outbound/outbound.ts';
import { readAddressees } from './present/addressees.ts';

const NUMBER = /^[+\d][\d\s()./-]*$/;

/** A number is one however it is written, where nothing else would do. */
export function addressed({ manifest }: LiveAccount, line: string): Person[] {
  const byNumber = manifest.reaches.includes('phone') && !manifest.reaches.includes('email');
  return readAddressees(line).map(({ name, address }) => {
    const isNumber = byNumber && NUMBER.test(address.value);
    return { name, address: isNumber ? normalAddress({ kind: 'phone', value: address.value }) : address };
  });
}

/** The one number that is typed, in its international form; null where it is none, or there are several. */
export async function numberOf(live: LiveAccount, line: string): Promise<Required<Address> | null> {
  const people = addressed(live, line);
  const [one] = people;
  if (!one || people.length > 1 || one.address.kind !== 'phone') return null;
  try {
    return await typedAddress(one.address);
  } catch (error) {
    if (error instanceof DeskError) return null;
    throw error;
  }
}
