// Keeping contacts by hand: facts, owner, consent.
import type { Address } from '../contract/address.ts';
import type { Actor } from '../events/events.ts';
import { freeAddress, typedAddress } from './identities.ts';
import { addChanges, addConsentLine, addLine } from './history.ts';
import { cleanName } from './taking.ts';
import {
  contactById,
  contactFrom,
  insertContact,
  insertIdentity,
  keptContact,
  mustExist,
  patchContact,
  tell,
  type Row,
} from './rows.ts';
import type { Contact, ContactChanges, Contacts, Needs } from './shapes.ts';

type Part = Pick<Contacts, 'get' | 'byPublicId' | 'create' | 'update' | 'setOwner' | 'consent'>;

export function createKeeping(needs: Needs): Part {
  const { database } = needs;
  const update: Part['update'] = (id, changes, actor) =>
    database.write(async () => {
      const contact = await mustExist(database, id);
      const columns = columnsOf(contact, changes);
      await addChanges(needs, id, actor, rowOf(contact), columns);
      await patchContact(needs, id, columns);
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
    async create(contact, actor) {
      const addresses = await Promise.all(contact.addresses.map(typedAddress));
      return database.write(() => create(needs, { ...contact, addresses }, actor));
    },
    setOwner: async (id, userId, actor) => {
      await update(id, { ownerId: userId }, actor);
    },
    consent: (id, purpose, given, at, wording, actor = 'desk') =>
      database.write(async () => {
        const contact = await mustExist(database, id);
        const consent = { given, at: at.toISOString(), ...(wording && { wording }) };
        if (!(await addConsentLine(needs, id, actor, { purpose, ...consent }))) return;
        // What was said later counts, in whatever order it is told.
        if ((contact.consents[purpose]?.at ?? '') > consent.at) return;
        await patchContact(needs, id, { consents: JSON.stringify({ ...contact.consents, [purpose]: consent }) });
        await tell(needs, 'contact.changed', id, actor, { consent: purpose, given });
      }),
  };
}

type NewContact = Omit<Parameters<Contacts['create']>[0], 'addresses'> & { addresses: Required<Address>[] };

async function create(needs: Needs, contact: NewContact, actor: Actor): Promise<Contact> {
  const { addresses } = contact;
  for (const address of addresses) await freeAddress(needs, address, null);
  const id = await insertContact(needs, {
    name: cleanName(contact.name),
    language: contact.language ?? null,
    owner_id: contact.ownerId ?? null,
    company_id: contact.companyId ?? null,
  });
  for (const [index, address] of addresses.entries()) await insertIdentity(needs, id, address, index === 0);
  await addLine(needs, id, actor, 'created');
  await tell(needs, 'contact.created', id, actor);
  return (await contactById(needs.database, id))!;
}

function rowOf({ name, language, note, ownerId, companyId }: Contact): Row {
  return { name, language, note, owner_id: ownerId, company_id: companyId };
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
