// A file as it arrives, written down piece by piece: never more of it in memory than a piece.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface Taken {
  /** Where it lies until it is put where it belongs. */
  path: string;
  hash: string;
  bytes: number;
  /** Its first bytes, by which it is told what it is and how large a picture. */
  head: Buffer;
}

/** Before the size of a photograph stand its camera, place and a small picture of it, up to 64 KiB each. */
export const HEAD = 256 * 1024;
const PATIENCE = 4;

/** Flushed to the disk; null when there are more bytes than `most`: then nothing is kept. */
export async function takeStream(folder: string, stream: Readable, most: number): Promise<Taken | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}.new`);
  const hash = createHash('sha256');
  let bytes = 0;
  let head = Buffer.alloc(0);
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      bytes += piece.byteLength;
      // Read on for a while: who sends is to hear why, and listens only when it has all gone out.
      if (bytes > most * PATIENCE) break;
      if (bytes > most) continue;
      hash.update(piece);
      if (head.byteLength < HEAD) head = Buffer.concat([head, piece]).subarray(0, HEAD);
      await file.writeFile(piece);
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(path).catch(() => {});
    throw error;
  }
  await file.close();
  if (bytes <= most) return { path, hash: hash.digest('hex'), bytes, head };
  await unlink(path).catch(() => {});
  return null;
}
