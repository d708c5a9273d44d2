// The names inside of ZIP and TAR archives, read without unpacking anything (WA-12).

/** Of an archive: whether to go on to the next name. */
type Visit = (name: string) => boolean;

/** Every name in turn until the visitor has seen enough; none of what is no archive. */
export function visitNames(content: Uint8Array, visit: Visit): void {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const isTar = bytes.toString('latin1', 257, 262) === 'ustar' || isHeader(bytes.subarray(0, BLOCK));
  if (visitZip(bytes, visit) && isTar) visitTar(bytes, visit);
}

/** Where the length of a name stands behind a mark, and the name. */
const ZIP_MARKS = [
  { mark: 'PK\x03\x04', length: 26, name: 30 },
  { mark: 'PK\x01\x02', length: 28, name: 46 },
];
/** Bytes of a name's end, after the last folder: longer than systems take. */
const LONGEST = 512;

/**
 * Wherever a name is marked, before each file and in the directory at the end. Programs differ in which of them they go
 * by, in whether they believe the directory's count, and in what may stand before the first file.
 */
function visitZip(bytes: Buffer, visit: Visit): boolean {
  for (const { mark, length, name } of ZIP_MARKS)
    for (let at = bytes.indexOf(mark); at >= 0 && at + name <= bytes.length; at = bytes.indexOf(mark, at + 4)) {
      const size = bytes.readUInt16LE(at + length);
      const end = at + name + size;
      if (!visit(bytes.toString('utf8', Math.max(at + name, end - LONGEST), end))) return false;
    }
  return true;
}

const BLOCK = 512;

/** What headers before an entry say of it: long names of GNU tar, and records of pax (POSIX.1-2001). */
interface Told {
  name?: string;
  size?: number;
}

/** Types of such headers: long name, long name of a link, records of one entry and of all. */
const AHEAD = new Set('LKxg');
/** Types of links, devices and folders. */
const EMPTY = new Set('123456');

/** What is no header is passed over, as programs do that look for what can be saved. */
function visitTar(bytes: Buffer, visit: Visit): void {
  let told: Told = {};
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
    const header = bytes.subarray(at, at + BLOCK);
    if (!isHeader(header)) continue;
    const type = header.toString('latin1', 156, 157);
    const own = numberIn(header.subarray(124, 136));
    const size = AHEAD.has(type) ? own : (told.size ?? own);
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (type === 'L') told = { ...told, name: wordIn(data) };
    else if (type === 'x') told = { ...told, ...recordsIn(data) };
    else if (!AHEAD.has(type)) {
      if (!visit(told.name ?? wordIn(header.subarray(0, 100)))) return;
      told = {};
      // Programs differ about what follows links and folders that claim a size: all of it is looked at.
      if (EMPTY.has(type)) continue;
    }
    at += BLOCK * Math.ceil(size / BLOCK);
  }
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

/** Lines of `length key=value`. */
function recordsIn(data: Buffer): Told {
  const told: Told = {};
  for (let at = 0; at < data.length;) {
    const [head = '', length, key] = /^(\d{1,9}) (?:(path|size)=)?/.exec(data.toString('latin1', at, at + 20)) ?? [];
    if (!(Number(length) > 0)) break;
    const value = key ? wordIn(data.subarray(at + head.length, at + Number(length) - 1)) : '';
    if (key === 'path') told.name = value;
    if (key === 'size') told.size = atLeastNothing(Number(value));
    at += Number(length);
  }
  return told;
}
