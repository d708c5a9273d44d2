// One spelling for every address, so that two of them can be compared.
import { domainToASCII } from 'node:url';
import type { Address } from '../contract/address.ts';

/**
 * E-mail in lower case with the domain in A-label form (RFC 5890), phone as `+` and digits, handles as they are with
 * their scope. `scope` is given to a handle that brings none. What cannot be read that way is kept, trimmed.
 */
export function normalAddress(address: Address, scope = ''): Required<Address> {
  const value = address.value.trim();
  if (address.kind === 'email') return { kind: 'email', value: normalEmail(value), scope: '' };
  if (address.kind === 'phone') return { kind: 'phone', value: normalPhone(value), scope: '' };
  return { kind: 'handle', value, scope: address.scope ?? scope };
}

export function normalEmail(value: string): string {
  const email = value.trim().toLowerCase();
  const at = email.lastIndexOf('@');
  if (at < 1) return email;
  const domain = email.slice(at + 1);
  return `${email.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

/** The domain of a normal e-mail address; empty when there is none. */
export function domainOf(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? '' : email.slice(at + 1);
}

function normalPhone(value: string): string {
  const digits = value.replace(/[^0-9]/g, '');
  if (digits === '') return value;
  if (value.startsWith('+')) return `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
}
