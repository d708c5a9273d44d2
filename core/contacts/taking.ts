// Recognising who writes: by any of their addresses, making the contact when nobody has them yet (CH-6).
import type { Address, Person } from '../contract/address.ts';
import { reason } from '../contract/reason.ts';
import type { Actor } from '../events/events.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { proposeDuplicate } from './duplicates.ts';
import { addLine } from './history.ts';
import { likenessOf } from './likeness.ts';
import { merge } from './merging.ts';
import {
  contactById,
  holderOf,
  insertContact,
  insertIdentity,
  keptContact,
  patchContact,
  tell,
  type Row,
} from './rows.ts';
import type { Contact, Contacts, Needs } from './shapes.ts';

const NAME_LIMIT = 200;
const MOST_ADDRESSES = 20;

export function createTaking(needs: Needs): Pick<Contacts, 'take' | 'find' | 'renumber'> {
  return {
    take: (person, about) => needs.database.write(() => take(needs, person, about)),
    async find(address, accountId) {
      const holder = await holderOf(needs.database, normalAddress(address, `account:${accountId}`));
      return holder ? ((await keptContact(needs.database, holder.contactId))?.id ?? null) : null;
    },
    renumber: (was, person, about) => needs.database.write(() => renumber(needs, was, person, about)),
  };
}

function addressesOf(person: Person, accountId: number): Required<Address>[] {
  const all = [person.address, ...(person.also ?? [])].slice(0, MOST_ADDRESSES);
  const normal = all.map((address) => normalAddress(address, `account:${accountId}`)).filter((one) => one.value !== '');
  return [...new Map(normal.map((one) => [`${one.kind} ${one.scope} ${one.value}`, one])).values()];
}

async function take(
  needs: Needs,
  person: Person,
  about: Parameters<Contacts['take']>[1],
): ReturnType<Contacts['take']> {
  const { database } = needs;
  const addresses = addressesOf(person, about.accountId);
  const actor = about.actor ?? 'desk';
  const known: Contact[] = [];
  const unknown: Required<Address>[] = [];
  for (const address of addresses) {
    const holder = await holderOf(database, address);
    const contact = holder && (await keptContact(database, holder.contactId));
    if (!contact) unknown.push(address);
    else if (!known.some((one) => one.id === contact.id)) known.push(contact);
  }
  const [contact, ...others] = known;
  if (!contact) return { contactId: await create(needs, person, addresses, about.at, actor), created: true };
  for (const address of unknown) await insertIdentity(needs, contact.id, address, false);
  for (const other of others) {
    await proposeDuplicate(
      needs,
      contact.id,
      other.id,
      reason('duplicate.same_sender', 'A channel says that both are one person.'),
    );
  }
  const filled = filling(contact, person);
  const at = about.at < needs.clock.now() ? about.at : needs.clock.now();
  const latest = contact.lastMessageAt && contact.lastMessageAt > at ? contact.lastMessageAt : at;
  await patchContact(needs, contact.id, { ...filled, last_message_at: latest });
  if (unknown.length > 0 || Object.keys(filled).length > 0) {
    await tell(needs, 'contact.changed', contact.id, actor, {
      identities: unknown.length,
      filled: Object.keys(filled),
    });
  }
  return { contactId: contact.id, created: false };
}

async function create(
  needs: Needs,
  person: Person,
  addresses: Required<Address>[],
  at: Date,
  actor: Actor,
): Promise<number> {
  const now = needs.clock.now();
  const id = await insertContact(needs, {
    name: cleanName(person.name),
    language: person.language ?? null,
    last_message_at: at < now ? at : now,
    ...(person.avatarUrl && { properties: JSON.stringify({ avatarUrl: person.avatarUrl }) }),
  });
  for (const [index, address] of addresses.entries()) await insertIdentity(needs, id, address, index === 0);
  await addLine(needs, id, actor, 'created');
  await tell(needs, 'contact.created', id, actor);
  return id;
}

/** Only what the contact does not have yet. */
function filling(contact: Contact, person: Person): Row {
  const name = cleanName(person.name);
  return {
    ...(contact.name === '' && name !== '' && { name }),
    ...(contact.language === null && person.language && { language: person.language }),
    ...(person.avatarUrl &&
      contact.properties.avatarUrl === undefined && {
        properties: JSON.stringify({ ...contact.properties, avatarUrl: person.avatarUrl }),
      }),
  };
}

export function cleanName(name: string | undefined): string {
  return withoutDirectionMarks(name ?? '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, NAME_LIMIT);
}

async function renumber(
  needs: Needs,
  was: Address | null,
  person: Person,
  about: { accountId: number; actor?: Actor },
): Promise<number | null> {
  const actor = about.actor ?? 'desk';
  const address = normalAddress(person.address, `account:${about.accountId}`);
  const old = was && (await holderOf(needs.database, normalAddress(was, `account:${about.accountId}`)));
  const holder = await holderOf(needs.database, address);
  const contactId = old?.contactId ?? holder?.contactId;
  const contact = contactId ? await contactById(needs.database, contactId) : null;
  if (!contact) return null;
  if (old && holder && holder.contactId !== old.contactId) {
    await joinOrPropose(needs, old, holder.contactId, actor);
  } else if (old && !holder) {
    await needs.database.run('update contact_identity set kind = ?, value = ?, scope = ?, likeness = ? where id = ?', [
      address.kind,
      address.value,
      address.scope,
      likenessOf(address),
      old.id,
    ]);
    await needs.database.run(
      'update contact_identity set unreachable_reason = null, unreachable_at = null where id = ?',
      [old.id],
    );
  }
  for (const also of addressesOf(person, about.accountId).slice(1)) {
    if (!(await holderOf(needs.database, also))) await insertIdentity(needs, contact.id, also, false);
  }
  if (old && was && was.kind !== 'handle' && was.value !== address.value)
    await addLine(needs, contact.id, actor, 'renumbered', { was: was.value, is: address.value });
  await patchContact(needs, contact.id, filling(contact, person));
  await tell(needs, 'contact.changed', contact.id, actor, { renumbered: Boolean(old && !holder) });
  return contact.id;
}

/**
 * Two contacts of which one has the old address and one the new. Who came with the new one only after the old one was
 * last heard of is the same person, whose change was told late; else people look at it (CH-15).
 */
async function joinOrPropose(
  needs: Needs,
  old: { id: number; contactId: number },
  otherId: number,
  actor: Actor,
): Promise<void> {
  const [contact, other] = [
    await contactById(needs.database, old.contactId),
    await keptContact(needs.database, otherId),
  ];
  if (!contact || !other || contact.id === other.id) return;
  if (contact.mergedIntoId || !contact.lastMessageAt || other.createdAt <= contact.lastMessageAt) {
    const why = reason('duplicate.same_sender', 'A channel says that both are one person.');
    return proposeDuplicate(needs, contact.id, other.id, why);
  }
  await merge(needs, [contact.id, other.id], actor, { fields: [], properties: [] });
  // The next owner of the old one is somebody else.
  await needs.database.run('delete from contact_identity where id = ?', [old.id]);
}
