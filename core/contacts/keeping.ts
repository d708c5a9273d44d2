// Keeping contacts by hand: facts, addresses, owner, consent.
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Address } from '../contract/address.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { cleanName } from './taking.ts';
import {
  contactById,
  contactFrom,
  holderOf,
  identitiesOf,
  insertContact,
  insertIdentity,
  keptContact,
  mustExist,
  patchContact,
  tell,
  type Row,
} from './rows.ts';
import type { Contact, ContactChanges, Contacts, Identity, Needs } from './shapes.ts';

type Part = Pick<
  Contacts,
  | 'get'
  | 'byPublicId'
  | 'create'
  | 'update'
  | 'addIdentity'
  | 'removeIdentity'
  | 'preferIdentity'
  | 'setOwner'
  | 'consent'
>;

export function createKeeping(needs: Needs): Part {
  const { database } = needs;
  const update: Part['update'] = (id, changes, actor) =>
    database.write(async () => {
      const contact = await mustExist(database, id);
      await patchContact(needs, id, columnsOf(contact, changes));
      await tell(needs, 'contact.changed', id, actor, { changed: Object.keys(changes) });
      return (await contactById(database, id))!;
    });
  return {
    update,
    get: (id) => contactById(database, id),
    async byPublicId(publicId) {
      const row = await database.row<Row>('select * from contact where public_id = ?', [publicId]);
      return row ? keptContact(database, contactFrom(row).id) : null;
    },
    create: (contact, actor) =>
      database.write(async () => {
        const addresses = contact.addresses.map(goodAddress);
        for (const address of addresses) await mustBeFree(needs, address, null);
        const id = await insertContact(needs, {
          name: cleanName(contact.name),
          language: contact.language ?? null,
          owner_id: contact.ownerId ?? null,
          company_id: contact.companyId ?? null,
        });
        for (const [index, address] of addresses.entries()) await insertIdentity(needs, id, address, index === 0);
        await tell(needs, 'contact.created', id, actor);
        return (await contactById(database, id))!;
      }),
    addIdentity: (id, address, actor) => database.write(() => addIdentity(needs, id, goodAddress(address), actor)),
    removeIdentity: (id, identityId, actor) =>
      database.write(async () => {
        const row = await database.row('delete from contact_identity where id = ? and contact_id = ? returning id', [
          identityId,
          id,
        ]);
        if (row) await tell(needs, 'contact.changed', id, actor, { identities: -1 });
      }),
    preferIdentity: (id, identityId, actor) =>
      database.write(async () => {
        const row = await database.row('select id from contact_identity where id = ? and contact_id = ?', [
          identityId,
          id,
        ]);
        if (!row) throw notFound('address');
        await database.run('update contact_identity set primary_of = (id = ?) where contact_id = ?', [identityId, id]);
        await tell(needs, 'contact.changed', id, actor, { preferred: identityId });
      }),
    setOwner: async (id, userId, actor) => {
      await update(id, { ownerId: userId }, actor);
    },
    consent: (id, purpose, given, at, wording, actor = 'desk') =>
      database.write(async () => {
        const contact = await mustExist(database, id);
        const consent = { given, at: at.toISOString(), ...(wording && { wording }) };
        await patchContact(needs, id, { consents: JSON.stringify({ ...contact.consents, [purpose]: consent }) });
        await tell(needs, 'contact.changed', id, actor, { consent: purpose, given });
      }),
  };
}

function columnsOf(contact: Contact, changes: ContactChanges): Row {
  const properties = { ...contact.properties, ...changes.properties };
  for (const [name, value] of Object.entries(properties)) if (value === null) delete properties[name];
  return {
    ...(changes.name !== undefined && { name: cleanName(changes.name) }),
    ...(changes.language !== undefined && { language: changes.language }),
    ...(changes.note !== undefined && { note: changes.note.slice(0, 20_000) }),
    ...(changes.ownerId !== undefined && { owner_id: changes.ownerId }),
    ...(changes.companyId !== undefined && { company_id: changes.companyId }),
    ...(changes.properties !== undefined && { properties: JSON.stringify(properties) }),
  };
}

async function addIdentity(needs: Needs, id: number, address: Required<Address>, actor: string): Promise<Identity> {
  await mustExist(needs.database, id);
  await mustBeFree(needs, address, id);
  const known = await holderOf(needs.database, address);
  const first = (await identitiesOf(needs.database, id)).length === 0;
  const identityId = known?.id ?? (await insertIdentity(needs, id, address, first));
  if (!known) await tell(needs, 'contact.changed', id, actor, { identities: 1 });
  return (await identitiesOf(needs.database, id)).find((one) => one.id === identityId)!;
}

async function mustBeFree(needs: Needs, address: Required<Address>, contactId: number | null): Promise<void> {
  const holder = await holderOf(needs.database, address);
  if (!holder || holder.contactId === contactId) return;
  const other = await keptContact(needs.database, holder.contactId);
  throw conflict('identity_taken', 'This address belongs to another contact. The two can be merged.', {
    contact: other?.publicId ?? '',
    name: other?.name ?? '',
  });
}

/** What a person typed; throws `invalid` for what is not an address of its kind. */
function goodAddress(address: Address): Required<Address> {
  if (address.kind === 'phone') {
    const number = parsePhoneNumberFromString(address.value.replace(/^\s*00/, '+'));
    if (!number?.isPossible()) throw invalid({ address: 'field.phone_international' });
    return normalAddress({ kind: 'phone', value: number.number });
  }
  const normal = normalAddress(address);
  if (
    normal.kind === 'email' &&
    (normal.value.length > 254 || !/^[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+$/.test(normal.value))
  ) {
    throw invalid({ address: 'field.email' });
  }
  if (normal.value === '') throw invalid({ address: 'field.required' });
  return normal;
}
