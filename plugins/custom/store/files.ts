// Files that bridges upload before they publish a message with them; kept until they were surely fetched into it.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginContext } from '../../../core/contract/context.ts';
import { newId } from '../wire/ids.ts';

export interface UploadedFile {
  id: string;
  name: string;
  type: string;
  bytes: number;
  createdAt: Date;
}

type Needs = Pick<PluginContext, 'store' | 'now' | 'folder'>;

/** Days after which a file that was uploaded is forgotten here; messages have their own copy. */
const FILE_DAYS = 14;

/** On disk before it has a name. */
export async function addFile(
  { store, now, folder }: Needs,
  bridgeId: number,
  { name, type, content }: { name: string; type: string; content: Uint8Array },
): Promise<UploadedFile> {
  const id = newId();
  await writeFile(join(await folder(), id), content, { mode: 0o600, flush: true });
  const at = now();
  await store.run('insert into custom_file (id, bridge_id, name, type, bytes, created_at) values (?, ?, ?, ?, ?, ?)', [
    ...[id, bridgeId, name, type, content.byteLength, at.getTime()],
  ]);
  return { id, name, type, bytes: content.byteLength, createdAt: at };
}

export async function fileOf({ store }: Needs, bridgeId: number, id: string): Promise<UploadedFile | null> {
  const row = await store.row<Omit<UploadedFile, 'createdAt'> & { created_at: number }>(
    'select id, name, type, bytes, created_at from custom_file where id = ? and bridge_id = ?',
    [id, bridgeId],
  );
  return row ? { ...row, createdAt: new Date(row.created_at) } : null;
}

export async function sweepFiles({ store, now, folder }: Needs): Promise<void> {
  const before = now().getTime() - FILE_DAYS * 86_400_000;
  const old = await store.rows<{ id: string }>('select id from custom_file where created_at < ?', [before]);
  for (const { id } of old) await rm(join(await folder(), id), { force: true });
  await store.run('delete from custom_file where created_at < ?', [before]);
}
