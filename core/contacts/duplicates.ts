// Contacts that are probably one person, each with the reasons why (CH-15, MS-5).
import { reason, type Reason } from '../contract/reason.ts';
import { toJson } from '../database/rows.ts';
import { domainOf } from '../kernel/addresses.ts';
import { isPublicDomain } from '../kernel/public-domains.ts';
import { contactById, identitiesOf, tell, TITLE, titleFrom, type Row } from './rows.ts';
import type { Contact, Contacts, Duplicate, Identity, Needs } from './shapes.ts';

const MOST = 20;

export function createDuplicates(needs: Needs): Pick<Contacts, 'duplicates' | 'notDuplicate' | 'maybeDuplicate'> {
  return {
    duplicates: (id) => duplicates(needs, id),
    notDuplicate: (id, otherId, actor) =>
      needs.database.write(async () => {
        const why = reason('duplicate.denied', 'A person said that these are two.');
        await needs.database.run(
          `insert into contact_duplicate (contact_id, other_id, reason, dismissed_at) values (?, ?, ?, ?)
           on conflict (contact_id, other_id) do update set dismissed_at = excluded.dismissed_at`,
          [...pair(id, otherId), JSON.stringify(why), needs.clock.now()],
        );
        await tell(needs, 'contact.changed', id, actor, { notDuplicate: otherId });
      }),
    maybeDuplicate: (id, otherId, actor) =>
      needs.database.write(async () => {
        await needs.database.run(
          'delete from contact_duplicate where contact_id = ? and other_id = ?',
          pair(id, otherId),
        );
        await tell(needs, 'contact.changed', id, actor, { maybeDuplicate: otherId });
      }),
  };
}

/** Keeps what only this moment knows: something said that the two are one. */
export async function proposeDuplicate(needs: Needs, id: number, otherId: number, why: Reason): Promise<void> {
  if (id === otherId) return;
  await needs.database.run(
    'insert into contact_duplicate (contact_id, other_id, reason) values (?, ?, ?) on conflict (contact_id, other_id) do nothing',
    [...pair(id, otherId), JSON.stringify(why)],
  );
}

function pair(one: number, other: number): [number, number] {
  return one < other ? [one, other] : [other, one];
}

async function duplicates(needs: Needs, id: number): Promise<Duplicate[]> {
  const contact = await contactById(needs.database, id);
  if (!contact || contact.mergedIntoId) return [];
  const reasons = new Map<number, Reason[]>();
  const add = (other: number, why: Reason) => reasons.set(other, [...(reasons.get(other) ?? []), why]);
  const denied = new Set<number>();
  const said = await needs.database.rows<Row>(
    `select contact_id, other_id, reason, dismissed_at from contact_duplicate where contact_id = ? union all
     select contact_id, other_id, reason, dismissed_at from contact_duplicate where other_id = ?`,
    [id, id],
  );
  for (const row of said) {
    const other = (row.contact_id === id ? row.other_id : row.contact_id) as number;
    if (row.dismissed_at === null) add(other, toJson<Reason>(row.reason));
    else denied.add(other);
  }
  for (const row of await likeAddresses(needs, id)) add(row.other, row.why);
  for (const row of await likeNames(needs, contact)) add(row.other, row.why);
  for (const other of denied) reasons.delete(other);
  return titled(needs, reasons);
}

async function likeAddresses(needs: Needs, id: number): Promise<{ other: number; why: Reason }[]> {
  const rows = await needs.database.rows<Row>(
    `select other.contact_id, other.kind, other.value, mine.value as mine from contact_identity mine
     join contact_identity other on other.kind = mine.kind and other.likeness = mine.likeness and other.likeness <> ''
       and other.contact_id <> mine.contact_id
     where mine.contact_id = ? and mine.likeness <> '' limit ?`,
    [id, MOST],
  );
  return rows.map((row) => {
    const params = { one: row.mine as string, other: row.value as string };
    return {
      other: row.contact_id as number,
      why:
        row.kind === 'phone'
          ? reason('duplicate.phone_variant', `${params.one} and ${params.other} are ways to write one number.`, params)
          : reason('duplicate.same_mailbox', `${params.one} and ${params.other} lead to one mailbox.`, params),
    };
  });
}

/** One word is no name to go by. */
async function likeNames(needs: Needs, contact: Contact): Promise<{ other: number; why: Reason }[]> {
  if (!contact.name.includes(' ')) return [];
  const rows = await needs.database.rows<{ id: number; company_id: number | null }>(
    'select id, company_id from contact where name = ? and id <> ? and merged_into_id is null order by id limit ?',
    [contact.name, contact.id, MOST],
  );
  const mine = await identitiesOf(needs.database, contact.id);
  const found: { other: number; why: Reason }[] = [];
  for (const row of rows) {
    const theirs = await identitiesOf(needs.database, row.id);
    const domain = domainsOf(mine).find((one) => domainsOf(theirs).includes(one));
    const name = contact.name;
    if (domain) {
      const text = `Both are called ${name} and write from ${domain}.`;
      found.push({ other: row.id, why: reason('duplicate.same_name_and_domain', text, { name, domain }) });
    } else if (contact.companyId !== null && contact.companyId === row.company_id) {
      found.push({
        other: row.id,
        why: reason('duplicate.same_name_and_company', `Both are called ${name} at one company.`, { name }),
      });
    } else if (!hasEmail(mine) || !hasEmail(theirs)) {
      found.push({ other: row.id, why: reason('duplicate.same_name', `Both are called ${name}.`, { name }) });
    }
  }
  return found;
}

function domainsOf(identities: Identity[]): string[] {
  const domains = identities.filter((one) => one.address.kind === 'email').map((one) => domainOf(one.address.value));
  return domains.filter((domain) => domain !== '' && !isPublicDomain(domain));
}

function hasEmail(identities: Identity[]): boolean {
  return identities.some((one) => one.address.kind === 'email');
}

async function titled(needs: Needs, reasons: Map<number, Reason[]>): Promise<Duplicate[]> {
  if (reasons.size === 0) return [];
  const rows = await needs.database.rows<Row>(
    `select contact.id, contact.public_id, ${TITLE} from contact where contact.id in (?) and merged_into_id is null`,
    [[...reasons.keys()]],
  );
  const found = rows.map((row) => ({
    contact: { id: row.id as number, publicId: row.public_id as string, ...titleFrom(row) },
    reasons: reasons.get(row.id as number)!,
  }));
  return found
    .sort((one, other) => other.reasons.length - one.reasons.length || one.contact.id - other.contact.id)
    .slice(0, MOST);
}
