// Two records become one, and can become two again (CH-15, CO-3).
import { giveBack, takeStep, undoable } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { addLine, tellRecords, watch } from './acting.ts';
import { liveRecord, patchRecord, type Row } from './rows.ts';
import { objectOf, type DeskRecord, type Needs, type Taken } from './shapes.ts';
import type { Records } from './verbs.ts';

const KIND = 'merge companies';

export function createMerging(needs: Needs): Pick<Records, 'merge' | 'unmerge'> {
  return {
    merge: (keepId, otherId, actor, taken = { fields: [], properties: [] }) =>
      needs.database.write(() => merge(needs, { keepId, otherId }, actor, taken)),
    unmerge: (step, actor) => needs.database.write(() => unmerge(needs, step, actor)),
  };
}

interface Two {
  keepId: number;
  otherId: number;
}

async function merge(needs: Needs, { keepId, otherId }: Two, actor: Actor, taken: Taken): Promise<string> {
  const { database } = needs;
  if (keepId === otherId) throw conflict('merge_with_itself', 'A record cannot be merged with itself.');
  const [keep, other] = [await liveRecord(database, keepId), await liveRecord(database, otherId)];
  if (keep.type !== other.type) throw conflict('merge_of_types', 'Only records of one type can be merged.');
  const rows = await database.rows<{ id: number }>('select id from contact where company_id = ?', [otherId]);
  const contactIds = rows.map(({ id }) => id);
  const ids = [keepId, otherId];
  const lines = {
    table: 'record_change',
    key: ['id'],
    columns: ['record_id'],
    where: 'record_id in (?)',
    params: () => [ids],
  };
  const step = {
    ...{ kind: KIND, userId: userOf(actor), data: { keepId, otherId, contactIds } },
    watch: [...watch(needs, { type: keep.type, ids, contactIds }, [0]), lines],
  };
  const { undo } = await undoable(needs, step, () => join(needs, keep, other, taken));
  await addLine(needs, keepId, actor, 'merged', { name: other.name });
  await tellRecords(needs, 'record.changed', { recordIds: [keepId], contactIds }, actor);
  await tellRecords(needs, 'record.deleted', { recordIds: [otherId], contactIds: [] }, actor);
  return undo!;
}

async function join(needs: Needs, keep: DeskRecord, other: DeskRecord, { fields, properties }: Taken): Promise<void> {
  const { database, clock } = needs;
  const ids = [keep.id, other.id];
  await database.run('update contact set company_id = ?, updated_at = ? where company_id = ?', [
    keep.id,
    clock.now(),
    other.id,
  ]);
  await joinLinks(needs, keep.id, other.id);
  await database.run('update record_change set record_id = ? where record_id = ?', ids);
  await needs.properties.values.join(objectOf(keep.type), keep.id, other.id, properties);
  const pick = <T>(field: string, mine: T, theirs: T) => (fields.includes(field) ? theirs : (mine ?? theirs));
  await patchRecord(needs, other.id, { deleted_at: clock.now(), merged_into_id: keep.id });
  await patchRecord(needs, keep.id, {
    name: pick('name', keep.name, other.name),
    domain: pick('domain', keep.domain, other.domain),
    owner_id: pick('owner', keep.ownerId, other.ownerId),
  });
}

/** Of two records the smaller id stands first, so each link with a record is written anew. */
async function joinLinks({ database }: Needs, keepId: number, otherId: number): Promise<void> {
  const rows = await database.rows<Row>(
    `select * from record_link where record_id = ? union all select * from record_link where kind = 'record' and other_id = ?`,
    [otherId, otherId],
  );
  await database.run(`delete from record_link where record_id = ?`, [otherId]);
  await database.run(`delete from record_link where kind = 'record' and other_id = ?`, [otherId]);
  for (const row of rows) {
    const far = (row.record_id === otherId ? row.other_id : row.record_id) as number;
    if (row.kind === 'record' && far === keepId) continue;
    const [first, second] = row.kind === 'record' && far < keepId ? [far, keepId] : [keepId, far];
    await database.run(
      'insert into record_link (record_id, kind, other_id, label, linked_at) values (?, ?, ?, ?, ?) on conflict do nothing',
      [first, row.kind, second, row.label, row.linked_at],
    );
  }
}

/** Whoever may change records may part them again, not only who joined them. */
async function unmerge(needs: Needs, stepPublicId: string, actor: Actor): Promise<void> {
  const step = await takeStep(needs, stepPublicId, null);
  if (step.kind !== KIND) throw conflict('undo_elsewhere', 'This step belongs to another page.');
  const { keepId, otherId, contactIds } = step.data as unknown as Two & { contactIds: number[] };
  await liveRecord(needs.database, keepId);
  await giveBack(needs.database, step.changes);
  for (const id of [keepId, otherId]) await addLine(needs, id, actor, 'parted');
  await tellRecords(needs, 'record.changed', { recordIds: [keepId, otherId], contactIds }, actor);
}
