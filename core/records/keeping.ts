// Records kept by hand: made, changed one or many at once with a line in the timeline for each, noted on, deleted.
import { domainToASCII } from 'node:url';
import { insert } from '../database/columns.ts';
import type { Actor } from '../events/events.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import type { Property, PropertyValue } from '../properties/properties.ts';
import { act, addLine, tellRecords, type Acting } from './acting.ts';
import { contactsOfDomain, takeContacts } from './domains.ts';
import { goodName, liveRecord, patchRecord, type Row } from './rows.ts';
import { createTypes } from './types.ts';
import { objectOf, type DeskRecord, type Done, type Needs, type NewRecord, type RecordChanges } from './shapes.ts';
import type { Records } from './verbs.ts';

/** Changed in one act; more would keep others waiting. */
const MOST = 500;
const NOTE_LIMIT = 10_000;

export function createKeeping(needs: Needs): Pick<Records, 'create' | 'change' | 'changeMany' | 'remove' | 'note'> {
  const { database } = needs;
  const changeMany: Records['changeMany'] = (ids, changes, actor) =>
    database.write(() => changeAll(needs, ids, changes, actor));
  return {
    create: (record, actor) => database.write(() => create(needs, record, actor)),
    change: (id, changes, actor) => changeMany([id], changes, actor),
    changeMany,
    remove: (ids, actor) => database.write(() => remove(needs, ids, actor)),
    note: (id, text, actor) =>
      database.write(async () => {
        const { type } = await liveRecord(database, id);
        const words = text.trim().slice(0, NOTE_LIMIT);
        if (words === '') throw invalid({ note: 'wrong.empty' });
        return act(needs, { type, ids: [id] }, actor, async (acting) => {
          await acting.line(id, 'note', { text: words });
          await patchRecord(needs, id, {});
        });
      }),
  };
}

async function create(needs: Needs, wanted: NewRecord, actor: Actor): Promise<DeskRecord> {
  const { database, clock, properties } = needs;
  if (!(await createTypes(needs).exists(wanted.type))) throw notFound('record type');
  const object = objectOf(wanted.type);
  const values = await properties.values.check(object, wanted.properties ?? {});
  const domain = wanted.type === 'company' ? goodDomain(wanted.domain ?? '') : null;
  const now = clock.now();
  const id = await insert(database, 'record', {
    ...{ public_id: publicId(), type: wanted.type, name: goodName(wanted.name), domain },
    ...{ owner_id: wanted.ownerId ?? null, created_at: now, changed_at: now },
  });
  await properties.values.set(object, id, values);
  await addLine(needs, id, actor, 'created');
  const contactIds = domain ? await contactsOfDomain(needs, domain) : [];
  await takeContacts(needs, id, contactIds);
  if (contactIds.length > 0) await addLine(needs, id, 'desk', 'taken', { count: contactIds.length });
  await tellRecords(needs, 'record.created', { recordIds: [id], contactIds }, actor);
  return liveRecord(database, id);
}

/** A domain out of what was typed, an address of a website among it; null when nothing was. */
function goodDomain(typed: string): string | null {
  const host = typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^(.*@|www\.)/, '')
    .replace(/[/?#].*$/, '');
  if (host === '') return null;
  const domain = domainToASCII(host);
  if (domain.length > 253 || !/^[^.\s]+(\.[^.\s]+)+$/.test(domain)) throw invalid({ domain: 'wrong.domain' });
  return domain;
}

async function liveRecords({ database }: Needs, ids: number[]): Promise<DeskRecord[]> {
  if (ids.length > MOST) throw conflict('too_many_records', `At most ${MOST} records at once.`, { most: MOST });
  const found = await Promise.all([...new Set(ids)].map((id) => liveRecord(database, id)));
  if (found.some(({ type }) => type !== found[0]!.type)) throw invalid({ records: 'wrong.choice' });
  return found;
}

async function changeAll(needs: Needs, ids: number[], changes: RecordChanges, actor: Actor): Promise<Done> {
  const found = await liveRecords(needs, ids);
  const [first] = found;
  if (!first) return { undo: null };
  const { type } = first;
  const domain = changes.domain !== undefined && type === 'company' ? goodDomain(changes.domain) : undefined;
  const fresh = domain && domain !== first.domain ? await contactsOfDomain(needs, domain) : [];
  const values = await needs.properties.values.check(objectOf(type), changes.properties ?? {});
  const touched = { type, ids: found.map(({ id }) => id), contactIds: fresh };
  return act(needs, touched, actor, async (acting) => {
    for (const record of found) {
      await writeFields(needs, record, { ...changes, domain }, acting);
      await writeValues(needs, record, values, acting);
    }
    await takeContacts(needs, first.id, fresh);
    if (fresh.length > 0) await acting.line(first.id, 'taken', { count: fresh.length });
  });
}

async function writeFields(
  needs: Needs,
  record: DeskRecord,
  { name, domain, ownerId }: Omit<RecordChanges, 'domain'> & { domain?: string | null },
  acting: Acting,
): Promise<void> {
  const columns: Row = {};
  if (name !== undefined && goodName(name) !== record.name) {
    columns.name = goodName(name);
    await acting.line(record.id, 'name', { was: record.name, is: columns.name });
  }
  if (domain !== undefined && domain !== record.domain) {
    columns.domain = domain;
    await acting.line(record.id, 'domain', { is: domain ?? '' });
  }
  if (ownerId !== undefined && ownerId !== record.ownerId) {
    columns.owner_id = ownerId;
    await acting.line(record.id, 'owner', { is: await ownerName(needs, ownerId) });
  }
  if (Object.keys(columns).length > 0) await patchRecord(needs, record.id, columns);
}

async function ownerName({ database }: Needs, id: number | null): Promise<string> {
  if (id === null) return '';
  const row = await database.row<{ name: string }>('select name from desk_user where id = ?', [id]);
  if (!row) throw invalid({ owner: 'wrong.choice' });
  return row.name;
}

async function writeValues(
  needs: Needs,
  { id, type }: DeskRecord,
  checked: Record<string, PropertyValue | null>,
  acting: Acting,
): Promise<void> {
  const { values, definitions } = needs.properties;
  const object = objectOf(type);
  const before = (await values.of(object, [id])).get(id)!;
  const known = await definitions.list(object);
  for (const [key, value] of Object.entries(checked)) {
    const definition = known.find((one) => one.key === key)!;
    const is = value === false ? null : value;
    if (JSON.stringify(before[key] ?? null) === JSON.stringify(is)) continue;
    await values.set(object, id, { [key]: value });
    const words = { was: wordsOf(definition, before[key]), is: wordsOf(definition, is) };
    await acting.line(id, 'property', { property: definition.label, key, ...words });
    await patchRecord(needs, id, {});
  }
}

/** As it was called then, so that the timeline stays readable whatever becomes of the property. */
function wordsOf({ options }: Property, value: PropertyValue | null | undefined): string {
  const words = [value ?? []].flat().map((one) => options.find(({ key }) => key === one)?.label ?? String(one));
  return words.join(', ').slice(0, 300);
}

/** Contacts of a company are shown without one then. */
async function remove(needs: Needs, ids: number[], actor: Actor): Promise<Done> {
  const { database, clock } = needs;
  const found = await liveRecords(needs, ids);
  if (found.length === 0) return { undo: null };
  const recordIds = found.map(({ id }) => id);
  const rows = await database.rows<{ id: number }>('select id from contact where company_id in (?)', [recordIds]);
  const touched = { type: found[0]!.type, ids: recordIds, contactIds: rows.map(({ id }) => id) };
  return act(
    needs,
    touched,
    actor,
    async (acting) => {
      await database.run('update contact set company_id = null where company_id in (?)', [recordIds]);
      for (const id of recordIds) {
        await patchRecord(needs, id, { deleted_at: clock.now() });
        await acting.line(id, 'deleted');
      }
    },
    'record.deleted',
  );
}
