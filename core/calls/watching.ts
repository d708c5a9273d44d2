// What follows from how a call stands: how long it rings, how long an end may be away, who says what came of it.
import { end, leave, rangOut } from './ending.ts';
import { customerOf, isOpen, ringingOf } from './legs.ts';
import type { Relay } from './relay.ts';
import { openCalls } from './rows.ts';
import type { Call } from './shapes.ts';
import { isElsewhere, spread, type World } from './world.ts';

export interface Watching {
  /** After every change; `was`: how it stood before, when it was not over then. */
  settle(call: Call, was: Call | undefined): void;
  /** An end without a line has a while to come back. */
  presence(call: Call, legId: number, here: boolean): void;
  recover(): Promise<void>;
}

export function createWatching(world: World, relay: Relay): Watching {
  const { book, limits } = world;
  const rounds = new Map<number, string>();
  const expected = new Set<number>();
  const later = (trouble: string, work: () => Promise<unknown>) =>
    void work().catch((error: unknown) => world.log.error({ error }, trouble));

  /** Those who decline do not make it ring longer at the others. */
  function keepRinging(call: Call): void {
    const round = roundOf(call);
    if (rounds.get(call.id) === round) return;
    const key = `ring ${call.id}`;
    book.drop(key);
    if (round === '') return void rounds.delete(call.id);
    rounds.set(call.id, round);
    const isPassedOn = ringingOf(call).some(({ role }) => role !== 'talk');
    const lasts = isPassedOn ? limits.transfer : call.rules.seconds * 1000;
    return book.keep(key, lasts, () => later('A call could not stop ringing', () => rangOut(world, call.id)));
  }

  function presence(call: Call, legId: number, here: boolean): void {
    const key = `away ${legId}`;
    if (here) return book.drop(key);
    return book.keep(key, limits.away, () =>
      later('A lost call could not be ended', () => gone(world, call.id, legId)),
    );
  }

  function followLegs(call: Call): void {
    for (const leg of call.legs) {
      if (!isOpen(leg)) book.drop(`away ${leg.id}`);
      // Whoever has just come says within a while that they hold the line.
      if (leg.state === 'active' && !expected.has(leg.id) && !isElsewhere(world, call)) presence(call, leg.id, false);
      if (leg.state === 'active') expected.add(leg.id);
      if (call.state === 'ended') expected.delete(leg.id);
    }
  }

  return {
    settle(call, was) {
      relay.forget(call);
      keepRinging(call);
      followLegs(call);
      if (!call.user || call.state !== 'ended') return;
      if (call.outcome) book.stopAsking(call.user.id, call.id);
      else if (was && call.answeredAt) book.ask(call.user.id, call, limits.wrapUp);
    },
    presence,
    recover: () => recover(world, presence),
  };
}

/** Changes when it begins to ring elsewhere; empty when it rings nowhere. */
function roundOf(call: Call): string {
  if (ringingOf(call).length > 0) return String(Math.max(...call.legs.map(({ id }) => id)));
  return call.state === 'ringing' && customerOf(call).state === 'ringing' ? 'customer' : '';
}

async function gone(world: World, callId: number, legId: number): Promise<void> {
  const leg = world.book.get(callId)?.legs.find(({ id }) => id === legId);
  if (!leg) return;
  if (leg.kind === 'customer') await end(world, callId, 'lost', 'desk');
  else await leave(world, callId, legId, 'lost');
}

/** What rang while the desk was away has been missed; who talked goes on if both ends come back. */
async function recover(world: World, presence: Watching['presence']): Promise<void> {
  for (const call of await openCalls(world.database)) {
    spread(world, call);
    if (call.state === 'ringing') await end(world, call.id, 'no_answer', 'desk');
    else if (!isElsewhere(world, call))
      for (const leg of call.legs) if (leg.state === 'active') presence(call, leg.id, false);
  }
}
