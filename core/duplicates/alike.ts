// Whom one contact or company is like, found by its keys, with the reasons.
import { reason, type Reason } from '../contract/reason.ts';
import { domainOf } from '../kernel/addresses.ts';
import { isPublicDomain } from '../kernel/public-domains.ts';
import { companyKey, numberKeys, personKey } from './keys.ts';
import type { DuplicateObject, Needs } from './shapes.ts';

export type Alike = Map<number, Reason[]>;

interface Key {
  kind: string;
  key: string;
  why(other: number): Promise<Reason | null>;
}

/** Others that have a key as well; a key that a crowd has says nothing. */
const CROWD = 30;

export async function alikeContacts(needs: Needs, id: number): Promise<Alike | null> {
  const { contacts } = needs;
  const contact = await contacts.get(id);
  const isThere = contact && !contact.mergedIntoId && contact.properties.anonymised !== true;
  if (!isThere) return null;
  const found: Alike = new Map();
  for (const { contact: other, reasons } of await contacts.duplicates(id)) found.set(other.id, reasons);
  const key = personKey(contact.name);
  const keys: Key[] = key === '' ? [] : [{ kind: 'name', key, why: (other) => sameName(needs, id, other) }];
  await compare(needs, 'contact', id, keys, found);
  return found;
}

/** Alike names of two people at different places say little. */
async function sameName({ contacts }: Needs, id: number, otherId: number): Promise<Reason | null> {
  const [mine, theirs] = [await contacts.summary(id), await contacts.summary(otherId)];
  if (!mine || !theirs || theirs.mergedIntoId) return null;
  // The same name to the letter is a matter of the room of contacts.
  if (mine.name === theirs.name) return null;
  const emails = [mine, theirs].map(({ identities }) =>
    identities.filter(({ address }) => address.kind === 'email').map(({ address }) => domainOf(address.value)),
  ) as [string[], string[]];
  const domain = emails[0].find((one) => one !== '' && !isPublicDomain(one) && emails[1].includes(one));
  const names = { one: mine.name, other: theirs.name };
  const both = `${names.one} and ${names.other}`;
  if (domain) return reason('duplicate.alike_name_and_domain', `${both} write from ${domain}.`, { ...names, domain });
  if (mine.companyId !== null && mine.companyId === theirs.companyId)
    return reason('duplicate.alike_name_and_company', `${both} belong to one company.`, names);
  if (emails[0].length > 0 && emails[1].length > 0) return null;
  return reason('duplicate.alike_name', `${both} are alike.`, names);
}

export async function alikeCompanies(needs: Needs, id: number): Promise<Alike | null> {
  const company = await needs.records.view(id);
  if (company?.type !== 'company') return null;
  const { getDomain } = await import('tldts');
  const domain = company.domain === null ? null : (getDomain(company.domain) ?? company.domain);
  const name = companyKey(company.name);
  const numbers = numberKeys(await needs.properties.definitions.list('company'), company.properties);
  const keys: Key[] = [
    ...(domain === null || isPublicDomain(domain)
      ? []
      : [
          {
            kind: 'domain',
            key: domain,
            why: async () => reason('duplicate.same_domain', `Both are at ${domain}.`, { domain }),
          },
        ]),
    ...(name === ''
      ? []
      : [{ kind: 'name', key: name, why: (other: number) => sameCompanyName(needs, company.name, other) }]),
    ...numbers.map(({ property: { label }, value, key }) => ({
      ...{ kind: 'number', key },
      why: async () => reason('duplicate.same_number', `${label}: both have ${value}.`, { property: label, value }),
    })),
  ];
  const found: Alike = new Map();
  await compare(needs, 'company', id, keys, found);
  return found;
}

async function sameCompanyName({ records }: Needs, name: string, otherId: number): Promise<Reason | null> {
  const other = await records.view(otherId);
  if (!other) return null;
  const names = { one: name, other: other.name };
  return reason('duplicate.alike_company', `${names.one} and ${names.other} are called alike.`, names);
}

/** Writes the keys down anew and looks who else has them. */
async function compare(
  { database }: Needs,
  object: DuplicateObject,
  id: number,
  keys: Key[],
  found: Alike,
): Promise<void> {
  await database.run('delete from duplicate_key where object = ? and record_id = ?', [object, id]);
  for (const { kind, key, why } of keys) {
    await database.run(
      'insert into duplicate_key (object, record_id, kind, key) values (?, ?, ?, ?) on conflict do nothing',
      [...[object, id, kind, key]],
    );
    const others = await database.rows<{ id: number }>(
      'select record_id as id from duplicate_key where object = ? and kind = ? and key = ? and record_id <> ? limit ?',
      [object, kind, key, id, CROWD],
    );
    if (others.length === CROWD) continue;
    for (const other of others) {
      const because = await why(other.id);
      if (because) found.set(other.id, [...(found.get(other.id) ?? []), because]);
    }
  }
}
