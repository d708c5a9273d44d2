// The names inside of ZIP and TAR archives, read without unpacking anything (WA-12).

/** Of an archive: whether to go on to the next name. */
type Visit = (name: string) => boolean;

/** Blocks of a TAR, or bytes of a ZIP, after which others have their turn: a few milliseconds. */
const BLOCKS_AT_ONCE = 8_000;
const BYTES_AT_ONCE = 8 * 1024 * 1024;
/** What may stand behind names is looked through again for every mark in it: as many pieces of it, of one archive. */
const MOST_EXTRAS = 500_000;
const EXTRAS_AT_ONCE = 50_000;

/**
 * Every name in turn until the visitor has seen enough; none of what is no archive. False where names are left that nobody
 * has seen.
 */
export async function visitNames(content: Uint8Array, visit: Visit): Promise<boolean> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const isTar = bytes.toString('latin1', 257, 262) === 'ustar' || isHeader(bytes.subarray(0, BLOCK));
  return (await visitZip(bytes, visit)) && (!isTar || (await visitTar(bytes, visit)));
}

/** Where the lengths of a name and of what stands behind it are told, counted from a mark, and the name. */
const ZIP_MARKS = [
  { mark: 'PK\x03\x04', length: 26, extra: 28, name: 30 },
  { mark: 'PK\x01\x02', length: 28, extra: 30, name: 46 },
];
/** Bytes of a name's end, after the last folder: longer than systems take. */
const LONGEST = 512;

/**
 * Wherever a name is marked, before each file and in the directory at the end. Programs differ in which of them they go
 * by, in whether they believe the directory's count, and in what may stand before the first file.
 */
async function visitZip(bytes: Buffer, visit: Visit): Promise<boolean> {
  const looked = { extras: 0, turn: EXTRAS_AT_ONCE };
  for (const place of ZIP_MARKS)
    for (let from = 0; from < bytes.length; from += BYTES_AT_ONCE) {
      // A mark that stands across the edge is found in the piece where it begins.
      const piece = bytes.subarray(0, Math.min(bytes.length, from + BYTES_AT_ONCE + place.mark.length - 1));
      for (let at = piece.indexOf(place.mark, from); at >= 0; at = piece.indexOf(place.mark, at + 4)) {
        if (!namesAt(bytes, at, place, looked).every(visit)) return false;
        if (looked.extras > MOST_EXTRAS) return false;
        if (looked.extras < looked.turn) continue;
        looked.turn = looked.extras + EXTRAS_AT_ONCE;
        await others();
      }
      await others();
    }
  return true;
}

/** The name, and another one where there is: programs differ in which they take. */
function namesAt(
  bytes: Buffer,
  at: number,
  { length, extra, name }: (typeof ZIP_MARKS)[number],
  looked: { extras: number },
): string[] {
  if (at + name > bytes.length) return [];
  const end = at + name + bytes.readUInt16LE(at + length);
  const own = bytes.toString('utf8', Math.max(at + name, end - LONGEST), end);
  return [own, ...unicodePath(bytes.subarray(end, end + bytes.readUInt16LE(at + extra)), looked)];
}

/** Info-ZIP's "Unicode Path" (APPNOTE.TXT §4.6.9): version and checksum, then the name. */
const UNICODE_PATH = 0x7075;

function unicodePath(extra: Buffer, looked: { extras: number }): string[] {
  for (let at = 0; at + 4 <= extra.length;) {
    looked.extras += 1;
    const [id, size] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    if (id === UNICODE_PATH && size > 5) return [extra.toString('utf8', at + 9, at + 4 + size).slice(-LONGEST)];
    at += 4 + size;
  }
  return [];
}

const others = () => new Promise<void>((go) => setImmediate(go));

const BLOCK = 512;

/** What headers before an entry say of it: long names of GNU tar, and records of pax (POSIX.1-2001). */
interface Told {
  name?: string;
  /** Of a file with holes: the name above is then one that GNU tar has made up. */
  sparse?: string;
  size?: number;
}

/** Types of such headers: long name, long name of a link, records of one entry and of all. */
const AHEAD = new Set('LKxg');
/** Types of links, devices and folders. */
const EMPTY = new Set('123456');

/** What is no header is passed over, as programs do that look for what can be saved. */
async function visitTar(bytes: Buffer, visit: Visit): Promise<boolean> {
  let told: Told = {};
  let looked = 0;
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
    looked += 1;
    if (looked % BLOCKS_AT_ONCE === 0) await others();
    const header = bytes.subarray(at, at + BLOCK);
    if (!isHeader(header)) continue;
    const type = header.toString('latin1', 156, 157);
    const own = numberIn(header.subarray(124, 136));
    const size = AHEAD.has(type) ? own : (told.size ?? own);
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (type === 'L') told = { ...told, name: wordIn(data) };
    else if (type === 'x') told = { ...told, ...recordsIn(data) };
    else if (!AHEAD.has(type)) {
      const names = [told.name ?? wordIn(header.subarray(0, 100)), ...(told.sparse ? [told.sparse] : [])];
      if (!names.every(visit)) return false;
      told = {};
      // Programs differ about what follows links and folders that claim a size: all of it is looked at.
      if (EMPTY.has(type)) continue;
    }
    at += BLOCK * Math.ceil(size / BLOCK);
  }
  return true;
}

/** By its own checksum, which every kind of TAR has. */
function isHeader(header: Buffer): boolean {
  const claimed = /^[ \0]*[0-7]{1,8}/.exec(header.toString('latin1', 148, 156));
  if (!claimed) return false;
  let sum = 8 * 0x20;
  // By index: every block of a large file is asked, and an iterator takes ten times as long.
  for (let index = 0; index < BLOCK; index += 1) if (index < 148 || index >= 156) sum += header[index]!;
  return sum === Number.parseInt(claimed[0].replace(/[ \0]+/, ''), 8);
}

/** Octal digits, or in the base 256 for what is larger than they can say; 0 for what is no size. */
function numberIn(field: Buffer): number {
  if ((field[0]! & 0x80) === 0) return atLeastNothing(Number.parseInt(field.toString('latin1'), 8));
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Who says that an entry is smaller than nothing would be read for ever. */
function atLeastNothing(size: number): number {
  return size > 0 ? size : 0;
}

function wordIn(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end).slice(-LONGEST);
}

const RECORD = /^(\d{1,9}) (?:(path|size|GNU\.sparse\.name)=)?/;

/** Lines of `length key=value`. */
function recordsIn(data: Buffer): Told {
  const told: Told = {};
  for (let at = 0; at < data.length;) {
    const [head = '', length, key] = RECORD.exec(data.toString('latin1', at, at + 40)) ?? [];
    if (!(Number(length) > 0)) break;
    const value = key ? wordIn(data.subarray(at + head.length, at + Number(length) - 1)) : '';
    if (key === 'path') told.name = value;
    if (key === 'GNU.sparse.name') told.sparse = value;
    if (key === 'size') told.size = atLeastNothing(Number(value));
    at += Number(length);
  }
  return told;
}
