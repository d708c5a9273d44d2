// Macros in the database: written and checked, found for whoever may use them, deleted so that it can be undone.
import {
  goodAccess,
  may,
  mayChange,
  share,
  SHARED_KINDS,
  sharesOf,
  usableBy,
  type Viewer,
} from '../accounts/accounts.ts';
import { toDateOrNull, toJson } from '../database/rows.ts';
import { forbidden, invalid, notFound } from '../kernel/errors.ts';
import { goodActions } from './checking.ts';
import type { Macro, Needs, NewMacro } from './shapes.ts';

type Row = Record<string, unknown>;

const { macro: MACRO } = SHARED_KINDS;
const NAME_LIMIT = 80;

export interface Book {
  /** What the viewer may run, by name; every word of `words` begins a word of the name. */
  list(viewer: Viewer, words?: string): Promise<Macro[]>;
  /** Null when there is none, it is deleted, or the viewer may not use it. */
  get(viewer: Viewer, id: number): Promise<Macro | null>;
  create(viewer: Viewer, macro: NewMacro): Promise<Macro>;
  /** Throws `not_found`, `forbidden` or `invalid`. */
  change(viewer: Viewer, id: number, changes: Partial<NewMacro>): Promise<Macro>;
  /** Out of sight, or (`false`) back again. */
  remove(viewer: Viewer, id: number, removed: boolean): Promise<Macro>;
  used(id: number, times: number): Promise<void>;
}

export function createBook(needs: Needs): Book {
  const { database, clock } = needs;
  return {
    list: (viewer, words = '') => list(needs, viewer, words),
    get: (viewer, id) => get(needs, viewer, id, false),
    create: (viewer, macro) => create(needs, viewer, macro),
    change: (viewer, id, changes) => change(needs, viewer, id, changes),
    async remove(viewer, id, removed) {
      const macro = await changeable(needs, viewer, id, true);
      const at = removed ? clock.now() : null;
      await database.run('update macro set deleted_at = ? where id = ?', [at, id]);
      return { ...macro, deletedAt: at };
    },
    used: (id, times) =>
      database.run('update macro set uses = uses + ?, used_at = ? where id = ?', [times, clock.now(), id]),
  };
}

async function list({ database }: Needs, viewer: Viewer, words: string): Promise<Macro[]> {
  const { sql, params } = usableBy(MACRO, viewer);
  const rows = await database.rows<Row>(
    `select * from macro where deleted_at is null and ${sql} order by name, id limit 1000`,
    params,
  );
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name }: Row) => {
    const own = String(name)
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
    return wanted.every((word) => own.some((one) => one.startsWith(word)));
  };
  return whole(database, rows.filter(fits));
}

async function get({ database }: Needs, viewer: Viewer, id: number, deletedToo: boolean): Promise<Macro | null> {
  if (!Number.isSafeInteger(id)) return null;
  const { sql, params } = usableBy(MACRO, viewer);
  const there = deletedToo ? '' : 'and deleted_at is null';
  const rows = await database.rows<Row>(`select * from macro where id = ? ${there} and ${sql}`, [id, ...params]);
  return (await whole(database, rows))[0] ?? null;
}

async function changeable(needs: Needs, viewer: Viewer, id: number, deletedToo = false): Promise<Macro> {
  const macro = await get(needs, viewer, id, deletedToo);
  if (!macro) throw notFound('macro');
  if (!mayChange(MACRO, viewer, macro)) throw forbidden('library.manage');
  return macro;
}

async function create(needs: Needs, viewer: Viewer, wanted: NewMacro): Promise<Macro> {
  if (!may(viewer, 'library.use')) throw forbidden('library.use');
  const macro = await good(needs, viewer, wanted);
  const { database, clock } = needs;
  const now = clock.now();
  return database.write(async () => {
    const row = await database.row<Row>(
      `insert into macro (name, actions, access, owner_id, created_at, changed_at) values (?, ?, ?, ?, ?, ?) returning *`,
      [macro.name, JSON.stringify(macro.actions), macro.access, viewer.userId || null, now, now],
    );
    await share(database, MACRO, row!.id as number, macro);
    return (await whole(database, [row!]))[0]!;
  });
}

async function change(needs: Needs, viewer: Viewer, id: number, changes: Partial<NewMacro>): Promise<Macro> {
  const before = await changeable(needs, viewer, id);
  const macro = await good(needs, viewer, { ...before, ...changes });
  const { database, clock } = needs;
  return database.write(async () => {
    await database.run('update macro set name = ?, actions = ?, access = ?, changed_at = ? where id = ?', [
      macro.name,
      JSON.stringify(macro.actions),
      macro.access,
      clock.now(),
      id,
    ]);
    await share(database, MACRO, id, macro);
    return { ...before, ...macro };
  });
}

async function good(needs: Needs, viewer: Viewer, wanted: NewMacro): Promise<NewMacro> {
  const name = wanted.name.replace(/\s+/g, ' ').trim();
  if (name === '') throw invalid({ name: 'wrong.empty' });
  if (name.length > NAME_LIMIT) throw invalid({ name: 'wrong.too_long' });
  return { name, actions: await goodActions(needs, viewer, wanted.actions), ...goodAccess(wanted) };
}

async function whole(database: Needs['database'], rows: Row[]): Promise<Macro[]> {
  const ids = rows.map(({ id }) => id as number);
  const shares = await sharesOf(database, MACRO, ids);
  return rows.map((row) => ({
    ...shares.get(row.id as number)!,
    id: row.id as number,
    name: row.name as string,
    actions: toJson(row.actions),
    access: row.access as Macro['access'],
    ownerId: row.owner_id as number | null,
    uses: row.uses as number,
    usedAt: toDateOrNull(row.used_at),
    deletedAt: toDateOrNull(row.deleted_at),
  }));
}
