// The flows of an account: made, changed with a look at what others changed, ordered, published, switched, deleted.
import type { FlowTargeting } from '../contract/chatflow.ts';
import { giveBack, takeStep, undoable } from '../database/undo.ts';
import type { Reason } from '../contract/reason.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { checkDefinition } from './checking.ts';
import type { FlowDefinition } from './definition.ts';
import type { ChatflowRooms } from './rooms.ts';
import { flowById, flowFrom, type Flow, type Row } from './rows.ts';

export interface NewFlow {
  accountId: number;
  name: string;
  language: string | null;
  definition: FlowDefinition;
}

export interface FlowSettings {
  name: string;
  language: string | null;
  prompts: boolean;
  targeting: FlowTargeting;
}

/** What became of a change of the steps: the new revision and what undoes it, or where it is wrong. */
export type DraftAnswer =
  { ok: true; revision: number; undo: string | null } | { ok: false; step: string; field: string; why: Reason };

/** Every change throws `not_found` for a flow that is gone and a conflict `chatflow_changed` when `revision` is old. */
export interface Flows {
  list(accountId: number): Promise<Flow[]>;
  get(accountId: number, publicId: string): Promise<Flow | null>;
  byPublicId(publicId: string): Promise<Flow | null>;
  create(flow: NewFlow): Promise<Flow>;
  /** Throws `invalid` for an empty name. */
  saveSettings(id: number, revision: number, settings: FlowSettings): Promise<void>;
  /** Steps as changed by `change`; what does not check is refused and nothing is changed. */
  saveDraft(
    id: number,
    revision: number,
    userId: number,
    change: (draft: FlowDefinition) => FlowDefinition,
  ): Promise<DraftAnswer>;
  /** Takes a change of the steps back; a conflict when they have been changed again since. */
  undo(id: number, stepPublicId: string, userId: number): Promise<void>;
  /** The draft runs from now on, for new conversations. */
  publish(id: number, revision: number, userId: number): Promise<DraftAnswer>;
  setActive(id: number, active: boolean): Promise<void>;
  /** One place up or down among the flows of its account. */
  shift(id: number, way: 'up' | 'down'): Promise<void>;
  /** Conversations it leads go on to their end; new ones do not begin with it. */
  remove(id: number): Promise<void>;
}

const CHANGE = 'change chatflow';
const NAME_LIMIT = 80;
const MOST = 50;

export function createFlows(rooms: ChatflowRooms): Flows {
  const { database } = rooms;
  return {
    async list(accountId) {
      const sql = 'select * from chatflow where account_id = ? and deleted_at is null order by position, id';
      return (await database.rows<Row>(sql, [accountId])).map(flowFrom);
    },
    async get(accountId, id) {
      const sql = 'select * from chatflow where account_id = ? and public_id = ? and deleted_at is null';
      const row = await database.row<Row>(sql, [accountId, id]);
      return row ? flowFrom(row) : null;
    },
    async byPublicId(id) {
      const row = await database.row<Row>('select * from chatflow where public_id = ? and deleted_at is null', [id]);
      return row ? flowFrom(row) : null;
    },
    create: (flow) => database.write(() => create(rooms, flow)),
    saveSettings: (id, revision, settings) => database.write(() => saveSettings(rooms, id, revision, settings)),
    saveDraft: (id, revision, userId, change) =>
      database.write(() => saveDraft(rooms, id, revision, { userId, change })),
    undo: (id, step, userId) =>
      database.write(async () => {
        const { kind, changes } = await takeStep(rooms, step, userId);
        if (kind !== CHANGE || changes.some(({ keys }) => keys.some((key) => key.id !== id))) throw notFound('step');
        await giveBack(database, changes);
        await patch(rooms, id, {});
      }),
    publish: (id, revision, userId) => database.write(() => publish(rooms, id, revision, userId)),
    setActive: (id, active) => database.write(() => offer(rooms, id, { active })),
    shift: (id, way) => database.write(() => shift(rooms, id, way)),
    remove: (id) => database.write(() => offer(rooms, id, { active: false, deleted_at: rooms.clock.now() })),
  };
}

async function create(rooms: ChatflowRooms, { accountId, name, language, definition }: NewFlow): Promise<Flow> {
  const { database, clock } = rooms;
  const checked = checkDefinition(definition);
  if (!checked.ok) throw invalid({ template: 'wrong.choice' }, checked.why.text);
  const known = await database.row<{ count: number; last: number | null }>(
    'select count(*) as count, max(position) as last from chatflow where account_id = ? and deleted_at is null',
    [accountId],
  );
  if (known!.count >= MOST) throw conflict('too_many_chatflows', `An account may have ${MOST} chatflows.`);
  const now = clock.now();
  const targeting: FlowTargeting = { pages: [], except: [], languages: [], visitors: 'all' };
  const row = await database.row<Row>(
    `insert into chatflow (public_id, account_id, name, language, position, targeting, draft, created_at, changed_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning *`,
    [
      ...[publicId(), accountId, cleanName(name), language, (known!.last ?? 0) + 1, JSON.stringify(targeting)],
      ...[JSON.stringify(checked.definition), now, now],
    ],
  );
  return flowFrom(row!);
}

async function saveSettings(
  rooms: ChatflowRooms,
  id: number,
  revision: number,
  { name, language, prompts, targeting }: FlowSettings,
): Promise<void> {
  await current(rooms, id, revision);
  const columns = { name: cleanName(name), language, prompts, targeting: JSON.stringify(targeting) };
  await offer(rooms, id, columns);
}

async function saveDraft(
  rooms: ChatflowRooms,
  id: number,
  revision: number,
  { userId, change }: { userId: number; change: (draft: FlowDefinition) => FlowDefinition },
): Promise<DraftAnswer> {
  const flow = await current(rooms, id, revision);
  const checked = checkDefinition(change(flow.draft));
  if (!checked.ok) return checked;
  const watch = [
    { table: 'chatflow', key: ['id'], columns: ['draft'], where: 'id = ?', params: () => [id], firm: ['draft'] },
  ];
  const { undo } = await undoable(rooms, { kind: CHANGE, userId, watch }, () =>
    patch(rooms, id, { draft: JSON.stringify(checked.definition) }),
  );
  return { ok: true, revision: revision + 1, undo };
}

async function publish(rooms: ChatflowRooms, id: number, revision: number, userId: number): Promise<DraftAnswer> {
  const flow = await current(rooms, id, revision);
  const checked = checkDefinition(flow.draft);
  if (!checked.ok) return checked;
  const number = flow.published + 1;
  await rooms.database.run(
    'insert into chatflow_version (chatflow_id, number, definition, published_by, published_at) values (?, ?, ?, ?, ?)',
    [id, number, JSON.stringify(checked.definition), userId || null, rooms.clock.now()],
  );
  await offer(rooms, id, { published: number, active: true });
  return { ok: true, revision: revision + 1, undo: null };
}

async function shift(rooms: ChatflowRooms, id: number, way: 'up' | 'down'): Promise<void> {
  const { database } = rooms;
  const flow = await flowById(database, id);
  if (!flow) throw notFound('chatflow');
  const sql = 'select id from chatflow where account_id = ? and deleted_at is null order by position, id';
  const ids = (await database.rows<{ id: number }>(sql, [flow.accountId])).map((row) => row.id);
  const from = ids.indexOf(id);
  const to = from + (way === 'up' ? -1 : 1);
  if (from < 0 || to < 0 || to >= ids.length) return;
  ids.splice(to, 0, ...ids.splice(from, 1));
  for (const [index, one] of ids.entries())
    await database.run('update chatflow set position = ? where id = ?', [index + 1, one]);
  await tellOffer(rooms, flow.accountId);
}

/** The flow as it is, when it is what the person had before their eyes. */
async function current({ database }: ChatflowRooms, id: number, revision: number): Promise<Flow> {
  const flow = await flowById(database, id);
  if (!flow) throw notFound('chatflow');
  if (flow.revision !== revision)
    throw conflict('chatflow_changed', 'Somebody else has changed this chatflow meanwhile. Look at it again.');
  return flow;
}

/** A change that customers are to see: the account's channel is told of it. */
async function offer(rooms: ChatflowRooms, id: number, columns: Row): Promise<void> {
  const flow = await flowById(rooms.database, id);
  await patch(rooms, id, columns);
  if (flow) await tellOffer(rooms, flow.accountId);
}

async function tellOffer({ events }: ChatflowRooms, accountId: number): Promise<void> {
  await events.add({ type: 'chatflow.changed', actor: 'desk', accountId });
}

async function patch({ database, clock }: ChatflowRooms, id: number, columns: Row): Promise<void> {
  const sets = Object.keys(columns).map((name) => `${name} = ?, `);
  await database.run(
    `update chatflow set ${sets.join('')} changed_at = ?, revision = revision + 1 where id = ? and deleted_at is null`,
    [...Object.values(columns), clock.now(), id],
  );
}

function cleanName(given: string): string {
  const name = given.normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, NAME_LIMIT);
  if (name === '') throw invalid({ name: 'wrong.empty' });
  return name;
}
