// A page of contacts as rows: with all their addresses, so that they can be brought into another program.
import type { ContactFilter, ExportRow, Needs, Page, Written } from './shapes.ts';

export const PAGE = 200;

interface Address {
  contact_id: number;
  kind: string;
  value: string;
}

export async function contactPage(
  needs: Needs,
  { filter, companies }: { filter: ContactFilter; companies: boolean },
  written: Written,
  after: string | undefined,
): Promise<Page> {
  const { contacts, database, properties } = needs;
  const { rows, next } = await contacts.list({ ...filter, after, limit: PAGE });
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return { rows: [], next };
  const more = await database.rows<{ id: number; language: string | null; note: string }>(
    'select id, language, note from contact where id in (?)',
    [ids],
  );
  const about = new Map(more.map((one) => [one.id, one]));
  const addresses = await addressesOf(needs, ids);
  const values = await properties.values.of('contact', ids);
  return {
    next,
    rows: rows.map((row): ExportRow => {
      const own = addresses.get(row.id) ?? [];
      const of = (kind: string) => own.filter((one) => one.kind === kind).map(({ value }) => value);
      const { language, note } = about.get(row.id)!;
      return {
        ...{ key: row.publicId, name: row.name, emails: of('email').join('; '), phones: of('phone').join('; ') },
        ...{
          address: own[0]?.value,
          company: companies ? row.company?.name : undefined,
          owner: row.owner?.name,
          language,
          note,
        },
        ...{ last: row.lastMessageAt, since: row.createdAt },
        ...written(values.get(row.id) ?? {}),
      };
    }),
  };
}

/** What they are written to first stands first; handles mean something to their channel only. */
export async function addressesOf({ database }: Needs, ids: number[]): Promise<Map<number, Address[]>> {
  const rows = await database.rows<Address>(
    `select contact_id, kind, value from contact_identity where contact_id in (?) and kind <> 'handle'
     order by contact_id, primary_of desc, id`,
    [ids],
  );
  return Map.groupBy(rows, (row) => row.contact_id);
}
