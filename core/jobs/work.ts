// What a job is for those who do it: the handler, the job in hand, and the ways it can end.
import type { Reason } from '../contract/reason.ts';

/**
 * Nothing: done. `retry`: again after so many seconds (own back-off when absent), until the attempts are used up.
 * `wait`: again after so many seconds, without counting as an attempt; for trouble that is not the job's own.
 * `park`: rests until `unpark` of its account; `still` is asked once more when it lies down, so that an account that
 * came back in this very moment does not leave it behind. `fail`: kept as failed with the reason.
 */
export type JobResult =
  | void
  | { retry: Reason; after?: number }
  | { wait: Reason; after: number }
  | { park: Reason; still?: () => boolean }
  | { fail: Reason };

export interface RunningJob {
  id: number;
  attempt: number;
  signal: AbortSignal;
  /** Removes the job in the surrounding transaction, so that its result and its end are one. */
  done(): Promise<void>;
}

export interface Handler {
  run(payload: Record<string, unknown>, job: RunningJob): Promise<JobResult>;
  /** Attempts before it counts as failed; default 12 (about two days with the back-off). */
  attempts?: number;
  /** It mostly waits for others and bounds itself: it takes none of the places that all jobs share. */
  aside?: boolean;
}

/** 5 s, 10 s, 20 s … at most 6 h, with up to a fifth of chance so that a crowd spreads. */
export function backOff(attempt: number): number {
  const seconds = Math.min(5 * 2 ** (attempt - 1), 6 * 3600);
  return Math.round(seconds * (1 + Math.random() / 5));
}
