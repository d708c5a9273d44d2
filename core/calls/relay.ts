// What ends tell each other about media: carried in order, kept until it was heard, told again after a lost line.
import type { CallSignal } from '../contract/call.ts';
import { customerOf, isOpen, peersOf } from './legs.ts';
import type { Call, Leg } from './shapes.ts';
import type { World } from './world.ts';

/** Kept for an end that does not hear, and known of what was said; more than any negotiation needs. */
const MOST = 300;
const LARGEST = 12_288;

interface Mailbox {
  /** Grows over restarts as well. */
  seq: number;
  waiting: CallSignal[];
  /** What came from there. Not only the newest: what is said again after a lost line may have been overtaken. */
  had: Set<number>;
}

export interface Relay {
  /** Of an end whose holder was made sure of. False when it goes nowhere. */
  send(call: Call, from: Leg, signal: CallSignal): boolean;
  heard(call: Call, leg: Leg, upTo: number, again: boolean): void;
  forget(call: Call): void;
}

export function createRelay(world: World): Relay {
  const boxes = new Map<number, Mailbox>();

  function boxOf({ id }: Leg): Mailbox {
    const box = boxes.get(id) ?? { seq: world.clock.now().getTime(), waiting: [], had: new Set() };
    boxes.set(id, box);
    return box;
  }

  function deliver(call: Call, leg: Leg, signal: CallSignal): void {
    if (leg.kind === 'user') return world.ports.tell(leg.userId!, { signal: { leg: leg.id, from: signal } });
    world.ports.account(call.accountId)?.connection.calls?.signal(call.key, signal);
  }

  /** So that it is not sent again; the customer's channel is told by the answer of `signal`. */
  function confirm(leg: Leg, seq: number): void {
    if (leg.kind === 'user') world.ports.tell(leg.userId!, { taken: { leg: leg.id, seq } });
  }

  return {
    send(call, from, { seq, leg: to, data }) {
      const target = call.legs.find(({ id }) => id === to);
      const box = boxOf(from);
      const isPeer = peersOf(call, from.id).some(({ leg }) => leg === to);
      const isTooLarge = JSON.stringify(data ?? null).length > LARGEST;
      if (box.had.has(seq) || !target || !isPeer || isTooLarge) {
        confirm(from, seq);
        return false;
      }
      box.had.add(seq);
      if (box.had.size > MOST) box.had.delete(box.had.values().next().value!);
      const theirs = boxOf(target);
      const signal = { seq: (theirs.seq += 1), leg: from.id, data };
      theirs.waiting.push(signal);
      if (theirs.waiting.length > MOST) theirs.waiting.shift();
      deliver(call, target, signal);
      confirm(from, seq);
      return true;
    },
    heard(call, leg, upTo, again) {
      const box = boxOf(leg);
      box.waiting = box.waiting.filter(({ seq }) => seq > upTo);
      if (again) for (const signal of box.waiting) deliver(call, leg, signal);
    },
    forget(call) {
      for (const leg of call.legs) if (call.state === 'ended' || !isOpen(leg)) boxes.delete(leg.id);
      if (call.state === 'ended') boxes.delete(customerOf(call).id);
    },
  };
}
