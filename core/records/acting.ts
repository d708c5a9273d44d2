// How every change of records goes: change rows, write the timeline, tell others, keep what undoes all of it.
import { undoable, type Watched } from '../database/undo.ts';
import { addTimelineLine } from '../database/timeline.ts';
import { userOf, type Actor, type EventType } from '../events/events.ts';
import { objectOf, type Done, type Needs, type TypeKey } from './shapes.ts';

/** Whose rows an act may change. All records are of one type. */
export interface Touched {
  type: TypeKey;
  ids: number[];
  /** Contacts whose main company may become another. */
  contactIds?: number[];
}

export interface Acting {
  /** Writes a line of the timeline. */
  line(recordId: number, kind: string, detail?: Record<string, unknown>): Promise<void>;
}

/** Inside `write`. Nothing is kept when nothing has changed. */
export async function act(
  needs: Needs,
  touched: Touched,
  actor: Actor,
  work: (acting: Acting) => Promise<void>,
  type: EventType = 'record.changed',
): Promise<Done> {
  const lines: number[] = [];
  const acting: Acting = {
    line: async (recordId, kind, detail = {}) => void lines.push(await addLine(needs, recordId, actor, kind, detail)),
  };
  const { ids, contactIds = [] } = touched;
  const data = { recordIds: ids, contactIds };
  const step = { kind: 'record', userId: userOf(actor), data, watch: watch(needs, touched, lines) };
  const { undo } = await undoable(needs, step, () => work(acting));
  if (undo) await tellRecords(needs, type, data, actor);
  return { undo };
}

export function addLine(
  { database, clock }: Needs,
  recordId: number,
  actor: Actor,
  kind: string,
  detail: Record<string, unknown> = {},
): Promise<number> {
  return addTimelineLine(database, 'record', recordId, { at: clock.now(), actor, kind, detail });
}

/** Also for the contacts whose company it became or was. */
export async function tellRecords(
  { events }: Needs,
  type: EventType,
  { recordIds, contactIds }: { recordIds: number[]; contactIds: number[] },
  actor: Actor,
): Promise<void> {
  for (const recordId of recordIds) await events.add({ type, actor, data: { recordId } });
  for (const contactId of contactIds)
    await events.add({ type: 'contact.changed', actor, contactId, data: { changed: ['companyId'] } });
}

export function watch({ properties }: Needs, { type, ids, contactIds = [] }: Touched, lines: number[]): Watched[] {
  const companies: Watched = {
    ...{ table: 'contact', key: ['id'], columns: ['company_id'], where: 'id in (?)', params: () => [contactIds] },
  };
  return [
    {
      table: 'record',
      key: ['id'],
      columns: ['name', 'domain', 'owner_id', 'deleted_at', 'merged_into_id'],
      where: 'id in (?)',
      params: () => [ids],
      firm: ['deleted_at'],
    },
    {
      table: 'record_link',
      key: ['record_id', 'kind', 'other_id'],
      columns: ['record_id', 'kind', 'other_id', 'label', 'linked_at'],
      where: `record_id in (?) or (kind = 'record' and other_id in (?))`,
      params: () => [ids, ids],
    },
    ...(contactIds.length > 0 ? [companies] : []),
    properties.values.watch(objectOf(type), () => ids),
    { table: 'record_change', key: ['id'], columns: ['id'], where: 'id in (?)', params: () => [lines] },
  ];
}
