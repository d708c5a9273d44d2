// Files of inbound messages: bytes at hand are saved first; what must be fetched never holds the message back.
import type { Part } from '../contract/part.ts';
import { reason } from '../contract/reason.ts';
import type { Files } from '../files/files.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import type { InboundRooms } from './inbound.ts';

/** By position among the event's parts; null for parts that are no media or have no bytes yet. */
export type SavedMedia = { fileId: number; bytes: number; type: string } | null;

const LARGEST = 100 * 1024 * 1024;

/** Saves the bytes of all media parts, outside any transaction. */
export function createMediaSaver(files: Files) {
  return async (parts: Part[]): Promise<SavedMedia[]> => {
    const saved: SavedMedia[] = [];
    for (const part of parts) {
      if (part.type !== 'media' || !part.content) saved.push(null);
      else {
        const file = await files.save(part.content);
        saved.push({ fileId: file.id, bytes: file.bytes, type: file.type });
      }
    }
    return saved;
  };
}

/** Fetches one pending attachment through its channel. */
export function createMediaFetcher(rooms: InboundRooms) {
  const { database, files, conversations, ports } = rooms;

  async function run(attachmentId: number, job: RunningJob): Promise<JobResult> {
    const row = await database.row<{ remote_ref: string | null; state: string; account_id: number | null }>(
      `select attachment.remote_ref, attachment.state, message.account_id from attachment join message on message.id = attachment.message_id where attachment.id = ?`,
      [attachmentId],
    );
    if (!row || row.state !== 'pending' || !row.remote_ref || row.account_id === null) return undefined;
    const live = ports.account(row.account_id);
    if (!live?.connection.media)
      return { retry: reason('inbound.no_plugin', 'The channel of this account is not running.'), after: 60 };
    const found = await live.connection.media(
      row.remote_ref,
      AbortSignal.any([job.signal, AbortSignal.timeout(5 * 60_000)]),
    );
    if ('retry' in found) return { retry: found.retry, after: found.after };
    if ('missing' in found) return done(attachmentId, { missing: found.missing });
    if (found.content.byteLength > LARGEST)
      return done(attachmentId, { missing: reason('inbound.file_too_large', 'The file is too large to keep.') });
    const file = await files.save(found.content);
    return done(attachmentId, { fileId: file.id, bytes: file.bytes, type: file.type });
  }

  async function done(
    attachmentId: number,
    outcome: Parameters<typeof conversations.attachmentArrived>[1],
  ): Promise<JobResult> {
    await database.write(() => conversations.attachmentArrived(attachmentId, outcome));
    return undefined;
  }

  return { run };
}
