// Files on the simulated side: taken in, and handed out under addresses that are good for five minutes.
import { createHash } from 'node:crypto';
import { fine, graphError, unknownObject, type Answer } from './answers.ts';
import { newId, type StoredFile, type World } from './world.ts';

/** Milliseconds. */
const GOOD_FOR = 5 * 60_000;
const LARGEST = 100 * 1024 * 1024;

export async function takeFile(world: World, form: FormData): Promise<Answer> {
  const file = form.get('file');
  if (form.get('messaging_product') !== 'whatsapp' || !(file instanceof File))
    return graphError(400, 100, 'The parameters messaging_product and file are required.');
  if (file.size > LARGEST) return graphError(400, 131053, 'Media upload error', { details: 'The file is too large.' });
  return fine({
    id: keepFile(world, { type: file.type, name: file.name, bytes: Buffer.from(await file.arrayBuffer()) }),
  });
}

export function keepFile(world: World, file: StoredFile): string {
  const id = String(1_000_000 + world.files.size);
  world.files.set(id, file);
  return id;
}

export const hashOf = ({ bytes }: StoredFile): string => createHash('sha256').update(bytes).digest('base64');

export function describeFile(world: World, id: string): Answer {
  const file = world.files.get(id);
  if (!file) return unknownObject(id);
  return fine({
    messaging_product: 'whatsapp',
    id,
    url: addressOf(world, id),
    mime_type: file.type,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    file_size: file.bytes.length,
  });
}

export function addressOf(world: World, id: string): string {
  return `${world.url}/files/${id}?until=${world.now() + GOOD_FOR}&hash=${newId('')}`;
}

/** Null when the address has run out or never was one. */
export function fileAt(world: World, url: URL): StoredFile | null {
  const id = url.pathname.split('/').at(-1)!;
  return Number(url.searchParams.get('until')) > world.now() ? (world.files.get(id) ?? null) : null;
}
