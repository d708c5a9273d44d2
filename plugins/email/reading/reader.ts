// Reads mails in a thread of its own, so that no mail, however hostile, holds up the desk.
import type { Authentication } from './authentication.ts';
import type { ReadMail } from './channel-reading.ts';
import type { BodyInput, ReadOptions } from './read.ts';
import { ReaderThread } from './reader-thread.ts';
import type { BodyReading, Reading } from './reading.ts';
import type { ReceivedFrom } from './verification.ts';

export interface MailReader {
  /** Always a reading; one that took too long or failed is a rough one with the defect `too-slow`, `unreadable` or `closed`. */
  read(raw: Uint8Array, options?: ReadOptions): Promise<Reading>;
  /** The same with what the channel needs besides: the bytes of the files, the HTML in two halves. */
  readForChannel(raw: Uint8Array, options?: ReadOptions): Promise<ReadMail>;
  /** A body that came without its mail; null if it takes too long. */
  readBody(input: Omit<BodyInput, 'attachedMessage'>): Promise<BodyReading | null>;
  /** The content of the attachment at that place of the reading's list; null if there is none. */
  readAttachment(raw: Uint8Array, index: number): Promise<Uint8Array | null>;
  /** SPF, DKIM, DMARC and ARC of a mail our own receiver took in; null if it takes too long. */
  verify(raw: Uint8Array, received: Omit<ReceivedFrom, 'resolver'>): Promise<Authentication | null>;
  /** Stops the thread; what is waiting gets its rough answer. */
  close(): Promise<void>;
}

export interface ReaderOptions {
  /** Milliseconds for one mail, 2,000 if left out. */
  timeLimit?: number;
  /** Milliseconds without work after which the thread ends and gives back its memory, 20,000 if left out. */
  idleTime?: number;
  /** Megabytes of heap the thread may use, 256 if left out. */
  memory?: number;
}

export function createReader(options: ReaderOptions = {}): MailReader {
  const { timeLimit = 2000, idleTime = 20_000, memory = 256 } = options;
  const thread = new ReaderThread({ timeLimit, idleTime, memory });
  return {
    async read(raw, readOptions = {}) {
      const outcome = await thread.ask({ kind: 'read', raw, options: readOptions });
      return 'result' in outcome ? outcome.result : (await roughly()).readRoughly(raw, outcome.failure);
    },
    async readForChannel(raw, readOptions = {}) {
      const outcome = await thread.ask({ kind: 'channel', raw, options: readOptions });
      if (!('result' in outcome)) return (await roughly()).readRoughlyForChannel(raw, outcome.failure);
      // Bytes come out of the thread as plain arrays.
      const files = outcome.result.files.map((file) => ({ ...file, content: Buffer.from(file.content.buffer) }));
      return { ...outcome.result, files };
    },
    async readBody(input) {
      const outcome = await thread.ask({ kind: 'body', input });
      return 'result' in outcome ? outcome.result : null;
    },
    async readAttachment(raw, index) {
      const outcome = await thread.ask({ kind: 'attachment', raw, index });
      return 'result' in outcome ? outcome.result : null;
    },
    async verify(raw, received) {
      const outcome = await thread.ask({ kind: 'verify', raw, received });
      return 'result' in outcome ? outcome.result : null;
    },
    close: () => thread.close(),
  };
}

/** All that reads mails, in this thread: hardly ever needed, so loaded only then. */
function roughly() {
  return import('./fallback.ts');
}
