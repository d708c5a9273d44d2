// What records are linked with: contacts, tickets and other records, each link with a label of its own (CO-2).
import { contactTitle } from '../database/calling.ts';
import { toDate } from '../database/rows.ts';
import type { Actor } from '../events/events.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { act, type Acting } from './acting.ts';
import { liveRecord, patchRecord, type Row } from './rows.ts';
import type { Done, DeskRecord, Link, LinkKind, Needs } from './shapes.ts';
import type { Records } from './verbs.ts';

type Part = Pick<Records, 'link' | 'unlink' | 'makeMain' | 'links' | 'linksOf'>;
interface End {
  kind: LinkKind;
  id: number;
}

const MOST = 200;
const LABEL_LIMIT = 60;

export function createLinking(needs: Needs): Part {
  const { database } = needs;
  return {
    link: (id, to, label, actor) => database.write(() => link(needs, id, to, label, actor)),
    unlink: (id, to, actor) => database.write(() => unlink(needs, id, to, actor)),
    makeMain: (companyId, contactId, actor) =>
      database.write(() => link(needs, companyId, { kind: 'contact', id: contactId }, undefined, actor, true)),
    links: (id) => links(needs, id),
    linksOf: (kind, id) => linksOf(needs, kind, id),
  };
}

async function link(
  needs: Needs,
  id: number,
  to: End,
  wanted: string | undefined,
  actor: Actor,
  main = false,
): Promise<Done> {
  const { database, clock } = needs;
  const record = await liveRecord(database, id);
  const name = await nameOf(needs, to);
  if (to.kind === 'record' && to.id === id)
    throw conflict('link_with_itself', 'A record cannot be linked with itself.');
  const contact = to.kind === 'contact' ? await contactOf(needs, to.id) : null;
  const becomesMain = record.type === 'company' && contact !== null && (main || contact.company_id === null);
  const touched = { type: record.type, ids: [id], contactIds: becomesMain ? [to.id] : [] };
  return act(needs, touched, actor, async (acting) => {
    const key = keyOf(id, to);
    const known = await database.row<Row>(
      'select label from record_link where record_id = ? and kind = ? and other_id = ?',
      key,
    );
    const label = (wanted ?? String(known?.label ?? '')).replace(/\s+/g, ' ').trim().slice(0, LABEL_LIMIT);
    await database.run(
      `insert into record_link (record_id, kind, other_id, label, linked_at) values (?, ?, ?, ?, ?)
       on conflict (record_id, kind, other_id) do update set label = excluded.label`,
      [...key, label, clock.now()],
    );
    if (becomesMain)
      await database.run('update contact set company_id = ?, updated_at = ? where id = ?', [id, clock.now(), to.id]);
    if (!known) await tellBoth(needs, 'linked', { record, to, name }, acting);
  });
}

async function unlink(needs: Needs, id: number, to: End, actor: Actor): Promise<Done> {
  const { database, clock } = needs;
  const record = await liveRecord(database, id);
  const name = await nameOf(needs, to);
  const wasMain = to.kind === 'contact' && (await contactOf(needs, to.id)).company_id === id;
  const touched = { type: record.type, ids: [id], contactIds: wasMain ? [to.id] : [] };
  return act(needs, touched, actor, async (acting) => {
    const row = await database.row(
      'delete from record_link where record_id = ? and kind = ? and other_id = ? returning record_id',
      keyOf(id, to),
    );
    if (wasMain)
      await database.run('update contact set company_id = null, updated_at = ? where id = ?', [clock.now(), to.id]);
    if (row) await tellBoth(needs, 'unlinked', { record, to, name }, acting);
  });
}

/** Of two records the smaller id stands first, so that two are linked once. */
function keyOf(id: number, to: End): [number, LinkKind, number] {
  return to.kind === 'record' && to.id < id ? [to.id, 'record', id] : [id, to.kind, to.id];
}

async function tellBoth(
  needs: Needs,
  kind: string,
  { record, to, name }: { record: DeskRecord; to: End; name: string },
  acting: Acting,
): Promise<void> {
  await acting.line(record.id, kind, { name, of: to.kind, id: to.id });
  await patchRecord(needs, record.id, {});
  if (to.kind === 'record') await acting.line(to.id, kind, { name: record.name, of: 'record', id: record.id });
}

async function contactOf({ database }: Needs, id: number): Promise<{ company_id: number | null }> {
  const sql = 'select company_id from contact where id = ? and merged_into_id is null';
  const row = await database.row<{ company_id: number | null }>(sql, [id]);
  if (!row) throw notFound('contact');
  return row;
}

/** Throws `not_found` when there is nothing to link with. */
async function nameOf({ database }: Needs, { kind, id }: End): Promise<string> {
  const sql = {
    contact: `select ${contactTitle('contact')} as name from contact where id = ? and merged_into_id is null`,
    ticket: `select name from ticket where id = ? and deleted_at is null`,
    record: 'select name from record where id = ? and deleted_at is null',
  }[kind];
  const row = await database.row<{ name: string }>(sql, [id]);
  if (!row) throw notFound(kind);
  return row.name;
}

function linkFrom(row: Row): Link {
  const { kind, id, label } = row as { kind: LinkKind; id: number; label: string };
  return { kind, id, label, main: Number(row.main) === 1, linkedAt: toDate(row.linked_at) };
}

const MAIN = `(kind = 'contact' and exists (select 1 from contact where contact.id = other_id and company_id = record_id))`;

/** The two ends of links between records are two stretches, each in order from an index. */
async function links({ database }: Needs, id: number): Promise<Link[]> {
  const own = await database.rows<Row>(
    `select kind, other_id as id, label, linked_at, ${MAIN} as main from record_link
     where record_id = ? order by linked_at desc limit ${MOST}`,
    [id],
  );
  const others = await database.rows<Row>(
    `select kind, record_id as id, label, linked_at, 0 as main from record_link
     where kind = 'record' and other_id = ? order by linked_at desc limit ${MOST}`,
    [id],
  );
  return [...own, ...others].map(linkFrom).toSorted((one, other) => other.linkedAt.getTime() - one.linkedAt.getTime());
}

async function linksOf({ database }: Needs, kind: 'contact' | 'ticket', id: number): Promise<Link[]> {
  const rows = await database.rows<Row>(
    `select 'record' as kind, record_id as id, label, linked_at, ${MAIN} as main from record_link
     where kind = ? and other_id = ? order by linked_at desc limit ${MOST}`,
    [kind, id],
  );
  return rows.map(linkFrom).toSorted((one, other) => Number(other.main) - Number(one.main));
}
