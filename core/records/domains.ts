// Contacts belong to the company whose domain they write from, unless everybody has an address there (CO-2).
import { EMAIL_DOMAIN } from '../database/words.ts';
import { toJson } from '../database/rows.ts';
import type { ToldEvent } from '../events/events.ts';
import { domainOf } from '../kernel/addresses.ts';
import { isPublicDomain } from '../kernel/public-domains.ts';
import type { Needs } from './shapes.ts';
import type { Records } from './verbs.ts';

/** Contacts that a company takes over in one act. */
const MOST = 5000;

export function createDomains(needs: Needs): Pick<Records, 'linksByDomain' | 'setLinksByDomain'> {
  return {
    linksByDomain: () => isOn(needs),
    setLinksByDomain: (on) =>
      needs.database.run(
        `insert into setting (name, value) values ('records', ?) on conflict (name) do update set value = excluded.value`,
        [JSON.stringify({ linksByDomain: on })],
      ),
  };
}

async function isOn({ database }: Needs): Promise<boolean> {
  const row = await database.row<{ value: unknown }>(`select value from setting where name = 'records'`);
  return row ? toJson<{ linksByDomain: boolean }>(row.value).linksByDomain : true;
}

/** From now on contacts that come to be, or get another address, are put to their company within the same transaction. */
export function followContacts(needs: Needs): void {
  needs.events.follow(async (event) => {
    if (event.contactId === null || (event.type !== 'contact.created' && event.type !== 'contact.changed')) return;
    await keepLinked(needs, event.contactId);
    if (event.type === 'contact.created' || Number(event.data.identities) > 0) await findCompany(needs, event);
  });
}

/** The company a contact is shown with is one of its links, however it was set. */
async function keepLinked({ database, clock }: Needs, contactId: number): Promise<void> {
  await database.run(
    `insert into record_link (record_id, kind, other_id, linked_at)
     select company_id, 'contact', id, ? from contact where id = ? and company_id is not null on conflict do nothing`,
    [clock.now(), contactId],
  );
}

async function findCompany(needs: Needs, { contactId }: ToldEvent): Promise<void> {
  const { database, events } = needs;
  const contact = await database.row<{ company_id: number | null }>('select company_id from contact where id = ?', [
    contactId,
  ]);
  if (!contact || contact.company_id !== null) return;
  const addresses = await database.rows<{ value: string }>(
    `select value from contact_identity where contact_id = ? and kind = 'email'`,
    [contactId],
  );
  const domains = addresses.map(({ value }) => domainOf(value)).filter((one) => one !== '' && !isPublicDomain(one));
  if (domains.length === 0 || !(await isOn(needs))) return;
  const company = await database.row<{ id: number }>(
    `select id from record where domain in (?) and type = 'company' and deleted_at is null order by id limit 1`,
    [domains],
  );
  if (!company) return;
  await takeContacts(needs, company.id, [contactId!]);
  await events.add({ type: 'contact.changed', actor: 'desk', contactId, data: { changed: ['companyId'] } });
}

/** Contacts without a company who write from a domain. None when the setting is off or everybody has an address there. */
export async function contactsOfDomain(needs: Needs, domain: string): Promise<number[]> {
  if (isPublicDomain(domain) || !(await isOn(needs))) return [];
  const rows = await needs.database.rows<{ id: number }>(
    `select id from contact where company_id is null and merged_into_id is null
       and id in (select contact_id from contact_identity where kind = 'email' and ${EMAIL_DOMAIN} = ?) limit ?`,
    [domain, MOST],
  );
  return rows.map(({ id }) => id);
}

/** Inside `write`: they become the company's. */
export async function takeContacts(needs: Needs, companyId: number, contactIds: number[]): Promise<void> {
  const { database, clock } = needs;
  if (contactIds.length === 0) return;
  await database.run('update contact set company_id = ?, updated_at = ? where id in (?)', [
    ...[companyId, clock.now()],
    contactIds,
  ]);
  await database.run(
    `insert into record_link (record_id, kind, other_id, linked_at)
     select company_id, 'contact', id, ? from contact where id in (?) on conflict do nothing`,
    [clock.now(), contactIds],
  );
}
