// Contacts that were made by mistake and that nothing has happened with: they go as if they had never been there.
import type { Actor } from '../events/events.ts';
import { createProperties } from '../properties/properties.ts';
import { tell } from './rows.ts';
import type { Contacts, Needs } from './shapes.ts';

/** What somebody would miss. */
const USED = [
  'select 1 from conversation where conversation.contact_id = contact.id',
  'select 1 from message where author_contact_id = contact.id',
  'select 1 from participant where participant.contact_id = contact.id',
  'select 1 from ticket where ticket.contact_id = contact.id and deleted_at is null',
  `select 1 from contact_change where contact_change.contact_id = contact.id and kind in ('note', 'consent', 'refusal', 'merged')`,
  'select 1 from contact other where other.merged_into_id = contact.id',
];

export function createRemoving(needs: Needs): Pick<Contacts, 'removeUnused'> {
  return { removeUnused: (ids, actor) => needs.database.write(() => removeUnused(needs, ids, actor)) };
}

async function removeUnused(needs: Needs, ids: number[], actor: Actor): Promise<number[]> {
  const { database } = needs;
  const used = USED.map((sql) => `exists (${sql})`).join(' or ');
  const rows = await database.rows<{ id: number }>(
    `select id from contact where id in (?) and merged_into_id is null and not (${used})`,
    [ids],
  );
  const free = rows.map(({ id }) => id);
  if (free.length === 0) return [];
  const { values } = createProperties(needs);
  for (const id of free) await values.forget('contact', id);
  await database.run('update ticket set contact_id = null where contact_id in (?)', [free]);
  await database.run(`delete from record_link where kind = 'contact' and other_id in (?)`, [free]);
  await database.run('delete from contact where id in (?)', [free]);
  for (const id of free) await tell(needs, 'contact.changed', id, actor, { removed: true });
  return free;
}
