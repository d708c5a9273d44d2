// Unpacks winmail.dat: its files become attachments, its text serves if the mail has none of its own (MS-OXTNEF).
import type { MailAttachment } from '../parsed-mail.ts';
import { fileAttachment } from '../attachments.ts';
import { decodeBytes } from '../mime/charset.ts';
import { unpackRtf } from './lzfu.ts';
import type { MapiProperties } from './properties.ts';
import { readRtf } from './rtf.ts';
import { readTnef, type TnefFile, type TnefMessage } from './stream.ts';

/** Property ids (MS-OXPROPS). */
const property = {
  body: 0x1000,
  rtfCompressed: 0x1009,
  bodyHtml: 0x1013,
  internetCodePage: 0x3fde,
  displayName: 0x3001,
  attachData: 0x3701,
  attachFileName: 0x3704,
  attachLongFileName: 0x3707,
  attachMimeTag: 0x370e,
  attachContentId: 0x3712,
  subject: 0x0037,
};

export interface UnpackedTnef {
  text: string | null;
  html: string | null;
  files: MailAttachment[];
  damaged: boolean;
}

/** How deep enclosed messages are followed. */
const deepest = 4;

/** Null if the bytes are no TNEF stream. @param mostBytes bound of everything unpacked */
export function unpackTnef(bytes: Buffer, mostBytes: number, depth = 0): UnpackedTnef | null {
  const message = readTnef(bytes);
  if (!message) return null;
  const files: MailAttachment[] = [];
  let left = mostBytes;
  for (const file of message.files) {
    for (const attachment of readFile(file, left, depth)) {
      left -= attachment.bytes;
      if (left >= 0) files.push(attachment);
    }
  }
  return { ...readBody(message, mostBytes), files, damaged: message.damaged || left < 0 };
}

function readFile(file: TnefFile, left: number, depth: number): MailAttachment[] {
  const { properties } = file;
  const object = properties.get(property.attachData);
  if (!file.data && Buffer.isBuffer(object)) {
    // An embedded object begins with the identifier of its interface.
    const inner = depth < deepest ? unpackTnef(object.subarray(16), left, depth + 1) : null;
    if (inner) return inner.files;
    file.data = object.subarray(16);
  }
  if (!file.data) return [];
  const type = textOf(properties, property.attachMimeTag)?.toLowerCase() || 'application/octet-stream';
  const contentId = textOf(properties, property.attachContentId);
  return [fileAttachment(nameOf(file), type, file.data, contentId || null)];
}

function nameOf({ title, properties }: TnefFile): string {
  const names = [property.attachLongFileName, property.attachFileName, property.displayName];
  return names.map((id) => textOf(properties, id)).find(Boolean) ?? title ?? '';
}

function textOf(properties: MapiProperties, id: number): string | null {
  const value = properties.get(id);
  return typeof value === 'string' ? value : null;
}

function readBody(message: TnefMessage, mostBytes: number): { text: string | null; html: string | null } {
  const { properties } = message;
  const rtf = properties.get(property.rtfCompressed);
  const unpacked = Buffer.isBuffer(rtf) ? unpackRtf(rtf, mostBytes) : null;
  const fromRtf = unpacked ? readRtf(unpacked) : null;
  const plain =
    textOf(properties, property.body) ?? (message.body ? decodeBytes(message.body, message.charset).text : null);
  const html = readHtml(properties) ?? (fromRtf?.kind === 'html' ? fromRtf.content : null);
  const text = plain ?? (fromRtf?.kind === 'text' ? fromRtf.content : null);
  return { text: text?.replace(/\0/g, '').replace(/\r\n?/g, '\n') || null, html: html || null };
}

function readHtml(properties: MapiProperties): string | null {
  const html = properties.get(property.bodyHtml);
  if (typeof html === 'string') return html;
  if (!Buffer.isBuffer(html)) return null;
  const page = properties.get(property.internetCodePage);
  return decodeBytes(html, typeof page === 'number' ? `cp${page}` : null).text;
}
