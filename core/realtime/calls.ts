// Ends of calls on the live line: which page holds one, what it says to the others, whose pages show something new.
import type { UserFrame } from '../calls/calls.ts';
import type { Batch } from './batch.ts';
import type { Incoming } from './incoming.ts';
import type { Line } from './line.ts';
import { frame } from './outbox.ts';
import type { Stage, Telling } from './stage.ts';
import { CALLS_TOPIC, sees, userTopic } from './topics.ts';

/** At once, so that what one end says keeps its order and waits for nobody. */
export function hearCalls({ rooms: { calls } }: Stage, line: Line, { call }: Incoming): void {
  if (!call) return;
  const { userId } = line.viewer;
  if (!line.legs.has(call.leg)) {
    line.legs.add(call.leg);
    calls.here(userId, call.leg, true);
  }
  if (call.heard !== undefined) calls.heard(userId, call.leg, call.heard, call.again ?? false);
  if (call.signal) calls.signal(userId, call.leg, call.signal);
}

/** Another page of theirs may hold the end by now: after a reload the new page comes before the old one is known to be gone. */
export function leaveCalls({ rooms: { calls }, lines }: Stage, line: Line): void {
  const { userId } = line.viewer;
  for (const leg of line.legs)
    if (![...lines.of(userId)].some((other) => other !== line && other.legs.has(leg))) calls.here(userId, leg, false);
}

/** What another end says; the page that holds theirs listens. */
export function tellCall({ lines }: Stage, userId: number, told: UserFrame): void {
  for (const line of lines.of(userId)) line.send(frame(told));
}

/** The pages ask for what rings and goes on, with their person's rights. */
export function tellCalls({ pages }: Stage, telling: Telling, { calls, callPlaces }: Batch): void {
  for (const userId of calls)
    for (const line of telling.listeners(userTopic(userId))) telling.outbox.add(line, pages.calls());
  if (callPlaces.size === 0) return;
  for (const line of telling.listeners(CALLS_TOPIC))
    if ([...callPlaces].some((inboxId) => sees(line.viewer, inboxId))) telling.outbox.add(line, pages.callsChanged());
}
