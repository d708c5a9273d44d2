// Pieces of recordings on disk until the call is over: each is safe before it is acknowledged, the same again changes nothing.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginContext } from '../../../core/contract/context.ts';

/** Of one recording: from when a page begins until it ends, or is gone. */
export interface Take {
  /** Public id. */
  account: string;
  key: string;
  caller: string;
  userId: number;
  /** Made by the page. */
  take: string;
  /** Milliseconds since 1970. */
  begun: number;
}

export interface Found {
  folder: string;
  take: Take;
  /** Milliseconds since 1970. */
  changed: number;
}

/** Bytes; three hours of speech are less. */
export const LARGEST_TAKE = 48 * 1024 * 1024;
const FACTS = 'take.json';
const PIECE = /^(\d{6})-(\d{1,7})$/;

type Place = Pick<PluginContext, 'folder'>;
type Keeping = Pick<PluginContext, 'folder' | 'once'>;

/** What of a take is on disk, so that no piece has to look at those before it. */
interface Kept {
  numbers: Set<number>;
  bytes: number;
}

async function placeOf(context: Place): Promise<string> {
  return join(await context.folder(), 'recordings');
}

/** False when there is no more room. `seconds`: how far it has come. */
export async function keepPiece(
  context: Keeping,
  take: Take,
  { number, seconds, content }: { number: number; seconds: number; content: Buffer },
): Promise<boolean> {
  const name = createHash('sha256').update(`${take.account} ${take.key} ${take.userId} ${take.take}`).digest('hex');
  const folder = join(await placeOf(context), name.slice(0, 40));
  const known = await knownOf(context, folder, take);
  if (known.numbers.has(number)) return true;
  if (known.bytes + content.length > LARGEST_TAKE) return false;
  await keep(folder, `${String(number).padStart(6, '0')}-${Math.round(seconds)}`, content);
  known.numbers.add(number);
  known.bytes += content.length;
  return true;
}

function keptIn(context: Pick<PluginContext, 'once'>): Map<string, Promise<Kept>> {
  return context.once('pieces on disk', () => new Map());
}

/** Looked at with the first piece, or with the first since the desk has started. */
async function knownOf(context: Keeping, folder: string, take: Take): Promise<Kept> {
  const all = keptIn(context);
  const known = all.get(folder) ?? begin(folder, take);
  all.set(folder, known);
  try {
    return await known;
  } catch (error) {
    all.delete(folder);
    throw error;
  }
}

async function begin(folder: string, take: Take): Promise<Kept> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (!names.includes(FACTS)) await keep(folder, FACTS, Buffer.from(JSON.stringify(take)));
  const known: Kept = { numbers: new Set(), bytes: 0 };
  for (const name of names) {
    const [, number] = PIECE.exec(name) ?? [];
    if (number === undefined) continue;
    known.numbers.add(Number(number));
    known.bytes += (await stat(join(folder, name))).size;
  }
  return known;
}

/** Whole or not at all. */
async function keep(folder: string, name: string, content: Buffer): Promise<void> {
  const temporary = join(folder, `${randomUUID()}.new`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
}

/** Without those that cannot be read: not begun yet, or brought by now. */
export async function takes(context: Place): Promise<Found[]> {
  const place = await placeOf(context);
  const names = await readdir(place).catch(() => []);
  const found: Found[] = [];
  for (const name of names) {
    const one = await takeIn(join(place, name)).catch(() => null);
    if (one) found.push(one);
  }
  return found;
}

async function takeIn(folder: string): Promise<Found> {
  const take = JSON.parse(await readFile(join(folder, FACTS), 'utf8')) as Take;
  return { folder, take, changed: (await stat(folder)).mtimeMs };
}

/** As far as it came without a gap; what is behind one cannot be played. */
export async function wholeOf({ folder }: Found): Promise<{ content: Buffer; seconds: number }> {
  const pieces: Buffer[] = [];
  let seconds = 0;
  for (const name of (await readdir(folder)).filter((one) => PIECE.test(one)).toSorted()) {
    const [, number, until] = PIECE.exec(name)!;
    if (Number(number) !== pieces.length) break;
    pieces.push(await readFile(join(folder, name)));
    seconds = Number(until);
  }
  return { content: Buffer.concat(pieces), seconds };
}

export async function drop(context: Pick<PluginContext, 'once'>, { folder }: Pick<Found, 'folder'>): Promise<void> {
  keptIn(context).delete(folder);
  await rm(folder, { recursive: true, force: true });
}

/** What began before a time and nobody can say whose it is: a folder without its facts, or with spoilt ones. */
export async function dropNameless(context: Keeping, before: number): Promise<void> {
  const place = await placeOf(context);
  for (const name of await readdir(place).catch(() => [])) {
    const folder = join(place, name);
    const named = await takeIn(folder).catch(() => null);
    const changed = named
      ? Infinity
      : await stat(folder).then(
          ({ mtimeMs }) => mtimeMs,
          () => Infinity,
        );
    if (changed < before) await drop(context, { folder });
  }
}
