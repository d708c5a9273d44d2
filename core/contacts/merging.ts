// Two contacts become one, and can become two again: every identity knows where it came from (CH-15, CO-3).
import { toDate, toJson } from '../database/rows.ts';
import { giveBack, takeStep, undoable, type Step, type Watched } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { createProperties } from '../properties/properties.ts';
import { addLine } from './history.ts';
import { contactById, holderOf, mustExist, patchContact, tell, type Row } from './rows.ts';
import type { Contact, Contacts, Needs } from './shapes.ts';

const KIND = 'merge contacts';

export function createMerging(needs: Needs): Pick<Contacts, 'merge' | 'unmerge'> {
  return {
    merge: (keepId, otherId, actor, taken = { fields: [], properties: [] }) =>
      needs.database.write(() => merge(needs, [keepId, otherId], actor, taken)),
    unmerge: (stepPublicId, actor) => needs.database.write(() => unmerge(needs, stepPublicId, actor)),
  };
}

function watch(ids: number[]): Watched[] {
  const by = (column: string) => ({ where: `${column} in (?)`, params: () => [ids] });
  return [
    {
      table: 'contact',
      key: ['id'],
      columns: 'name owner_id company_id language note properties consents merged_into_id last_message_at'.split(' '),
      firm: ['merged_into_id'],
      ...by('id'),
    },
    {
      table: 'contact_identity',
      key: ['id'],
      columns: ['contact_id', 'origin_contact_id', 'primary_of'],
      ...by('contact_id'),
    },
    { table: 'conversation', key: ['id'], columns: ['contact_id'], ...by('contact_id') },
    { table: 'ticket', key: ['id'], columns: ['contact_id'], ...by('contact_id') },
    { table: 'contact_change', key: ['id'], columns: ['contact_id'], ...by('contact_id') },
    {
      table: 'record_link',
      key: ['record_id', 'kind', 'other_id'],
      columns: ['record_id', 'kind', 'other_id', 'label', 'linked_at'],
      where: `kind = 'contact' and other_id in (?)`,
      params: () => [ids],
    },
    { table: 'message', key: ['id'], columns: ['author_contact_id'], ...by('author_contact_id') },
    { table: 'participant', key: ['conversation_id', 'kind', 'value'], columns: ['contact_id'], ...by('contact_id') },
  ];
}

type Taken = NonNullable<Parameters<Contacts['merge']>[3]>;

/** Inside `write`; gives the step that parts them again. */
export async function merge(needs: Needs, ids: [number, number], actor: Actor, taken: Taken): Promise<string> {
  const [keepId, otherId] = ids;
  if (keepId === otherId) throw conflict('merge_with_itself', 'A contact cannot be merged with itself.');
  const keep = await mustExist(needs.database, keepId);
  const other = await mustExist(needs.database, otherId);
  const watched = [...watch(ids), createProperties(needs).values.watch('contact', () => ids)];
  const act = { kind: KIND, userId: userOf(actor), watch: watched, data: { keepId, otherId } };
  const { undo } = await undoable(needs, act, () => join(needs, keep, other, taken));
  await addLine(needs, keepId, actor, 'merged', { name: other.name });
  await tell(needs, 'contact.merged', keepId, actor, { from: otherId, step: undo });
  await tell(needs, 'contact.merged', otherId, actor, { into: keepId });
  return undo!;
}

async function join(needs: Needs, keep: Contact, other: Contact, taken: Taken): Promise<void> {
  const { database } = needs;
  const hasPrimary = await database.row(
    'select 1 as here from contact_identity where contact_id = ? and primary_of = ?',
    [keep.id, true],
  );
  await database.run(
    `update contact_identity set contact_id = ?, origin_contact_id = coalesce(origin_contact_id, ?)
       ${hasPrimary ? ', primary_of = false' : ''} where contact_id = ?`,
    [keep.id, other.id, other.id],
  );
  await database.run('update conversation set contact_id = ? where contact_id = ?', [keep.id, other.id]);
  await database.run('update ticket set contact_id = ? where contact_id = ?', [keep.id, other.id]);
  await database.run('update contact_change set contact_id = ? where contact_id = ?', [keep.id, other.id]);
  await database.run(
    `insert into record_link (record_id, kind, other_id, label, linked_at)
     select record_id, kind, ?, label, linked_at from record_link where kind = 'contact' and other_id = ? on conflict do nothing`,
    [keep.id, other.id],
  );
  await database.run(`delete from record_link where kind = 'contact' and other_id = ?`, [other.id]);
  await database.run('update message set author_contact_id = ? where author_contact_id = ?', [keep.id, other.id]);
  await database.run('update participant set contact_id = ? where contact_id = ?', [keep.id, other.id]);
  await createProperties(needs).values.join('contact', keep.id, other.id, taken.properties);
  const pick = <T>(field: string, mine: T, theirs: T) => (taken.fields.includes(field) ? theirs : (mine ?? theirs));
  await patchContact(needs, keep.id, {
    name: pick('name', keep.name || null, other.name),
    owner_id: pick('owner', keep.ownerId, other.ownerId),
    company_id: pick('company', keep.companyId, other.companyId),
    language: pick('language', keep.language, other.language),
    note: [keep.note, other.note].filter(Boolean).join('\n\n'),
    properties: JSON.stringify({ ...other.properties, ...keep.properties }),
    consents: JSON.stringify(newest(keep.consents, other.consents)),
    last_message_at: later(keep.lastMessageAt, other.lastMessageAt),
  });
  await patchContact(needs, other.id, { merged_into_id: keep.id });
}

/** Of two answers to one question the later counts: a refusal is not lost to an older yes. */
function newest(keep: Contact['consents'], other: Contact['consents']): Contact['consents'] {
  const all = { ...other, ...keep };
  for (const [purpose, theirs] of Object.entries(other)) {
    const mine = keep[purpose];
    if (mine && theirs.at > mine.at) all[purpose] = theirs;
  }
  return all;
}

function later(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one > other ? one : other;
}

async function unmerge(needs: Needs, stepPublicId: string, actor: Actor): Promise<void> {
  // Whoever may edit contacts may part them again, not only who joined them.
  const step = await takeStep(needs, stepPublicId, null);
  if (step.kind !== KIND) throw conflict('undo_elsewhere', 'This step belongs to another page.');
  const { keepId, otherId } = step.data as { keepId: number; otherId: number };
  const keep = await contactById(needs.database, keepId);
  if (!keep || keep.mergedIntoId)
    throw conflict('undo_outdated', 'This cannot be undone any more: it has been changed again since.');
  await giveBack(needs.database, step.changes);
  await handOver(needs, step, keepId, otherId);
  for (const id of [keepId, otherId]) await addLine(needs, id, actor, 'parted');
  for (const id of [keepId, otherId]) await tell(needs, 'contact.changed', id, actor, { unmerged: true });
}

/** What was written since the merge from an address that is the other's again becomes theirs. */
async function handOver(needs: Needs, step: Step, keepId: number, otherId: number): Promise<void> {
  const { database } = needs;
  const mergedAt = await database.row<Row>('select created_at from undo_step where id = ?', [step.id]);
  const rows = await database.rows<Row>(
    'select id, conversation_id, account_id, addresses from message where author_contact_id = ? and created_at >= ?',
    [keepId, toDate(mergedAt!.created_at)],
  );
  for (const row of rows) {
    const from = toJson<{ role: string; address: Parameters<typeof normalAddress>[0] }[]>(row.addresses).find(
      (one) => one.role === 'from',
    );
    const holder = from && (await holderOf(database, normalAddress(from.address, `account:${String(row.account_id)}`)));
    if (holder?.contactId !== otherId) continue;
    await database.run('update message set author_contact_id = ? where id = ?', [otherId, row.id]);
    await database.run('update conversation set contact_id = ? where id = ? and contact_id = ? and created_at >= ?', [
      otherId,
      row.conversation_id,
      keepId,
      toDate(mergedAt!.created_at),
    ]);
  }
}
