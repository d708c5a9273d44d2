// An import taken back: what it changed becomes what it was, what it made goes, unless somebody has used or changed it since.
import { setImmediate as turn } from 'node:timers/promises';
import { DeskError } from '../kernel/errors.ts';
import { importById, patchImport, type Row } from './rows.ts';
import { actorOf, type Import, type Needs } from './shapes.ts';

/** In one transaction, some five milliseconds. */
const AT_ONCE = 10;

/** Durable: what was taken back is written down together with how far it is. */
export async function undoAll(needs: Needs, id: number, signal: AbortSignal): Promise<'whole' | 'stopped'> {
  const run = await importById(needs, id);
  if (run.status !== 'undoing') return 'whole';
  for (const some of [takeSteps, takeMade])
    for (;;) {
      if (signal.aborted) return 'stopped';
      if ((await needs.database.write(() => some(needs, run))) === 0) break;
      await needs.database.still();
      await turn();
    }
  await archiveProperties(needs, run);
  await patchImport(needs, id, { status: 'undone', ended_at: needs.clock.now() });
  return 'whole';
}

/** The newest first, because each gives back what was before it. Gives how many there were. */
async function takeSteps(needs: Needs, run: Import): Promise<number> {
  const { database } = needs;
  const rows = await database.rows<Row>('select * from import_step where import_id = ? order by id desc limit ?', [
    ...[run.id, AT_ONCE],
  ]);
  let kept = 0;
  for (const row of rows) if (!(await undoStep(needs, run, row))) kept += 1;
  await database.run('delete from import_step where id in (?)', [rows.map((row) => row.id)]);
  await countDone(needs, run.id, rows.length, kept);
  return rows.length;
}

async function undoStep({ contacts, records, tickets }: Needs, run: Import, row: Row): Promise<boolean> {
  const step = row.step as string;
  const actor = actorOf(run);
  try {
    if (row.object === 'contact') await contacts.undoMany(step, actor);
    else if (row.object === 'ticket') await tickets.undo(step, actor);
    else await records.undo(step, actor);
    return true;
  } catch (error) {
    // Used already, too old, or changed by somebody since.
    if (error instanceof DeskError) return false;
    throw error;
  }
}

async function takeMade(needs: Needs, run: Import): Promise<number> {
  const { database } = needs;
  const rows = await database.rows<{ object: string; record_id: number }>(
    'select object, record_id from import_made where import_id = ? order by object, record_id limit ?',
    [run.id, AT_ONCE],
  );
  let kept = 0;
  for (const object of new Set(rows.map((row) => row.object))) {
    const ids = rows.filter((row) => row.object === object).map((row) => row.record_id);
    kept += ids.length - (await removeMade(needs, run, object, ids));
    await database.run('delete from import_made where import_id = ? and object = ? and record_id in (?)', [
      ...[run.id, object, ids],
    ]);
  }
  await countDone(needs, run.id, rows.length, kept);
  return rows.length;
}

/** Gives how many are gone. */
async function removeMade(needs: Needs, run: Import, object: string, ids: number[]): Promise<number> {
  const { contacts, records, tickets, database } = needs;
  const actor = actorOf(run);
  if (object === 'identity') {
    const rows = await database.rows<{ id: number; contact_id: number }>(
      'select id, contact_id from contact_identity where id in (?)',
      [ids],
    );
    for (const row of rows) await contacts.removeIdentity(row.contact_id, row.id, actor);
    return ids.length;
  }
  const touched = await touchedSince(needs, run, object, ids);
  const asMade = ids.filter((id) => !touched.has(id));
  if (object === 'contact') return (await contacts.removeUnused(asMade, actor)).length;
  if (object === 'ticket') {
    const free = await withoutTalks(needs, asMade);
    for (const id of free) await tickets.remove(id, actor);
    return free.length;
  }
  const there = await records.views(asMade);
  const theirs = there.map(({ id }) => id);
  if (theirs.length > 0) await records.remove(theirs, actor);
  return asMade.length;
}

/** Changed or linked after the import had ended; its own links have been taken back before, and companies take contacts by themselves. */
async function touchedSince(
  { database }: Needs,
  { endedAt, createdAt }: Import,
  object: string,
  ids: number[],
): Promise<Set<number>> {
  const kind = object === 'contact' || object === 'ticket' ? object : 'record';
  const since = endedAt ?? createdAt;
  const rows = await database.rows<{ id: number }>(
    `select ${kind}_id as id from ${kind}_change
       where ${kind}_id in (?) and at > ? and actor <> 'desk' and kind not in ('created', 'opened')
     union select other_id as id from record_link join record on record.id = record_id
       where kind = ? and other_id in (?) and linked_at > ? and deleted_at is null and type <> 'company'`,
    [ids, since, kind, ids, since],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Tickets in which somebody talks by now are in use. */
async function withoutTalks({ database }: Needs, ids: number[]): Promise<number[]> {
  const rows = await database.rows<{ id: number }>(
    `select id from ticket where id in (?) and deleted_at is null and merged_into_id is null
       and not exists (select 1 from ticket_conversation where ticket_id = ticket.id)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

async function countDone({ database }: Needs, id: number, done: number, kept: number): Promise<void> {
  await database.run('update import_run set done = done + ?, kept = kept + ? where id = ?', [done, kept, id]);
}

/** Properties that came along and that nothing has any more. */
async function archiveProperties(needs: Needs, { object, settings }: Import): Promise<void> {
  const gone = object === 'contact' ? 'false' : 'deleted_at is not null';
  const table = object === 'contact' || object === 'ticket' ? object : 'record';
  for (const id of settings.made ?? []) {
    const used = await needs.database.row(
      `select 1 as here from property_value join ${table} on ${table}.id = record_id where property_id = ? and not (${gone}) limit 1`,
      [id],
    );
    if (!used) await needs.properties.definitions.archive(id, true);
  }
}
