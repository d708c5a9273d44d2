// Large mails worked on a piece at a time, so that everybody else is served in between.
import { setImmediate as turn } from 'node:timers/promises';

/** Bytes worked on at a time: hashing or copying them takes about a millisecond. */
export const SLICE = 256 * 1024;

/** `work` gets one piece after the other and where it begins; it ends early once `work` says true. */
export async function inSlices(
  bytes: Uint8Array,
  work: (slice: Uint8Array, at: number) => boolean | undefined | void,
): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += SLICE) {
    if (at > 0) await turn();
    if (work(bytes.subarray(at, at + SLICE), at)) return;
  }
}
