// Contacts to look at: a page of them, and one for the column beside a conversation.
import { toDate, toDateOrNull } from '../database/rows.ts';
import { contactsMatching } from '../database/words.ts';
import { invalid } from '../kernel/errors.ts';
import { addressFrom, contactFrom, identitiesOf, TITLE, titleFrom, type Row } from './rows.ts';
import type { ContactRow, Contacts, ContactSummary, Needs } from './shapes.ts';

const MOST = 200;
const COUNTED = 1000;

export function createListing(needs: Needs): Pick<Contacts, 'summary' | 'list'> {
  return {
    summary: (id) => summary(needs, id),
    async list({ search, after, limit }) {
      const most = Math.min(limit, MOST);
      const match = search?.trim() ? contactsMatching(search) : undefined;
      if (match === null) return { rows: [], next: null };
      const found = await page(needs, match, place(after), most + 1);
      const last = found.length > most ? found[most - 1]! : null;
      return {
        rows: await rowsOf(needs, found.slice(0, most)),
        next: last ? `${last.last_message_at ?? 'never'}-${last.id}` : null,
      };
    },
  };
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

/** Those who have written, newest first, then those who never have: two stretches of one index. */
async function page(
  needs: Needs,
  match: { sql: string; params: unknown[] } | undefined,
  after: Place | null,
  most: number,
): Promise<Row[]> {
  const stretch = (where: string, params: unknown[], limit: number) =>
    needs.database.rows<Row>(
      `select contact.id, contact.last_message_at from contact where ${where} and merged_into_id is null ${match ? `and ${match.sql}` : ''}
       order by last_message_at desc, id desc limit ?`,
      [...params, ...(match?.params ?? []), limit],
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
