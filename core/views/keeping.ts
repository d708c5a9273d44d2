// Views kept: made, changed, copied, deleted and brought back, each person's order and choice of them.
import {
  actorOf,
  demand,
  may,
  mayChange as mayChangeShared,
  share,
  SHARED_KINDS,
  type Viewer,
} from '../accounts/accounts.ts';
import { forbidden, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { checked, viewsOf } from './rows.ts';
import type { Needs, NewView, View, Views } from './shapes.ts';

type Part = Pick<
  Views,
  'list' | 'get' | 'mayChange' | 'create' | 'change' | 'copy' | 'delete' | 'restore' | 'order' | 'pin'
>;

const THERE = 'list_view.deleted_at is null';

export function createKeeping(needs: Needs): Part {
  const { database } = needs;
  return {
    mayChange,
    async list(viewer, { pinned = false } = {}) {
      const all = await viewsOf(needs, viewer, THERE);
      return pinned ? all.filter((view) => view.pinned) : all;
    },
    get: (id, viewer) => one(needs, id, viewer),
    create: (view, viewer) =>
      database.write(async () => (await one(needs, await insert(needs, view, viewer), viewer))!),
    change: (id, changes, viewer) =>
      database.write(async () => {
        await update(needs, await changeable(needs, id, viewer), changes, viewer);
        return (await one(needs, id, viewer))!;
      }),
    copy: (id, name, viewer) =>
      database.write(async () => {
        const view = await one(needs, id, viewer);
        if (!view) throw notFound('view');
        const copied = { ...view, name, access: 'private' as const, editing: 'owner' as const };
        return (await one(needs, await insert(needs, copied, viewer), viewer))!;
      }),
    delete: (id, viewer) => setDeleted(needs, id, viewer, true),
    restore: (id, viewer) => setDeleted(needs, id, viewer, false),
    order: (ids, viewer) => order(needs, ids, viewer),
    pin: (id, pinned, viewer) => pin(needs, id, pinned, viewer),
  };
}

async function one(needs: Needs, id: number, viewer: Viewer, where = THERE): Promise<View | null> {
  return (await viewsOf(needs, viewer, `list_view.id = ? and ${where}`, [id]))[0] ?? null;
}

async function changeable(needs: Needs, id: number, viewer: Viewer, where = THERE): Promise<View> {
  const view = await one(needs, id, viewer, where);
  if (!view) throw notFound('view');
  if (!mayChange(view, viewer)) throw forbidden('view.edit');
  return view;
}

function setDeleted(needs: Needs, id: number, viewer: Viewer, deleted: boolean): Promise<void> {
  return needs.database.write(async () => {
    const { access } = await changeable(needs, id, viewer, '1 = 1');
    await needs.database.run('update list_view set deleted_at = ?, version = version + 1 where id = ?', [
      deleted ? needs.clock.now() : null,
      id,
    ]);
    await tell(needs, id, viewer, access);
  });
}

function pin(needs: Needs, id: number, pinned: boolean, viewer: Viewer): Promise<void> {
  return needs.database.write(async () => {
    if (!(await one(needs, id, viewer))) throw notFound('view');
    await needs.database.run(
      `insert into list_view_place (user_id, view_id, pinned) values (?, ?, ?)
       on conflict (user_id, view_id) do update set pinned = excluded.pinned`,
      [viewer.userId, id, pinned],
    );
  });
}

function mayChange(view: View, viewer: Viewer): boolean {
  return may(viewer, 'view.edit') && mayChangeShared(SHARED_KINDS.view, viewer, view);
}

async function insert(needs: Needs, wanted: NewView, viewer: Viewer): Promise<number> {
  const { database, clock } = needs;
  const view = await checked(needs, wanted);
  if (view.access !== 'private') demand(viewer, 'view.share');
  const now = clock.now();
  const row = await database.row<{ id: number }>(
    `insert into list_view (public_id, name, icon, colour, filter, sort, shows, density, owner_id, access, editing, created_at, changed_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
    [
      ...[publicId(), view.name, view.icon, view.colour, JSON.stringify(view.filter), view.sort],
      ...[JSON.stringify(view.shows), view.density, viewer.userId || null, view.access, view.editing, now, now],
    ],
  );
  await share(database, SHARED_KINDS.view, row!.id, view);
  await tell(needs, row!.id, viewer, view.access);
  return row!.id;
}

async function update(needs: Needs, before: View, changes: Partial<NewView>, viewer: Viewer): Promise<void> {
  const { database, clock } = needs;
  const { access, userIds, teamIds, editing } = before;
  // With whom it is shared is the owner's word alone.
  const kept = before.ownerId === viewer.userId ? {} : { access, userIds, teamIds, editing };
  const view = await checked(needs, { ...before, ...changes, ...kept });
  if (view.access !== 'private' && before.ownerId === viewer.userId) demand(viewer, 'view.share');
  await database.run(
    `update list_view set name = ?, icon = ?, colour = ?, filter = ?, sort = ?, shows = ?, density = ?, access = ?, editing = ?,
       changed_at = ?, version = version + 1 where id = ?`,
    [
      ...[view.name, view.icon, view.colour, JSON.stringify(view.filter), view.sort, JSON.stringify(view.shows)],
      ...[view.density, view.access, view.editing, clock.now(), before.id],
    ],
  );
  await share(database, SHARED_KINDS.view, before.id, view);
  await tell(needs, before.id, viewer, before.access, view.access);
}

function order(needs: Needs, ids: number[], viewer: Viewer): Promise<void> {
  const { database } = needs;
  return database.write(async () => {
    const known = (await viewsOf(needs, viewer, THERE)).map(({ id }) => id);
    const wanted = [...ids.filter((id) => known.includes(id)), ...known.filter((id) => !ids.includes(id))];
    for (const [position, id] of wanted.entries())
      await database.run(
        `insert into list_view_place (user_id, view_id, position) values (?, ?, ?)
         on conflict (user_id, view_id) do update set position = excluded.position`,
        [viewer.userId, id, position],
      );
  });
}

/** Pages of everybody who may have it are drawn anew; a private one concerns nobody else. */
async function tell({ events }: Needs, viewId: number, viewer: Viewer, ...accesses: View['access'][]): Promise<void> {
  const isOwn = accesses.length > 0 && accesses.every((one) => one === 'private');
  const data = { viewId, ...(isOwn && { userId: viewer.userId }) };
  await events.add({ type: 'view.changed', actor: actorOf(viewer), data });
}
