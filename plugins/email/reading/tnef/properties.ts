// Reads a list of MAPI properties (MS-OXTNEF §2.1.3.4, property types of MS-OXCDATA §2.11.1).
import { decodeBytes } from '../mime/charset.ts';

/** By property id; named properties under the id of their name within their set (as `0x10000 | id`). */
export type MapiProperties = Map<number, MapiValue>;
export type MapiValue = string | number | Buffer;

interface Cursor {
  bytes: Buffer;
  at: number;
  charset: string;
}

const fixedSizes: Record<number, number> = {
  0x01: 4,
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};
const variable = new Set([0x0d, 0x1e, 0x1f, 0x102]);
const multiple = 0x1000;

/** Reads as many properties as can be read; the first value of those with several. */
export function readProperties(bytes: Buffer, charset: string): MapiProperties {
  const found: MapiProperties = new Map();
  const cursor: Cursor = { bytes, at: 0, charset };
  const count = takeNumber(cursor) ?? 0;
  for (let index = 0; index < count; index++) {
    if (cursor.at + 4 > bytes.length) break;
    const type = bytes.readUInt16LE(cursor.at);
    let id = bytes.readUInt16LE(cursor.at + 2);
    cursor.at += 4;
    if (id >= 0x8000) id = takeName(cursor) ?? id;
    const value = takeValues(cursor, type);
    if (value === null) break;
    found.set(id, value);
  }
  return found;
}

function takeNumber(cursor: Cursor): number | null {
  if (cursor.at + 4 > cursor.bytes.length) return null;
  cursor.at += 4;
  return cursor.bytes.readUInt32LE(cursor.at - 4);
}

/** The name of a named property: a set, and a number or a text in it. */
function takeName(cursor: Cursor): number | null {
  cursor.at += 16;
  const kind = takeNumber(cursor);
  const value = takeNumber(cursor);
  if (kind === 0 && value !== null) return 0x10000 | (value & 0xffff);
  if (kind === 1 && value !== null) cursor.at += padded(value);
  return null;
}

/** All values of one property; the first of them, or null if the bytes end. */
function takeValues(cursor: Cursor, type: number): MapiValue | null {
  const base = type & ~multiple;
  const isMultiple = (type & multiple) !== 0;
  const size = fixedSizes[base];
  if (size === undefined && !variable.has(base)) return null;
  const count = isMultiple || size === undefined ? takeNumber(cursor) : 1;
  if (count === null || count > cursor.bytes.length) return null;
  let first: MapiValue | null = count === 0 ? '' : null;
  for (let index = 0; index < count; index++) {
    const value = size === undefined ? takeVariable(cursor, base) : takeFixed(cursor, base, size);
    if (value === null) return null;
    first ??= value;
  }
  return first;
}

function takeFixed(cursor: Cursor, type: number, size: number): MapiValue | null {
  const start = cursor.at;
  if (start + size > cursor.bytes.length) return null;
  cursor.at += size;
  if (type === 0x02 || type === 0x0b) return cursor.bytes.readUInt16LE(start);
  return size === 4 ? cursor.bytes.readUInt32LE(start) : cursor.bytes.subarray(start, start + size);
}

function takeVariable(cursor: Cursor, type: number): MapiValue | null {
  const length = takeNumber(cursor);
  if (length === null || cursor.at + length > cursor.bytes.length) return null;
  const data = cursor.bytes.subarray(cursor.at, cursor.at + length);
  cursor.at += padded(length);
  if (type === 0x1f) return data.toString('utf16le').replace(/\0.*$/s, '');
  if (type !== 0x1e) return data;
  const end = data.indexOf(0);
  return decodeBytes(end < 0 ? data : data.subarray(0, end), cursor.charset).text;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
