// Raw rows of contacts and identities turned into plain data, and the few statements several files need.
import type { Address } from '../contract/address.ts';
import { contactTitle, namelessFrom } from '../database/calling.ts';
import type { Database } from '../database/database.ts';
import { toBoolean, toDate, toDateOrNull, toJson, toJsonOrNull } from '../database/rows.ts';
import type { Actor, EventType } from '../events/events.ts';
import { notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { likenessOf } from './likeness.ts';
import type { Contact, Identity, Needs } from './shapes.ts';

export type Row = Record<string, unknown>;

/** Columns that `titleFrom` reads. */
export const TITLE = `${contactTitle('contact')} as title, ${namelessFrom('contact')} as nameless_from`;

export function titleFrom(row: Row): { title: string; namelessFrom: string | null } {
  return { title: row.title as string, namelessFrom: row.nameless_from as string | null };
}

export function contactFrom(row: Row): Contact {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    name: row.name as string,
    ownerId: row.owner_id as number | null,
    companyId: row.company_id as number | null,
    language: row.language as string | null,
    note: row.note as string,
    properties: toJson(row.properties),
    consents: toJson(row.consents),
    mergedIntoId: row.merged_into_id as number | null,
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
    lastMessageAt: toDateOrNull(row.last_message_at),
  };
}

export function addressFrom(row: Row): Address {
  const { kind, value, scope } = row as { kind: Address['kind']; value: string; scope: string };
  return scope ? { kind, value, scope } : { kind, value };
}

/** Of identity rows joined with `suppression.reason as suppressed`. */
export function identityFrom(row: Row): Identity {
  const why = toJsonOrNull<Identity['suppressed']>(row.unreachable_reason);
  return {
    id: row.id as number,
    address: addressFrom(row),
    primary: toBoolean(row.primary_of),
    unreachable: why ? { reason: why, at: toDate(row.unreachable_at) } : null,
    suppressed: toJsonOrNull(row.suppressed),
  };
}

export async function contactById(database: Database, id: number): Promise<Contact | null> {
  const row = await database.row<Row>('select * from contact where id = ?', [id]);
  return row ? contactFrom(row) : null;
}

/** Follows merges to the contact that is kept. */
export async function keptContact(database: Database, id: number): Promise<Contact | null> {
  let contact = await contactById(database, id);
  while (contact?.mergedIntoId) contact = await contactById(database, contact.mergedIntoId);
  return contact;
}

export async function mustExist(database: Database, id: number): Promise<Contact> {
  const contact = await contactById(database, id);
  if (!contact || contact.mergedIntoId) throw notFound('contact');
  return contact;
}

export async function identitiesOf(database: Database, contactId: number): Promise<Identity[]> {
  const rows = await database.rows<Row>(
    `select contact_identity.*, suppression.reason as suppressed from contact_identity
     left join suppression on suppression.kind = contact_identity.kind and suppression.value = contact_identity.value
       and suppression.scope = contact_identity.scope
     where contact_identity.contact_id = ? order by primary_of desc, contact_identity.id`,
    [contactId],
  );
  return rows.map(identityFrom);
}

export async function holderOf(
  database: Database,
  address: Required<Address>,
): Promise<{ id: number; contactId: number } | null> {
  const row = await database.row<{ id: number; contact_id: number }>(
    'select id, contact_id from contact_identity where kind = ? and value = ? and scope = ?',
    [address.kind, address.value, address.scope],
  );
  return row ? { id: row.id, contactId: row.contact_id } : null;
}

export async function insertContact(needs: Needs, columns: Row): Promise<number> {
  const now = needs.clock.now();
  const row = {
    public_id: publicId(),
    name: '',
    properties: '{}',
    consents: '{}',
    created_at: now,
    updated_at: now,
    ...columns,
  };
  const names = Object.keys(row);
  const inserted = await needs.database.row<{ id: number }>(
    `insert into contact (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) returning id`,
    Object.values(row),
  );
  return inserted!.id;
}

export async function insertIdentity(
  needs: Needs,
  contactId: number,
  address: Required<Address>,
  primary: boolean,
): Promise<number> {
  const row = await needs.database.row<{ id: number }>(
    `insert into contact_identity (contact_id, kind, value, scope, likeness, primary_of, created_at)
     values (?, ?, ?, ?, ?, ?, ?) returning id`,
    [contactId, address.kind, address.value, address.scope, likenessOf(address), primary, needs.clock.now()],
  );
  return row!.id;
}

export async function patchContact(needs: Needs, id: number, columns: Row): Promise<void> {
  const sets = Object.keys(columns).map((name) => `${name} = ?, `);
  await needs.database.run(`update contact set ${sets.join('')} updated_at = ? where id = ?`, [
    ...Object.values(columns),
    needs.clock.now(),
    id,
  ]);
}

export async function tell(
  needs: Needs,
  type: EventType,
  contactId: number,
  actor: Actor,
  data: Row = {},
): Promise<void> {
  await needs.events.add({ type, actor, contactId, data });
}
