// Who somebody is on WhatsApp: a number, an id scoped to the business, or both; either may be missing.
import type { Address, Person } from '../../../../core/contract/address.ts';
import { fields, firstText, objects, text, type Fields } from '../../graph/json.ts';

/** Ids of users are the same for all numbers of a business. */
export const SCOPE = 'whatsapp';

export function phoneAddress(number: unknown): Address | null {
  const digits = text(number).replace(/[\s()+.-]/g, '');
  return /^\d{5,15}$/.test(digits) ? { kind: 'phone', value: `+${digits}` } : null;
}

/**
 * The same number as people write it: WhatsApp leaves out the 9 of many mobile numbers of Brazil and keeps the 1 that
 * those of Mexico once had, so that a contact kept by hand would not be found by it (WA-10).
 */
function usualNumber({ kind, value }: Address): Address[] {
  if (kind !== 'phone') return [];
  const brazil = /^\+55(\d{2})([6-9]\d{7})$/.exec(value);
  const mexico = /^\+521(\d{10})$/.exec(value);
  const usual = brazil ? `+55${brazil[1]}9${brazil[2]}` : mexico ? `+52${mexico[1]}` : null;
  return usual ? [{ kind, value: usual }] : [];
}

export function userAddress(id: unknown): Address | null {
  const value = text(id).trim();
  return value === '' ? null : { kind: 'handle', value, scope: SCOPE };
}

/**
 * The number comes first where it is known: people are found, called and shown by it. What is in its place without being
 * one is kept as it is. Nobody at all has an empty address.
 */
export function personOf(number: unknown, userIds: unknown[], profile: Fields = {}): Person {
  const { wa_id: waId, user_id: ownId, parent_user_id: parentId } = profile;
  const found = [
    phoneAddress(number) ?? userAddress(number),
    phoneAddress(waId) ?? userAddress(waId),
    ...[...userIds, ownId, parentId].map(userAddress),
  ].filter((one) => one !== null);
  const all = [...found, ...found.flatMap(usualNumber)];
  const [address, ...also] = [...new Map(all.map((one) => [`${one.kind} ${one.value}`, one])).values()];
  return {
    address: address ?? { kind: 'handle', value: '', scope: SCOPE },
    ...named(profile),
    ...(also.length > 0 && { also }),
  };
}

function named(profile: Fields): { name?: string } {
  const { name, username } = fields(profile.profile);
  const said = text(name).trim();
  if (said !== '') return { name: said };
  const handle = text(username).trim().replace(/^@/, '');
  return handle === '' ? {} : { name: `@${handle}` };
}

/** What `contacts` beside messages say of the one who is meant; of a single one also without a matching id. */
export function profileOf(contacts: unknown, number: unknown, userId: unknown): Fields {
  const all = objects(contacts);
  const [wanted, id] = [text(number), text(userId)];
  const byId = all.find((one) => id !== '' && text(one.user_id) === id);
  const byNumber = all.find((one) => wanted !== '' && text(one.wa_id) === wanted);
  return byId ?? byNumber ?? (all.length === 1 && mayBe(all[0]!, wanted, id) ? all[0]! : {});
}

/** Numbers of one person can be written in two ways (Brazil, Mexico), so a single contact is the sender; unless both have ids that differ. */
function mayBe(contact: Fields, number: string, userId: string): boolean {
  const other = text(contact.user_id);
  if (userId !== '' && other !== '' && userId !== other) return false;
  return number === '' || text(contact.wa_id) === '' || number.slice(-6) === text(contact.wa_id).slice(-6);
}

/** Without its `+` and marks, to compare. */
export function digitsOf(value: unknown): string {
  return firstText(value).replace(/\D/g, '');
}
