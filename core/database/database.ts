// The door to the database: one file, one way to write, cheap ways to read.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MikroORM, type EntityManager } from '@mikro-orm/sqlite';
import { Migrator } from '@mikro-orm/migrations';
import { DeskError } from '../kernel/errors.ts';
import { prepareConnection } from './connection.ts';
import { createBeside } from './beside.ts';
import { createCheckpointing } from './checkpointing.ts';
import { createDurability, type Flush } from './durability.ts';
import { conversationEntities } from './entities/conversation.ts';
import { flowEntities } from './entities/flow.ts';
import { inboxEntities } from './entities/inbox.ts';
import { messageEntities } from './entities/message.ts';
import { peopleEntities } from './entities/people.ts';
import { migrationClass, type SqlMigration } from './migration.ts';
import { CORE_MIGRATIONS } from './core-migrations.ts';
import { nativeOf } from './native.ts';
import { rememberedOf } from './remembered.ts';
import { statementsOf } from './statements.ts';
import { createWriting, type WriteOptions } from './writing.ts';

export type { EntityManager } from '@mikro-orm/sqlite';

export interface Database {
  /**
   * The only transaction. Joins when one is open already: a failure inside then fails the whole. Resolves when it is on
   * disk, unless it is `repeatable`, and those that listen have been told.
   * Inside it nothing may wait for anything but the database: no network, no timer, no plugin.
   */
  write<T>(work: (em: EntityManager) => Promise<T>, options?: WriteOptions): Promise<T>;
  /** Runs after the surrounding transaction has committed; at once when there is none. Lost when it rolls back. */
  afterCommit(work: () => void): void;
  /** An entity manager for reading; inside `write` the one of the transaction. */
  read(): EntityManager;
  /** Rows of explicit SQL, as the driver gives them (times in ms, JSON as text); see `rows.ts` for turning them. */
  rows<T extends object>(sql: string, params?: unknown[]): Promise<T[]>;
  row<T extends object>(sql: string, params?: unknown[]): Promise<T | undefined>;
  /** As `rows`, for what every page asks: read again only when something was committed. Its rows are not to be changed. */
  remembered<T extends object>(sql: string, params?: unknown[]): Promise<T[]>;
  /** As `rows`, for what may take long: beside the main thread, of what is committed. */
  beside<T extends object>(sql: string, params?: unknown[]): Promise<T[]>;
  /** One statement that changes something; inside `write` part of it, else its own transaction. */
  run(sql: string, params?: unknown[], options?: WriteOptions): Promise<void>;
  /**
   * Resolves when the log beside the database has been moved into it for the most part. Who writes much and long waits
   * for it between its transactions: the log then begins anew, instead of growing until the main thread has to move it.
   */
  still(): Promise<void>;
  /** Whether a transaction is open in this call chain; plugin calls and network calls refuse then. */
  writing(): boolean;
  orm: MikroORM;
  file: string;
  /** Gives back the memory of what was read. */
  release(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  folder: string;
  /** Migrations of plugins, applied after the core's. */
  migrations?: SqlMigration[];
  /** Called when migrations are pending on a database that holds data, before they run (OP-2). */
  beforeMigrating?(file: string, pending: string[]): Promise<void>;
  /** Waits for the disk; the system's when absent. */
  flush?: Flush;
}

/** Codes of SQLite and of the file system that say: the disk refuses for now (full, broken, locked, out of handles). */
const STORAGE = /^(SQLITE_(FULL|BUSY|IOERR|LOCKED|CANTOPEN|READONLY|NOMEM)|ENOSPC|EDQUOT|EIO|EROFS|EMFILE|ENFILE)/;

/** Whether something failed because it could not be stored: trouble of the desk, which passes, not of what was stored. */
export function isStorageTrouble(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (STORAGE.test(String((one as { code?: unknown }).code ?? ''))) return true;
  }
  return false;
}

/** Opens, migrates and checks the database of a data folder. Throws when a migration fails; nothing is half applied then. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const file = join(options.folder, 'hubdesk.sqlite');
  const existed = existsSync(file);
  const orm = await initialise(file, [...CORE_MIGRATIONS, ...(options.migrations ?? [])]);
  await migrate(orm, existed, (pending) => options.beforeMigrating?.(file, pending) ?? Promise.resolve());
  return doorTo(orm, file, options.flush);
}

async function initialise(file: string, migrations: SqlMigration[]): Promise<MikroORM> {
  return MikroORM.init({
    dbName: file,
    entities: [...peopleEntities, ...inboxEntities, ...conversationEntities, ...messageEntities, ...flowEntities],
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations.map((one) => migrationClass(one, 'sqlite')),
      snapshot: false,
      silent: true,
    },
    replicas: [{ dbName: file, name: 'reader' }],
    preferReadReplicas: true,
    onCreateConnection: prepareConnection,
  });
}

async function migrate(orm: MikroORM, existed: boolean, before: (pending: string[]) => Promise<void>): Promise<void> {
  if (existed) await refuseNewer(orm);
  const pending = (await orm.migrator.getPending()).map((one) => one.name);
  if (pending.length === 0) return;
  if (existed) await before(pending);
  const em = orm.em.fork();
  // Outside any transaction: inside one the pragma does nothing and a table rebuild would delete child rows.
  await em.execute('pragma foreign_keys = off');
  await orm.migrator.up();
  const broken = await em.execute('pragma foreign_key_check');
  if (broken.length > 0) throw new Error(`Migrations left ${broken.length} rows without their parent`);
  await em.execute('pragma foreign_keys = on');
}

/** An older program would write into tables it does not know: it does not start, and nothing is touched (OP-2). */
async function refuseNewer(orm: MikroORM): Promise<void> {
  const known = new Set(CORE_MIGRATIONS.map(({ name }) => name));
  const done = (await orm.migrator.getExecuted()).map(({ name }) => name);
  const newer = done.find((name) => name.startsWith('core/') && !known.has(name));
  if (newer === undefined) return;
  await orm.close(true);
  const text = `The data belongs to a newer Hubdesk (${newer}). Start that one, or bring the data of before back: docs/upgrade.md`;
  throw new DeskError('database_newer', 500, text, { params: { migration: newer } });
}

async function doorTo(orm: MikroORM, file: string, flush?: Flush): Promise<Database> {
  const reader = statementsOf(await nativeOf(orm, 'read'));
  const remembered = rememberedOf(await nativeOf(orm, 'read'), reader);
  const durability = createDurability(file, flush);
  const checkpointing = createCheckpointing(file);
  const beside = createBeside(file);
  const { current, write } = await createWriting(orm, durability, checkpointing.committed);
  return {
    orm,
    file,
    write,
    read: () => current()?.em ?? orm.em.fork(),
    writing: () => current() !== undefined,
    still: checkpointing.still,
    afterCommit(work) {
      if (current()?.after.push(work) === undefined) work();
    },
    rows: async <T>(sql: string, params: unknown[] = []) => (current()?.statements ?? reader).all<T>(sql, params),
    row: async <T>(sql: string, params: unknown[] = []) => (current()?.statements ?? reader).get<T>(sql, params),
    remembered: async <T>(sql: string, params: unknown[] = []) =>
      (current()?.statements ?? remembered).all<T>(sql, params),
    beside: (sql, params = []) => beside.rows(sql, params),
    async run(sql, params = [], options) {
      const open = current();
      if (open) open.statements.run(sql, params);
      else await write(async () => current()!.statements.run(sql, params), options);
    },
    async release() {
      remembered.forget();
      for (const which of ['read', 'write'] as const) (await nativeOf(orm, which)).pragma('shrink_memory');
    },
    async close() {
      await beside.close();
      await durability.close();
      await checkpointing.close();
      await orm.close(true);
    },
  };
}
