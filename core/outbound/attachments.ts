// The stored files a message takes along.
import type { MediaKind } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import { toJsonOrNull } from '../database/rows.ts';
import type { Database } from '../database/database.ts';
import { publicId } from '../kernel/ids.ts';

export interface ChosenAttachment {
  id: number;
  publicId: string;
  kind: MediaKind;
  name: string;
  type: string;
  bytes: number;
  fileId: number;
  /** Made when the attachment was uploaded; joins it to `cid:` links. */
  contentId: string;
  /** Why it was held back where it came from (WA-12). */
  held: Reason | null;
}

/** A file that is kept already and goes along without having been attached to a draft. */
export interface StoredFile {
  fileId: number;
  name: string;
  type: string;
  bytes: number;
  /** Default: by its type. */
  kind?: MediaKind;
}

export function kindOfFile(type: string): MediaKind {
  const kind = type.split('/')[0];
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}

/** As if it had been attached. */
export function chosenFile({ fileId, name, type, bytes, kind = kindOfFile(type) }: StoredFile): ChosenAttachment {
  const key = publicId();
  const about = { fileId, name, type, bytes, kind };
  return { ...about, id: 0, publicId: key, contentId: `${key}@attachment`, held: null };
}

/** In the given order; what is not ready or does not exist is left out. */
export async function attachmentsOf(database: Database, ids: number[]): Promise<ChosenAttachment[]> {
  if (ids.length === 0) return [];
  const rows = await database.rows<Record<string, unknown>>(
    `select id, public_id, kind, name, type, bytes, file_id, content_id, held from attachment
     where id in (${ids.map(() => '?').join(',')}) and file_id is not null and state = 'ready'`,
    ids,
  );
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const contentId = (row.content_id as string | null) ?? `${String(row.public_id)}@attachment`;
    return [
      {
        id,
        publicId: String(row.public_id),
        kind: row.kind as MediaKind,
        name: String(row.name),
        type: String(row.type),
        bytes: Number(row.bytes),
        fileId: Number(row.file_id),
        contentId,
        held: toJsonOrNull<Reason>(row.held),
      },
    ];
  });
}
