// What became of a contact: a line for each change and note, named as things were called then (CO-1).
import { addTimelineLine, timelineLines } from '../database/timeline.ts';
import type { Actor } from '../events/events.ts';
import { invalid } from '../kernel/errors.ts';
import { mustExist, tell, type Row } from './rows.ts';
import type { Contacts, Needs } from './shapes.ts';

const NOTE_LIMIT = 10_000;
const WHICH = {
  all: '',
  notes: `and line.kind = 'note'`,
  changes: `and line.kind <> 'note'`,
  consents: `and line.kind in ('consent', 'refusal')`,
};

export function createHistory(needs: Needs): Pick<Contacts, 'history' | 'addNote'> {
  const { database } = needs;
  return {
    history(id, { before, only, without = [], limit }) {
      const which = WHICH[only ?? 'all'];
      const params: unknown[] = [before?.at ?? Number.MAX_SAFE_INTEGER, before?.id ?? 0];
      const but = without.length > 0 ? 'and line.kind not in (?)' : '';
      if (without.length > 0) params.push(without);
      const where = `(line.at, line.id) < (?, ?) ${which} ${but}`;
      return timelineLines(database, 'contact', id, { where, params, limit });
    },
    addNote: (id, text, actor) =>
      database.write(async () => {
        await mustExist(database, id);
        const words = text.trim().slice(0, NOTE_LIMIT);
        if (words === '') throw invalid({ note: 'wrong.empty' });
        await addLine(needs, id, actor, 'note', { text: words });
        await tell(needs, 'contact.changed', id, actor, { note: true });
      }),
  };
}

/** Inside `write`. */
export async function addLine(
  { database, clock }: Needs,
  contactId: number,
  actor: Actor,
  kind: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await addTimelineLine(database, 'contact', contactId, { at: clock.now(), actor, kind, detail });
}

/** Inside `write`: a consent given or refused, with its own time and wording; false when it is written down already. */
export async function addConsentLine(
  needs: Needs,
  contactId: number,
  actor: Actor,
  { given, ...said }: { purpose: string; given: boolean; at: string; wording?: string },
): Promise<boolean> {
  const kind = given ? 'consent' : 'refusal';
  const told = await timelineLines(needs.database, 'contact', contactId, {
    where: 'line.kind = ? and line.detail like ?',
    params: [kind, `%"at":"${said.at}"%`],
    limit: 20,
  });
  if (told.some(({ detail }) => detail.purpose === said.purpose)) return false;
  await addLine(needs, contactId, actor, kind, said);
  return true;
}

/** A line for each field that changes. */
export async function addChanges(needs: Needs, contactId: number, actor: Actor, was: Row, columns: Row): Promise<void> {
  for (const [column, kind] of Object.entries(KINDS)) {
    if (columns[column] === undefined || columns[column] === was[column]) continue;
    const is = await nameOf(needs, column, columns[column]);
    await addLine(needs, contactId, actor, kind, column === 'note' ? {} : { was: was[column] ?? '', is });
  }
}

const KINDS = { name: 'name', language: 'language', note: 'about', owner_id: 'owner', company_id: 'company' };
const NAMED: Record<string, string> = { owner_id: 'desk_user', company_id: 'record' };

async function nameOf({ database }: Needs, column: string, value: unknown): Promise<unknown> {
  const table = NAMED[column];
  if (!table || value === null) return value ?? '';
  return (await database.row<{ name: string }>(`select name from ${table} where id = ?`, [value]))?.name ?? '';
}
