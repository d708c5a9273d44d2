// Stored files: saved once by their hash, sniffed, never executed.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { pictureSize } from './picture-size.ts';
import { HEAD, takeStream } from './taking.ts';
import { markUnused, takeUnused } from './unused.ts';

export interface StoredFile {
  id: number;
  hash: string;
  bytes: number;
  /** As sniffed from the content; `application/octet-stream` for what cannot be told. */
  type: string;
}

/** What can be told from the content counts; a declared type only where nothing can be told, and never a page. */
export function trustedType(told: string, declared: string): string {
  const isUntold = told === 'application/octet-stream';
  return isUntold && /^text\/(plain|csv|calendar)$/.test(declared) ? declared : told;
}

/** A name that leads nowhere. */
export function trustedName(name: string): string {
  return name.replace(/[\\/\u0000-\u001f]/g, '_').slice(0, 200);
}

export interface Files {
  /** Saves bytes durably before it resolves; the same content is kept once. Not inside `write`: it waits for the disk. */
  save(content: Uint8Array): Promise<StoredFile>;
  /** The same for what is too large for the memory; null, and nothing kept, when there are more bytes than `most`. */
  take(content: Readable, most: number): Promise<StoredFile | null>;
  find(id: number): Promise<StoredFile | null>;
  read(id: number): Promise<Buffer>;
  /** Removes what nobody has referred to for a week. */
  sweep(): Promise<void>;
  /** `part`: from one byte to another, both included. */
  stream(hash: string, part?: { start: number; end: number }): Readable;
  path(hash: string): string;
}

export function createFiles(folder: string, database: Database, clock: Clock): Files {
  const path = (hash: string) => join(folder, hash.slice(0, 2), hash);
  const find = async (id: number) =>
    (await database.row<StoredFile>('select id, hash, bytes, type from file where id = ?', [id])) ?? null;
  // What is saved is not removed meanwhile, and the other way round.
  const busy = new Map<string, number>();
  let sweeping: Promise<void> | null = null;

  async function save(content: Uint8Array): Promise<StoredFile> {
    if (database.writing()) throw new Error('Files are saved before the transaction, not inside it');
    const hash = await hashOf(content);
    const about = { hash, bytes: content.byteLength, head: content.subarray(0, HEAD) };
    return keep(about, () => writeDurably(path(hash), content));
  }

  async function take(content: Readable, most: number): Promise<StoredFile | null> {
    const taken = await takeStream(folder, content, most);
    if (!taken) return null;
    try {
      return await keep(taken, () => putInPlace(taken.path, path(taken.hash)));
    } finally {
      await unlink(taken.path).catch(() => {});
    }
  }

  async function keep(about: About, write: () => Promise<void>): Promise<StoredFile> {
    const { hash, bytes } = about;
    await sweeping?.catch(() => {});
    busy.set(hash, (busy.get(hash) ?? 0) + 1);
    try {
      if (!(await isWhole(path(hash), bytes))) await write();
      return await keepRow(database, about, clock.now());
    } finally {
      const left = busy.get(hash)! - 1;
      if (left > 0) busy.set(hash, left);
      else busy.delete(hash);
    }
  }

  async function removeUnused(): Promise<void> {
    const now = clock.now().getTime();
    await markUnused(database, now);
    for (let hashes: string[]; (hashes = await takeUnused(database, now, [...busy.keys()])).length > 0;)
      for (const hash of hashes) await unlink(path(hash)).catch(() => {});
  }

  return {
    path,
    find,
    save,
    take,
    sweep: () => (sweeping ??= removeUnused().finally(() => (sweeping = null))),
    async read(id) {
      const file = await find(id);
      if (!file) throw new Error(`There is no file ${id}`);
      return readFile(path(file.hash));
    },
    stream: (hash, part) => createReadStream(path(hash), part),
  };
}

/** Bytes worked on at a time: others are served in between. */
const SLICE = 256 * 1024;

async function hashOf(content: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < content.byteLength; at += SLICE) {
    if (at > 0) await turn();
    hash.update(content.subarray(at, at + SLICE));
  }
  return hash.digest('hex');
}

interface About {
  hash: string;
  bytes: number;
  /** Its first bytes. */
  head: Uint8Array;
}

/** A file nobody referred to for a while is wanted again. */
async function keepRow(database: Database, { hash, bytes, head }: About, now: Date): Promise<StoredFile> {
  const known = await database.row<StoredFile & { unused_since: number | null }>(
    'select id, hash, bytes, type, unused_since from file where hash = ?',
    [hash],
  );
  if (known && known.unused_since === null) return { id: known.id, hash, bytes: known.bytes, type: known.type };
  const type = await sniff(head.subarray(0, SNIFFED));
  const size = type.startsWith('image/') ? pictureSize(head) : null;
  const row = await database.write(() =>
    database.row<StoredFile>(
      `insert into file (hash, bytes, type, width, height, created_at) values (?, ?, ?, ?, ?, ?)
       on conflict (hash) do update set type = excluded.type, width = excluded.width, height = excluded.height,
         unused_since = null returning id, hash, bytes, type`,
      [hash, bytes, type, size?.width ?? null, size?.height ?? null, now.getTime()],
    ),
  );
  return row!;
}

async function isWhole(path: string, bytes: number): Promise<boolean> {
  return existsSync(path) && (await stat(path)).size === bytes;
}

/** Bytes flushed at a time: a commit of the database meanwhile would wait for all that is not on disk yet. */
const FLUSHED = 4 * 1024 * 1024;

/** Written beside, flushed, renamed: a crash leaves either nothing or the whole file. */
async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomUUID()}.new`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    for (let at = 0; at < content.byteLength; at += FLUSHED) {
      await handle.writeFile(content.subarray(at, at + FLUSHED));
      await handle.datasync();
    }
    await handle.sync();
  } catch (error) {
    await handle.close();
    await unlink(beside).catch(() => {});
    throw error;
  }
  await handle.close();
  await putInPlace(beside, path);
}

async function putInPlace(from: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(from, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Enough of a file to tell what it is. */
const SNIFFED = 4100;

async function sniff(head: Uint8Array): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  return found?.mime ?? 'application/octet-stream';
}
