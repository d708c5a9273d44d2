// Files people have on their simulated phones, small enough to be written down.
import type { StoredFile } from './world.ts';

type Kind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';

interface SampleFile extends StoredFile {
  as: Kind;
  /** On the button. */
  title: string;
}

/** A red square of eight by eight. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGP8z4AdMOEQH0wSAPCZAQ8yQZfUAAAAAElFTkSuQmCC';
const PDF =
  '%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF';

/** Half a second of a tone, as an uncompressed sound. */
function tone(): Buffer {
  const rate = 8000;
  const samples = Buffer.from(
    Uint8Array.from({ length: rate / 2 }, (_, at) => 128 + 60 * Math.sin((at * 2 * Math.PI * 440) / rate)),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

export const FILES: Record<string, SampleFile> = {
  picture: { as: 'image', title: 'Picture', type: 'image/png', name: 'square.png', bytes: Buffer.from(PNG, 'base64') },
  voice: { as: 'voice', title: 'Voice', type: 'audio/wav', name: 'voice.wav', bytes: tone() },
  document: { as: 'document', title: 'Document', type: 'application/pdf', name: 'bill.pdf', bytes: Buffer.from(PDF) },
};
