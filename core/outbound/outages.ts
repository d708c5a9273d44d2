// When an account cannot reach its far side, all its sending waits: one delivery asks again now and then, nobody burns tries.
import type { Reason } from '../contract/reason.ts';
import type { OutboundRooms } from './rooms.ts';

interface Outage {
  why: Reason;
  /** When the next may ask, in milliseconds of the clock that never runs backwards. */
  until: number;
  failures: number;
  asking: boolean;
}

/** Seconds: 15, 30, 60 … between two questions, at most 5 minutes. */
const FIRST = 15;
const LONGEST = 300;
/** Seconds until the others look whether the one that asks came through. */
const OTHERS = 5;

export class Outages {
  readonly #rooms: Pick<OutboundRooms, 'clock' | 'ports'>;
  readonly #outages = new Map<number, Outage>();

  constructor(rooms: Pick<OutboundRooms, 'clock' | 'ports'>) {
    this.#rooms = rooms;
  }

  /** For what and how many seconds this delivery has to wait; null: it may try, and says `asked` when it has ended. */
  wait(accountId: number): { wait: Reason; after: number } | null {
    const outage = this.#outages.get(accountId);
    if (!outage) return null;
    const left = (outage.until - this.#rooms.clock.monotonic()) / 1000;
    if (left > 0) return { wait: outage.why, after: left };
    if (outage.asking) return { wait: outage.why, after: OTHERS };
    outage.asking = true;
    return null;
  }

  /** The account's trouble goes on; gives the seconds until somebody may ask again. */
  lasts(accountId: number, why: Reason, after = 0): number {
    const failures = this.#outages.get(accountId)?.failures ?? 0;
    const seconds = Math.max(after, Math.min(FIRST * 2 ** failures, LONGEST));
    const until = this.#rooms.clock.monotonic() + seconds * 1000;
    this.#outages.set(accountId, { why, until, failures: failures + 1, asking: false });
    this.#rooms.ports.outage(accountId, why);
    return seconds;
  }

  /** The far side answered: everything goes on. */
  over(accountId: number): void {
    if (this.#outages.delete(accountId)) this.#rooms.ports.outage(accountId, null);
  }

  /** Whoever asked has ended, whatever was learnt. */
  asked(accountId: number): void {
    const outage = this.#outages.get(accountId);
    if (outage) outage.asking = false;
  }

  /** A person wants it tried now: the next one asks. */
  hurry(accountId: number): void {
    const outage = this.#outages.get(accountId);
    if (outage) outage.until = this.#rooms.clock.monotonic();
  }
}
