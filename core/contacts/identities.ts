// A contact's addresses, kept by hand.
import type { Address } from '../contract/address.ts';
import type { Actor } from '../events/events.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { addLine } from './history.ts';
import { holderOf, identitiesOf, insertIdentity, keptContact, mustExist, tell } from './rows.ts';
import type { Contacts, Identity, Needs } from './shapes.ts';

export function createIdentities(needs: Needs): Pick<Contacts, 'addIdentity' | 'removeIdentity' | 'preferIdentity'> {
  const { database } = needs;
  return {
    async addIdentity(id, address, actor) {
      const typed = await typedAddress(address);
      return database.write(() => addIdentity(needs, id, typed, actor));
    },
    removeIdentity: (id, identityId, actor) =>
      database.write(async () => {
        const sql = 'delete from contact_identity where id = ? and contact_id = ? returning value';
        const row = await database.row<{ value: string }>(sql, [identityId, id]);
        if (!row) return;
        await addLine(needs, id, actor, 'address removed', { address: row.value });
        await tell(needs, 'contact.changed', id, actor, { identities: -1 });
      }),
    preferIdentity: (id, identityId, actor) =>
      database.write(async () => {
        const sql = 'select id from contact_identity where id = ? and contact_id = ?';
        if (!(await database.row(sql, [identityId, id]))) throw notFound('address');
        await database.run('update contact_identity set primary_of = (id = ?) where contact_id = ?', [identityId, id]);
        await tell(needs, 'contact.changed', id, actor, { preferred: identityId });
      }),
  };
}

async function addIdentity(needs: Needs, id: number, address: Required<Address>, actor: Actor): Promise<Identity> {
  await mustExist(needs.database, id);
  await freeAddress(needs, address, id);
  const known = await holderOf(needs.database, address);
  const first = (await identitiesOf(needs.database, id)).length === 0;
  const identityId = known?.id ?? (await insertIdentity(needs, id, address, first));
  if (!known) await addLine(needs, id, actor, 'address', { address: address.value });
  if (!known) await tell(needs, 'contact.changed', id, actor, { identities: 1 });
  return (await identitiesOf(needs.database, id)).find((one) => one.id === identityId)!;
}

/** Throws a conflict that names who has it. */
export async function freeAddress(needs: Needs, address: Required<Address>, contactId: number | null): Promise<void> {
  const holder = await holderOf(needs.database, address);
  if (!holder || holder.contactId === contactId) return;
  const other = await keptContact(needs.database, holder.contactId);
  throw conflict('identity_taken', 'This address belongs to another contact. The two can be merged.', {
    contact: other?.publicId ?? '',
    name: other?.name ?? '',
  });
}

/** What a person typed; throws `invalid` for what is not an address of its kind. */
export async function typedAddress(address: Address): Promise<Required<Address>> {
  if (address.kind === 'phone') {
    const { parsePhoneNumberFromString } = await import('libphonenumber-js');
    const number = parsePhoneNumberFromString(address.value.replace(/^\s*00/, '+'));
    if (!number?.isPossible()) throw invalid({ address: 'wrong.phone_international' });
    return normalAddress({ kind: 'phone', value: number.number });
  }
  const normal = normalAddress(address);
  if (
    normal.kind === 'email' &&
    (normal.value.length > 254 || !/^[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+$/.test(normal.value))
  ) {
    throw invalid({ address: 'wrong.email' });
  }
  if (normal.value === '') throw invalid({ address: 'wrong.empty' });
  return normal;
}
