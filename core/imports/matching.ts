// Who or what a row means: found in the desk by an address, a number, a domain, a name or its key.
import { may } from '../accounts/accounts.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Fields } from './fields.ts';
import type { Needs } from './shapes.ts';
import { shorten } from './values.ts';
import type { World } from './world.ts';

export type Found = { id: number | null } | { fault: Reason };

/** Null: nothing in the row says who or what it is, or there is none yet. */
export async function matchOf(needs: Needs, world: World, fields: Fields): Promise<Found> {
  const { run } = world;
  const { match } = run.settings;
  if (match === 'key') return fields.key === undefined ? { id: null } : byKey(needs, world, fields.key);
  if (match === 'email' || match === 'phone') {
    for (const address of fields.addresses.filter(({ kind }) => kind === match)) {
      const id = await needs.contacts.find(address, 0);
      if (id !== null) return { id };
    }
    return { id: null };
  }
  if (match === 'domain' && fields.domain !== undefined) return { id: await companyByDomain(needs, fields.domain) };
  if (match === 'name' && fields.name !== undefined) return byName(needs, run.object, fields.name);
  return { id: null };
}

/** A key somebody wrote into a table must be one: else a new record would be made for a slip of the pen. */
async function byKey(needs: Needs, world: World, key: string): Promise<Found> {
  const id = await idOfKey(needs, world, key);
  const value = shorten(key);
  return id === null ? { fault: reason('import.key', `There is none with the key “${value}”.`, { value }) } : { id };
}

async function idOfKey(
  { contacts, records, tickets }: Needs,
  { run: { object }, viewer }: World,
  key: string,
): Promise<number | null> {
  if (object === 'contact') return (await contacts.byPublicId(key.slice(0, 60)))?.id ?? null;
  if (object === 'ticket') {
    const number = /^(?:t-)?(\d{1,12})$/i.exec(key)?.[1];
    const ticket = number === undefined ? null : await tickets.byNumber(Number(number));
    return ticket && viewer && may(viewer, 'ticket.edit', ticket) ? ticket.id : null;
  }
  const record = await records.byPublicId(key.slice(0, 60));
  return record?.type === object ? record.id : null;
}

async function byName({ database }: Needs, type: string, name: string): Promise<Found> {
  const rows = await database.rows<{ id: number }>(
    'select id from record where type = ? and name = ? and deleted_at is null order by id limit 2',
    [type, name],
  );
  const value = shorten(name);
  if (rows.length > 1)
    return { fault: reason('import.several', `Several are called “${value}”: name them by their key.`, { value }) };
  return { id: rows[0]?.id ?? null };
}

export async function companyByName(needs: Needs, name: string): Promise<Found> {
  return byName(needs, 'company', name);
}

export async function companyByDomain({ database }: Needs, domain: string): Promise<number | null> {
  const row = await database.row<{ id: number }>(
    `select id from record where domain = ? and type = 'company' and deleted_at is null order by id limit 1`,
    [domain],
  );
  return row?.id ?? null;
}
