// Contacts to look at: a page of them, and one for the column beside a conversation.
import { toDate, toDateOrNull } from '../database/rows.ts';
import { contactsMatching } from '../database/words.ts';
import { invalid } from '../kernel/errors.ts';
import { createProperties, propertyCondition } from '../properties/properties.ts';
import { addressFrom, contactById, contactFrom, identitiesOf, TITLE, titleFrom, type Row } from './rows.ts';
import type { ContactQuery, ContactRow, Contacts, ContactSummary, Needs } from './shapes.ts';

const MOST = 200;
const COUNTED = 1000;

export function createListing(needs: Needs): Pick<Contacts, 'summary' | 'list'> {
  return {
    summary: (id) => summary(needs, id),
    list: (query) => list(needs, query),
  };
}

interface Condition {
  sql: string;
  params: unknown[];
}

async function list(needs: Needs, query: ContactQuery): ReturnType<Contacts['list']> {
  const { search, after, sort = 'recent' } = query;
  const most = Math.min(query.limit, MOST);
  const words = search?.trim() ? contactsMatching(search) : undefined;
  if (words === null) return { rows: [], next: null };
  const filters = [...(words ? [words] : []), ...(await filtersOf(needs, query))];
  const found =
    sort === 'name'
      ? await byName(needs, filters, after, most + 1)
      : await page(needs, filters, place(after), most + 1);
  const last = found.length > most ? found[most - 1]! : null;
  const mark = sort === 'name' ? 'name' : String(last?.last_message_at ?? 'never');
  return { rows: await rowsOf(needs, found.slice(0, most)), next: last ? `${mark}-${last.id}` : null };
}

async function filtersOf(needs: Needs, { owner, properties }: ContactQuery): Promise<Condition[]> {
  const found: Condition[] = [];
  if (owner === 'nobody') found.push({ sql: 'owner_id is null', params: [] });
  else if (owner) found.push({ sql: 'owner_id = ?', params: [owner] });
  for (const [key, value] of Object.entries(properties ?? {})) {
    const property = await createProperties(needs).definitions.byKey('contact', key);
    if (!property) throw invalid({ [`property.${key}`]: 'wrong.no_property' });
    found.push(propertyCondition(property, { is: value }, 'contact.id'));
  }
  return found;
}

interface Place {
  at: number | null;
  id: number;
}

function place(after: string | undefined): Place | null {
  if (after === undefined) return null;
  const found = /^(\d{1,15}|never)-(\d{1,15})$/.exec(after);
  if (!found) throw invalid({ after: 'wrong.place' });
  return { at: found[1] === 'never' ? null : Number(found[1]), id: Number(found[2]) };
}

async function byName(needs: Needs, filters: Condition[], after: string | undefined, most: number): Promise<Row[]> {
  const id = after === undefined ? null : Number(/^name-(\d{1,15})$/.exec(after)?.[1] ?? Number.NaN);
  if (Number.isNaN(id)) throw invalid({ after: 'wrong.place' });
  const last = id === null ? undefined : await contactById(needs.database, id);
  const behind = last ? [{ sql: '(name, id) > (?, ?)', params: [last.name, last.id] }] : [];
  const all = [{ sql: 'merged_into_id is null', params: [] }, ...behind, ...filters];
  return needs.database.rows<Row>(
    `select contact.id, contact.last_message_at from contact where ${all.map(({ sql }) => sql).join(' and ')} order by name, id limit ?`,
    [...all.flatMap(({ params }) => params), most],
  );
}

/** Those who have written, newest first, then those who never have: two stretches of one index. */
async function page(needs: Needs, filters: Condition[], after: Place | null, most: number): Promise<Row[]> {
  const more = filters.map(({ sql }) => ` and ${sql}`).join('');
  const values = filters.flatMap(({ params }) => params);
  const stretch = (where: string, params: unknown[], limit: number) =>
    needs.database.rows<Row>(
      `select contact.id, contact.last_message_at from contact where ${where} and merged_into_id is null${more}
       order by last_message_at desc, id desc limit ?`,
      [...params, ...values, limit],
    );
  const wrote =
    after && after.at === null
      ? []
      : await stretch(
          after ? 'last_message_at is not null and (last_message_at, id) < (?, ?)' : 'last_message_at is not null',
          after ? [after.at, after.id] : [],
          most,
        );
  if (wrote.length === most) return wrote;
  const from = after && after.at === null ? after.id : Number.MAX_SAFE_INTEGER;
  return [...wrote, ...(await stretch('last_message_at is null and contact.id < ?', [from], most - wrote.length))];
}

async function rowsOf(needs: Needs, found: Row[]): Promise<ContactRow[]> {
  if (found.length === 0) return [];
  const rows = await needs.database.rows<Row>(
    `select contact.*, ${TITLE}, owner.name as owner_name, company.name as company_name, company.public_id as company_public_id, address.kind, address.value, address.scope
     from contact left join desk_user owner on owner.id = contact.owner_id left join record company on company.id = contact.company_id
     left join contact_identity address on address.id = (select id from contact_identity
       where contact_identity.contact_id = contact.id order by primary_of desc, contact_identity.id limit 1)
     where contact.id in (?)`,
    [found.map((row) => row.id)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.map((one) => rowFrom(byId.get(one.id)!));
}

function rowFrom(row: Row): ContactRow {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    ...titleFrom(row),
    name: row.name as string,
    address: row.value === null ? null : addressFrom(row),
    owner: row.owner_id === null ? null : { id: row.owner_id as number, name: row.owner_name as string },
    company: companyFrom(row),
    lastMessageAt: toDateOrNull(row.last_message_at),
    createdAt: toDate(row.created_at),
  };
}

function companyFrom(row: Row): ContactSummary['company'] {
  if (row.company_id === null) return null;
  return { id: row.company_id as number, publicId: row.company_public_id as string, name: row.company_name as string };
}

async function summary(needs: Needs, id: number): Promise<ContactSummary | null> {
  const row = await needs.database.row<Row>(
    `select contact.*, ${TITLE}, owner.name as owner_name, company.name as company_name, company.public_id as company_public_id,
       (select count(*) from (select 1 from conversation where contact_id = contact.id and place <> 'merged' limit ${COUNTED})) as conversations,
       (select count(*) from (select 1 from conversation where contact_id = contact.id and place = 'inbox' and status <> 'closed' limit ${COUNTED})) as open
     from contact left join desk_user owner on owner.id = contact.owner_id left join record company on company.id = contact.company_id
     where contact.id = ?`,
    [id],
  );
  if (!row) return null;
  return {
    ...contactFrom(row),
    ...titleFrom(row),
    identities: await identitiesOf(needs.database, id),
    owner: row.owner_id === null ? null : { id: row.owner_id as number, name: row.owner_name as string },
    company: companyFrom(row),
    counts: { conversations: Number(row.conversations), open: Number(row.open) },
  };
}
