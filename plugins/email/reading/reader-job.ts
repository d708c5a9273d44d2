// What the reader and its worker say to each other.
import type { Authentication } from './authentication.ts';
import type { ReadMail } from './channel-reading.ts';
import type { BodyInput, ReadOptions } from './read.ts';
import type { BodyReading, Reading } from './reading.ts';
import type { ReceivedFrom } from './verification.ts';

/** What can be asked of the worker; bytes are copied over. */
export type Job =
  | { kind: 'read'; raw: Uint8Array; options: ReadOptions }
  | { kind: 'channel'; raw: Uint8Array; options: ReadOptions }
  | { kind: 'body'; input: Omit<BodyInput, 'attachedMessage'> }
  | { kind: 'attachment'; raw: Uint8Array; index: number }
  | { kind: 'verify'; raw: Uint8Array; received: Omit<ReceivedFrom, 'resolver'> };

/** What comes back for each kind of job. */
export interface JobResults {
  read: Reading;
  channel: ReadMail;
  body: BodyReading;
  attachment: Uint8Array | null;
  verify: Authentication;
}

export type Answer = { ready: true } | { result: JobResults[Job['kind']] } | { problem: string };
