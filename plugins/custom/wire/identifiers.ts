// Who somebody is, in the bridge's words and in the desk's.
import type { Address, Person } from '../../../core/contract/address.ts';

export const IDENTIFIER_TYPES = [
  'CHANNEL_SPECIFIC_OPAQUE_ID',
  'HS_EMAIL_ADDRESS',
  'HS_PHONE_NUMBER',
  'HS_SHORT_CODE',
] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

export interface Identifier {
  type: IdentifierType;
  value: string;
}

export interface Party {
  name?: string;
  actorId?: string;
  deliveryIdentifier: Identifier;
}

const INTERNATIONAL = /^\+[1-9]\d{5,14}$/;

/** Numbers that are none are kept as the bridge gave them, so that an answer finds back. */
export function addressOf({ type, value }: Identifier): Address {
  if (type === 'HS_EMAIL_ADDRESS' && value.includes('@')) return { kind: 'email', value: value.trim().toLowerCase() };
  const number = type === 'HS_PHONE_NUMBER' ? value.replace(/[\s()/.-]/g, '').replace(/^00/, '+') : '';
  return INTERNATIONAL.test(number) ? { kind: 'phone', value: number } : { kind: 'handle', value };
}

/** Back again. A handle is what the channel calls its own, unless it knows nothing but short codes. */
export function identifierOf({ kind, value }: Address, types: readonly IdentifierType[]): Identifier {
  if (kind === 'email') return { type: 'HS_EMAIL_ADDRESS', value };
  if (kind === 'phone') return { type: 'HS_PHONE_NUMBER', value };
  const own = types.find((type) => type === 'CHANNEL_SPECIFIC_OPAQUE_ID' || type === 'HS_SHORT_CODE');
  return { type: own ?? 'CHANNEL_SPECIFIC_OPAQUE_ID', value };
}

export function personOf({ name, deliveryIdentifier }: Party): Person {
  return { address: addressOf(deliveryIdentifier), ...(name && { name: name.slice(0, 200) }) };
}

/** Some clients write a text where the specification has an object; it is taken for the channel's own id. */
export function readIdentifier(given: unknown): Identifier | null {
  if (typeof given === 'string' && given !== '') return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: given };
  const { type, value } = (given ?? {}) as Partial<Record<'type' | 'value', unknown>>;
  const known = IDENTIFIER_TYPES.find((one) => one === type);
  return known && typeof value === 'string' && value !== '' ? { type: known, value } : null;
}

/** How the desk names an account for ever. */
export function uniqueIdOf({ type, value }: Identifier): string {
  return `${type}:${value}`;
}
