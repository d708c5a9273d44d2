// Takes uuencoded files out of plain text, where old clients put them.
import { decodeUuLine } from './transfer.ts';

export interface UuencodedFile {
  name: string;
  content: Buffer;
}

/** The text without its `begin … end` blocks, and the files that were in them. */
export function extractUuencoded(text: string): { text: string; files: UuencodedFile[] } {
  if (!/^begin [0-7]{3,4} \S/m.test(text)) return { text, files: [] };
  const kept: string[] = [];
  const files: UuencodedFile[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const begin = /^begin [0-7]{3,4} (\S[^\n]{0,200})$/.exec(lines[at]!);
    const block = begin ? readBlock(lines, at + 1) : null;
    if (!begin || !block) {
      kept.push(lines[at]!);
      continue;
    }
    files.push({ name: begin[1]!.trim(), content: Buffer.concat(block.pieces) });
    at = block.end;
  }
  return { text: kept.join('\n'), files };
}

/** The lines up to `end`; null as soon as one of them is no uuencoded line. */
function readBlock(lines: string[], start: number): { pieces: Buffer[]; end: number } | null {
  const pieces: Buffer[] = [];
  for (let at = start; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === 'end') return pieces.length > 0 ? { pieces, end: at } : null;
    if (!isUuLine(line)) return null;
    pieces.push(decodeUuLine(line));
  }
  return null;
}

function isUuLine(line: string): boolean {
  const count = (line.charCodeAt(0) - 32) & 63;
  return line.length <= 90 && /^[\x20-\x60]*$/.test(line) && line.length - 1 >= Math.floor((count * 4) / 3) - 3;
}
