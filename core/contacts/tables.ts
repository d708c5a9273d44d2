// Many contacts changed at once, from a table: owner and properties, with a way back (CO-1).
import { giveBack, takeStep, undoable, type Watched } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { createProperties } from '../properties/properties.ts';
import { addChanges, addLine } from './history.ts';
import { mustExist, patchContact, tell, type Row } from './rows.ts';
import { cleanName } from './taking.ts';
import type { Contacts, Needs } from './shapes.ts';

const KIND = 'contacts';
const COLUMNS = ['name', 'owner_id', 'language', 'note'];
/** Changed in one act; more would keep others waiting. */
const MOST = 500;

export function createTables(needs: Needs): Pick<Contacts, 'changeMany' | 'undoMany'> {
  const { database } = needs;
  return {
    changeMany: (ids, changes, actor) => database.write(() => changeMany(needs, [...new Set(ids)], changes, actor)),
    undoMany: (stepPublicId, actor) =>
      database.write(async () => {
        const userId = userOf(actor);
        const step = await takeStep(needs, stepPublicId, userId);
        if (step.kind !== KIND) throw conflict('undo_elsewhere', 'This step belongs to another page.');
        await giveBack(database, step.changes);
        for (const id of step.data.contactIds as number[])
          await tell(needs, 'contact.changed', id, actor, { undone: true });
      }),
  };
}

async function changeMany(
  needs: Needs,
  ids: number[],
  changes: Parameters<Contacts['changeMany']>[1],
  actor: Actor,
): ReturnType<Contacts['changeMany']> {
  const { database } = needs;
  if (ids.length > MOST) throw conflict('too_many_records', `At most ${MOST} at once.`, { most: MOST });
  const properties = createProperties(needs);
  const values = await properties.values.check('contact', changes.properties ?? {});
  const known = await properties.definitions.list('contact');
  const last = await database.row<{ id: number | null }>('select max(id) as id from contact_change');
  const watch: Watched[] = [
    { table: 'contact', key: ['id'], columns: COLUMNS, where: 'id in (?)', params: () => [ids] },
    properties.values.watch('contact', () => ids),
    {
      ...{ table: 'contact_change', key: ['id'], columns: ['id'] },
      ...{ where: 'contact_id in (?) and id > ?', params: () => [ids, last?.id ?? 0] },
    },
  ];
  const userId = userOf(actor);
  const act = { kind: KIND, userId, data: { contactIds: ids }, watch };
  const { undo } = await undoable(needs, act, async () => {
    for (const id of ids) {
      const { name, ownerId, language, note } = await mustExist(database, id);
      const columns = columnsOf(changes);
      await addChanges(needs, id, actor, { name, owner_id: ownerId, language, note }, columns);
      await patchContact(needs, id, columns);
      await properties.values.set('contact', id, values);
      for (const key of Object.keys(values))
        await addLine(needs, id, actor, 'property', { property: known.find((one) => one.key === key)!.label });
    }
  });
  if (undo) for (const id of ids) await tell(needs, 'contact.changed', id, actor, { changed: Object.keys(changes) });
  return { undo };
}

function columnsOf({ name, ownerId, language, note }: Parameters<Contacts['changeMany']>[1]): Row {
  return {
    ...(name !== undefined && { name: cleanName(name) }),
    ...(ownerId !== undefined && { owner_id: ownerId }),
    ...(language !== undefined && { language }),
    ...(note !== undefined && { note: note.slice(0, 20_000) }),
  };
}
