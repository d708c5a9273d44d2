// Entries in the database: found by their words, written, counted, deleted so that it can be undone.
import { may, mayChange, share, SHARED_KINDS, sharesOf, usableBy, type Viewer } from '../accounts/accounts.ts';
import { toDate, toDateOrNull, toJson } from '../database/rows.ts';
import { forbidden, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { goodEntry } from './checking.ts';
import type { Entry, EntryFile, EntryQuery, Needs, NewEntry } from './shapes.ts';

type Row = Record<string, unknown>;

const { entry: ENTRY } = SHARED_KINDS;
const LIMIT = 50;
const MOST = 500;

export interface Entries {
  /** What the viewer may use, by title unless asked otherwise. */
  find(viewer: Viewer, query?: EntryQuery): Promise<Entry[]>;
  /** Folders of what the viewer may use, by name. */
  folders(viewer: Viewer): Promise<string[]>;
  /** Null when there is none, it is deleted, or the viewer may not use it. */
  get(viewer: Viewer, id: number): Promise<Entry | null>;
  /** The file of a document that the viewer may use; null where there is none. */
  fileOf(viewer: Viewer, id: number): Promise<(EntryFile & { bytes: number }) | null>;
  /** Of a file that anybody with the address may have; null when it is deleted. */
  byPublicId(publicId: string): Promise<Entry | null>;
  /** Throws `invalid` with the wrong fields. The viewer owns it. */
  create(viewer: Viewer, entry: NewEntry): Promise<Entry>;
  /** Throws `not_found`, `forbidden` or `invalid`. Its kind stays. */
  change(viewer: Viewer, id: number, changes: Partial<Omit<NewEntry, 'kind'>>): Promise<Entry>;
  /** Out of sight, or (`false`) back again. */
  remove(viewer: Viewer, id: number, removed: boolean): Promise<Entry>;
  used(id: number): Promise<void>;
}

export function createEntries(needs: Needs): Entries {
  const { database, clock } = needs;
  return {
    find: (viewer, query = {}) => find(needs, viewer, query),
    async folders(viewer) {
      const { sql, params } = usableBy(ENTRY, viewer);
      const rows = await database.rows<{ folder: string }>(
        `select distinct folder from library_entry where deleted_at is null and folder <> '' and ${sql} order by folder`,
        params,
      );
      return rows.map(({ folder }) => folder);
    },
    get: (viewer, id) => get(needs, viewer, id, false),
    async fileOf(viewer, id) {
      const file = (await get(needs, viewer, id, false))?.file;
      const row = file && (await database.row<{ bytes: number }>('select bytes from file where id = ?', [file.fileId]));
      return row ? { ...file, bytes: row.bytes } : null;
    },
    async byPublicId(key) {
      const sql = 'select * from library_entry where public_id = ? and deleted_at is null';
      return (await whole(needs, await database.rows<Row>(sql, [key])))[0] ?? null;
    },
    create: (viewer, entry) => create(needs, viewer, entry),
    change: (viewer, id, changes) => change(needs, viewer, id, changes),
    async remove(viewer, id, removed) {
      const entry = await changeable(needs, viewer, id, true);
      const at = removed ? clock.now() : null;
      await database.run('update library_entry set deleted_at = ? where id = ?', [at, id]);
      return { ...entry, deletedAt: at };
    },
    used: (id) => database.run('update library_entry set uses = uses + 1, used_at = ? where id = ?', [clock.now(), id]),
  };
}

async function find(needs: Needs, viewer: Viewer, query: EntryQuery): Promise<Entry[]> {
  const usable = usableBy(ENTRY, viewer);
  const where = ['deleted_at is null', usable.sql];
  const params = [...usable.params];
  if (query.kind) {
    where.push('kind = ?');
    params.push(query.kind);
  }
  if (query.folder) {
    where.push('folder = ?');
    params.push(query.folder);
  }
  const order = query.byUse ? 'uses desc, title, id' : 'title, id';
  const rows = await needs.database.rows<Row>(
    `select * from library_entry where ${where.join(' and ')} order by ${order} limit 5000`,
    params,
  );
  const words = (query.words ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const found = rows.filter((row) => words.every((word) => begins(row, word)));
  return whole(needs, found.slice(0, Math.min(query.limit ?? LIMIT, MOST)));
}

/** A word of its title or folder, or its shortcut. */
function begins({ title, shortcut, folder }: Row, word: string): boolean {
  if (String(shortcut).startsWith(word)) return true;
  return `${String(title)} ${String(folder)}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((one) => one.startsWith(word));
}

async function get(needs: Needs, viewer: Viewer, id: number, deletedToo: boolean): Promise<Entry | null> {
  if (!Number.isSafeInteger(id)) return null;
  const { sql, params } = usableBy(ENTRY, viewer);
  const there = deletedToo ? '' : 'and deleted_at is null';
  const rows = await needs.database.rows<Row>(`select * from library_entry where id = ? ${there} and ${sql}`, [
    id,
    ...params,
  ]);
  return (await whole(needs, rows))[0] ?? null;
}

async function changeable(needs: Needs, viewer: Viewer, id: number, deletedToo = false): Promise<Entry> {
  const entry = await get(needs, viewer, id, deletedToo);
  if (!entry) throw notFound('library entry');
  if (!mayChange(ENTRY, viewer, entry)) throw forbidden('library.manage');
  return entry;
}

async function create(needs: Needs, viewer: Viewer, wanted: NewEntry): Promise<Entry> {
  if (!may(viewer, 'library.use')) throw forbidden('library.use');
  const entry = await goodEntry(wanted);
  const { database, clock } = needs;
  const now = clock.now();
  return database.write(async () => {
    const row = await database.row<Row>(
      `insert into library_entry (public_id, kind, owner_id, created_at, changed_at, ${COLUMNS.join(', ')})
       values (?, ?, ?, ?, ?, ${COLUMNS.map(() => '?').join(', ')}) returning *`,
      [publicId(), entry.kind, viewer.userId || null, now, now, ...columnsOf(entry)],
    );
    await share(database, ENTRY, row!.id as number, entry);
    return (await whole(needs, [row!]))[0]!;
  });
}

async function change(
  needs: Needs,
  viewer: Viewer,
  id: number,
  changes: Partial<Omit<NewEntry, 'kind'>>,
): Promise<Entry> {
  const before = await changeable(needs, viewer, id);
  const entry = await goodEntry({ ...before, ...changes });
  const { database, clock } = needs;
  return database.write(async () => {
    await database.run(
      `update library_entry set changed_at = ?, ${COLUMNS.map((name) => `${name} = ?`).join(', ')} where id = ?`,
      [clock.now(), ...columnsOf(entry), id],
    );
    await share(database, ENTRY, id, entry);
    return { ...before, ...entry };
  });
}

const COLUMNS = ['title', 'shortcut', 'folder', 'body', 'file_id', 'file_name', 'file_type', 'access'];

function columnsOf({ title, shortcut, folder, body, file, access }: NewEntry): unknown[] {
  const of = file ? [file.fileId, file.name, file.type] : [null, '', ''];
  return [title, shortcut, folder, JSON.stringify(body), ...of, access];
}

async function whole({ database }: Needs, rows: Row[]): Promise<Entry[]> {
  const ids = rows.map(({ id }) => id as number);
  const shares = await sharesOf(database, ENTRY, ids);
  return rows.map((row) => ({
    ...shares.get(row.id as number)!,
    id: row.id as number,
    publicId: row.public_id as string,
    kind: row.kind as Entry['kind'],
    title: row.title as string,
    shortcut: row.shortcut as string,
    folder: row.folder as string,
    body: toJson(row.body),
    file:
      row.file_id === null
        ? null
        : { fileId: row.file_id as number, name: row.file_name as string, type: row.file_type as string },
    access: row.access as Entry['access'],
    ownerId: row.owner_id as number | null,
    uses: row.uses as number,
    usedAt: toDateOrNull(row.used_at),
    createdAt: toDate(row.created_at),
    changedAt: toDate(row.changed_at),
    deletedAt: toDateOrNull(row.deleted_at),
  }));
}
