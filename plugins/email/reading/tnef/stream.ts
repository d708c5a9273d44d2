// Reads the outer layer of a TNEF stream: attributes of the message and of its attachments (MS-OXTNEF §2.1).
import { readProperties, type MapiProperties } from './properties.ts';

export interface TnefFile {
  /** The name in the eight-dot-three form some writers keep it in. */
  title: string | null;
  data: Buffer | null;
  properties: MapiProperties;
}

export interface TnefMessage {
  /** The code page of its eight-bit texts, as a charset label. */
  charset: string;
  body: Buffer | null;
  properties: MapiProperties;
  files: TnefFile[];
  /** The stream ended too early or holds what cannot be read. */
  damaged: boolean;
}

const signature = 0x223e9f78;
const attribute = {
  body: 0x2800c,
  attachTitle: 0x18010,
  attachData: 0x6800f,
  attachRendering: 0x69002,
  messageProperties: 0x69003,
  attachment: 0x69005,
  codePage: 0x69007,
};

/** More attachments than this in one stream are an attack. */
const mostFiles = 1000;

/** Null if the bytes are no TNEF stream at all. */
export function readTnef(bytes: Buffer): TnefMessage | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return null;
  const message: TnefMessage = {
    charset: 'windows-1252',
    body: null,
    properties: new Map(),
    files: [],
    damaged: false,
  };
  let at = 6;
  while (at + 11 <= bytes.length) {
    const level = bytes[at]!;
    const id = bytes.readUInt32LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const start = at + 9;
    if ((level !== 1 && level !== 2) || start + length > bytes.length) break;
    takeAttribute(message, id, bytes.subarray(start, start + length));
    at = start + length + 2;
  }
  message.damaged = at < bytes.length;
  return message;
}

function takeAttribute(message: TnefMessage, id: number, data: Buffer): void {
  if (id === attribute.codePage && data.length >= 4) message.charset = codePageLabel(data.readUInt32LE(0));
  if (id === attribute.body) message.body = data;
  if (id === attribute.messageProperties) message.properties = readProperties(data, message.charset);
  if (id === attribute.attachRendering && message.files.length < mostFiles) {
    message.files.push({ title: null, data: null, properties: new Map() });
  }
  const file = message.files.at(-1);
  if (!file) return;
  if (id === attribute.attachTitle) file.title = textUpToZero(data);
  if (id === attribute.attachData) file.data = data;
  if (id === attribute.attachment) file.properties = readProperties(data, message.charset);
}

function textUpToZero(data: Buffer): string {
  const end = data.indexOf(0);
  return data.toString('latin1', 0, end < 0 ? data.length : end);
}

function codePageLabel(page: number): string {
  const labels: Record<number, string> = {
    932: 'shift_jis',
    936: 'gb18030',
    949: 'euc-kr',
    950: 'big5',
    65001: 'utf-8',
  };
  if (labels[page]) return labels[page];
  return page >= 1250 && page <= 1258 ? `windows-${page}` : 'windows-1252';
}
