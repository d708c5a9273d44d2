// Files of inbound messages: bytes at hand are saved first; what must be fetched never holds the message back.
import type { Part } from '../contract/part.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Files } from '../files/files.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import type { InboundRooms } from './rooms.ts';

/** By position among the event's parts; null for parts that are no media or have no bytes yet. */
export type SavedMedia = { fileId: number; bytes: number; type: string } | null;

const LARGEST = 100 * 1024 * 1024;
/** Seconds. */
const PLUGIN_PAUSE = 60;

/** Saves the bytes of all media parts, outside any transaction. */
export async function saveMedia(files: Files, parts: Part[]): Promise<SavedMedia[]> {
  const saved: SavedMedia[] = [];
  for (const part of parts) {
    if (part.type !== 'media' || !part.content) saved.push(null);
    else {
      const file = await files.save(part.content);
      saved.push({ fileId: file.id, bytes: file.bytes, type: file.type });
    }
  }
  return saved;
}

/** Fetches pending attachments through their channels, one a job. */
export class MediaFetcher {
  readonly #rooms: InboundRooms;
  readonly #attempts: number;

  constructor(rooms: InboundRooms, attempts: number) {
    this.#rooms = rooms;
    this.#attempts = attempts;
  }

  async run(attachmentId: number, job: RunningJob): Promise<JobResult> {
    const { ports, files, onStep } = this.#rooms;
    const pending = await this.#pending(attachmentId);
    if (!pending) return undefined;
    const live = ports.account(pending.accountId);
    if (!live)
      return {
        wait: reason('inbound.no_plugin', 'The channel of this account is not running.'),
        after: PLUGIN_PAUSE,
      };
    if (!live.connection.media) return this.#missing(attachmentId, noFiles());
    const limit = AbortSignal.any([job.signal, AbortSignal.timeout(5 * 60_000)]);
    const found = await live.connection.media(pending.ref, limit);
    onStep('inbound.media-fetched');
    if ('missing' in found) return this.#missing(attachmentId, found.missing);
    if ('retry' in found) {
      if (job.attempt >= this.#attempts) return this.#missing(attachmentId, found.retry);
      return { retry: found.retry, after: found.after };
    }
    if (found.content.byteLength > LARGEST)
      return this.#missing(attachmentId, reason('inbound.file_too_large', 'The file is too large to keep.'));
    const file = await files.save(found.content);
    const held = await this.#rooms.content.inspectFile({ name: found.name ?? pending.name, content: found.content });
    return this.#done(attachmentId, { fileId: file.id, bytes: file.bytes, type: file.type, held });
  }

  async #pending(attachmentId: number): Promise<{ ref: string; accountId: number; name: string } | null> {
    const row = await this.#rooms.database.row<{
      remote_ref: string | null;
      state: string;
      account_id: number | null;
      name: string;
    }>(
      `select attachment.remote_ref, attachment.state, attachment.name, message.account_id from attachment join message on message.id = attachment.message_id where attachment.id = ?`,
      [attachmentId],
    );
    if (!row || row.state !== 'pending' || !row.remote_ref || row.account_id === null) return null;
    return { ref: row.remote_ref, accountId: row.account_id, name: row.name };
  }

  #missing(attachmentId: number, missing: Reason): Promise<JobResult> {
    return this.#done(attachmentId, { missing });
  }

  async #done(
    attachmentId: number,
    outcome: Parameters<InboundRooms['conversations']['attachmentArrived']>[1],
  ): Promise<JobResult> {
    const { database, conversations, onStep } = this.#rooms;
    await database.write(() => conversations.attachmentArrived(attachmentId, outcome));
    onStep('inbound.media-kept');
    return undefined;
  }
}

function noFiles(): Reason {
  return reason('inbound.no_media', 'The channel cannot fetch files.');
}
