// Keeps the pairs in step with contacts and companies: who is new or has changed is looked at again, a few at a time.
import { setImmediate as turn } from 'node:timers/promises';
import type { Reason } from '../contract/reason.ts';
import { alikeCompanies, alikeContacts } from './alike.ts';
import { DUPLICATE_OBJECTS, type DuplicateObject, type Needs } from './shapes.ts';

const AT_ONCE = 20;

/** How much a reason says; several say more than one. */
const WEIGHTS: Record<string, number> = {
  'duplicate.same_mailbox': 90,
  'duplicate.phone_variant': 90,
  'duplicate.same_sender': 80,
  'duplicate.same_number': 80,
  'duplicate.same_name_and_domain': 75,
  'duplicate.same_domain': 70,
  'duplicate.alike_name_and_domain': 65,
  'duplicate.same_name_and_company': 60,
  'duplicate.alike_company': 60,
  'duplicate.alike_name_and_company': 55,
  'duplicate.same_name': 40,
};
const LEAST = 30;

/** From now on whoever is made or changed is written down; a note in the transaction of the change, no more. */
export function followChanges({ database, events }: Needs): void {
  const due = (object: DuplicateObject, id: number) =>
    database.run('insert into duplicate_due (object, record_id) values (?, ?) on conflict do nothing', [object, id]);
  events.follow(async ({ type, contactId, data }) => {
    if (contactId !== null && /^contact\.(created|changed|merged)$/.test(type)) {
      if (data.notDuplicate !== undefined) await deny(database, contactId, Number(data.notDuplicate));
      await due('contact', contactId);
    } else if (/^record\.(created|changed|deleted)$/.test(type)) {
      const ids = [data.recordId].flat().map(Number).filter(Number.isSafeInteger);
      for (const id of ids) await due('company', id);
    }
  });
}

/** Said on the page of a contact. */
async function deny(database: Needs['database'], id: number, otherId: number): Promise<void> {
  await database.run(
    `insert into duplicate_pair (object, one_id, other_id, score, reasons, dismissed_at) values ('contact', ?, ?, 0, '[]', 0)
     on conflict (object, one_id, other_id) do update set dismissed_at = coalesce(duplicate_pair.dismissed_at, 0), reasons = excluded.reasons`,
    [Math.min(id, otherId), Math.max(id, otherId)],
  );
}

/** Gives how many were looked at. */
export async function refresh(needs: Needs, most: number): Promise<number> {
  const { database } = needs;
  let seen = 0;
  for (const object of DUPLICATE_OBJECTS)
    while (seen < most) {
      const rows = await database.rows<{ id: number }>(
        'select record_id as id from duplicate_due where object = ? order by record_id limit ?',
        [object, Math.min(AT_ONCE, most - seen)],
      );
      if (rows.length === 0) break;
      await database.write(async () => {
        for (const { id } of rows) await lookAt(needs, object, id);
      });
      seen += rows.length;
      await database.still();
      await turn();
    }
  return seen;
}

/** Inside `write`. */
export async function lookAt(needs: Needs, object: DuplicateObject, id: number): Promise<void> {
  const { database } = needs;
  await database.run('delete from duplicate_due where object = ? and record_id = ?', [object, id]);
  for (const end of ['one_id', 'other_id'])
    await database.run(`delete from duplicate_pair where object = ? and ${end} = ? and dismissed_at is null`, [
      object,
      id,
    ]);
  const found = await (object === 'contact' ? alikeContacts(needs, id) : alikeCompanies(needs, id));
  if (!found) await database.run('delete from duplicate_key where object = ? and record_id = ?', [object, id]);
  for (const [other, reasons] of found ?? []) await keep(needs, object, [id, other], reasons);
}

async function keep(
  { database }: Needs,
  object: DuplicateObject,
  ids: [number, number],
  reasons: Reason[],
): Promise<void> {
  const weights = reasons.map(({ code }) => WEIGHTS[code] ?? LEAST);
  const score = Math.max(...weights) + 5 * (weights.length - 1);
  await database.run(
    'insert into duplicate_pair (object, one_id, other_id, score, reasons) values (?, ?, ?, ?, ?) on conflict do nothing',
    [object, Math.min(...ids), Math.max(...ids), score, JSON.stringify(reasons)],
  );
}
