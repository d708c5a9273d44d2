// Mails written for the tests of reading: helpers that put bytes together.
import { Buffer } from 'node:buffer';

/** A mail of lines; a Buffer in between is taken as it is. */
export function mailOf(...lines: (string | Buffer)[]): Buffer {
  return Buffer.concat(
    lines.flatMap((line) => [typeof line === 'string' ? Buffer.from(line) : line, Buffer.from('\r\n')]),
  );
}

/** Bytes of text in a one-byte charset that JavaScript does not write: each character is one byte. */
export function bytes(...values: (string | number)[]): Buffer {
  return Buffer.concat(
    values.map((value) => (typeof value === 'number' ? Buffer.from([value]) : Buffer.from(value, 'latin1'))),
  );
}

export function base64(content: string | Buffer): string {
  return Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n');
}

/** A TNEF stream (MS-OXTNEF §2.1) of attributes `[level, id, data]`. */
export function tnefOf(...attributes: [level: number, id: number, data: Buffer][]): Buffer {
  const head = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]);
  const pieces = attributes.map(([level, id, data]) => {
    const start = Buffer.alloc(9);
    start.writeUInt8(level);
    start.writeUInt32LE(id, 1);
    start.writeUInt32LE(data.length, 5);
    return Buffer.concat([start, data, Buffer.from([0, 0])]);
  });
  return Buffer.concat([head, ...pieces]);
}

/** A list of MAPI properties `[id, value]`: text as Unicode, bytes as binary. */
export function mapiOf(...properties: [id: number, value: string | Buffer][]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(properties.length);
  return Buffer.concat([count, ...properties.map(([id, value]) => mapiProperty(id, value))]);
}

function mapiProperty(id: number, value: string | Buffer): Buffer {
  const data = typeof value === 'string' ? Buffer.from(`${value}\0`, 'utf16le') : value;
  const head = Buffer.alloc(12);
  head.writeUInt16LE(typeof value === 'string' ? 0x1f : 0x102, 0);
  head.writeUInt16LE(id, 2);
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(data.length, 8);
  return Buffer.concat([head, data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}

/** RTF stored without compression, in the wrapping Outlook gives it (MS-OXRTFCP §2.1). */
export function storedRtf(rtf: string): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(rtf.length + 12, 0);
  head.writeUInt32LE(rtf.length, 4);
  head.writeUInt32LE(0x414c454d, 8);
  return Buffer.concat([head, Buffer.from(rtf, 'latin1')]);
}

/** One DER element (X.690). */
export function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 255]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

/** A CMS message of the kind with that last number: 2 is signed data (RFC 5652). */
export function cms(kind: number, content: Buffer): Buffer {
  const type = (last: number) => der(6, Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last]));
  const encapsulated = der(0x30, type(1), der(0xa0, der(4, content)));
  return der(0x30, type(kind), der(0xa0, der(0x30, der(2, Buffer.from([1])), der(0x31), encapsulated, der(0x31))));
}
