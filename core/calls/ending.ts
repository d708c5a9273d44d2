// The end of calls and of single ends: who hung up, what was missed, what goes on ringing elsewhere.
import type { CallEnding } from '../contract/call.ts';
import { patch } from '../database/columns.ts';
import type { Actor } from '../events/events.ts';
import { consultedOf, customerOf, isOpen, isRinging, ringingOf, talkerOf } from './legs.ts';
import { handOn, own, renew, resultOf } from './recording.ts';
import { nextOf, reachable, ringAt } from './ringing.ts';
import { callById } from './rows.ts';
import type { Call, Leg } from './shapes.ts';
import { change, type World } from './world.ts';

/** Only inside `write`. */
export async function endLeg(world: World, leg: Leg, ending: Leg['ending']): Promise<void> {
  await patch(world.database, 'call_leg', leg.id, { state: 'ended', ending, ended_at: world.clock.now() });
}

/** Only inside `write`: the whole call is over. Does nothing when it is already. */
export async function endCall(world: World, call: Call, ending: CallEnding, actor: Actor): Promise<void> {
  if (call.state === 'ended') return;
  const { database, clock } = world;
  for (const leg of call.legs.filter(isOpen)) await endLeg(world, leg, ending);
  const [result, endedAt] = [resultOf(call, ending), clock.now()];
  await patch(database, 'call', call.id, { state: 'ended', ending, result, held: false, ended_at: endedAt });
  await renew(world, { ...call, endedAt }, result, actor);
  await handOn(world, call);
}

export function end(world: World, callId: number, ending: CallEnding, actor: Actor): Promise<Call> {
  return change(world, callId, actor, (call) => endCall(world, call, ending, actor));
}

/** One end of the desk is over: what that means for the call. Does nothing when the end is not as it is `meant` any more. */
export async function leave(
  world: World,
  callId: number,
  legId: number,
  ending: CallEnding,
  meant: (leg: Leg) => boolean = isOpen,
): Promise<void> {
  const before = world.book.get(callId) ?? (await callById(world.database, callId));
  const account = before && world.ports.account(before.accountId)?.row;
  // Read before the transaction: who else is there.
  const others = account && before.state === 'ringing' ? (await reachable(world, account, before.rules)).ids : [];
  await change(world, callId, actorOf(before?.legs.find(({ id }) => id === legId)), async (call) => {
    const leg = call.legs.find(({ id }) => id === legId);
    if (!leg || !isOpen(leg) || !meant(leg) || call.state === 'ended') return;
    await endLeg(world, leg, ending);
    await goOn(world, (await callById(world.database, callId))!, leg, ending, others);
  });
}

function actorOf(leg: Leg | undefined): Actor {
  return leg?.userId ? `user:${leg.userId}` : 'desk';
}

/** Only inside `write`, after an end of the desk is over. */
export async function goOn(world: World, call: Call, leg: Leg, ending: CallEnding, others: number[]): Promise<void> {
  const actor = actorOf(leg);
  if (leg.role === 'consult') {
    if (!consultedOf(call) && ringingOf(call).length === 0)
      await patch(world.database, 'call', call.id, { held: false });
    return;
  }
  if (leg.role === 'talk' && call.state === 'active') await handTo(world, call);
  if (talkerOf(call) || ringingOf(call).length > 0) return;
  const consulted = consultedOf(call);
  // Whoever was asked is left with the customer.
  if (consulted) return takeOver(world, call, consulted);
  if (leg.role === 'transfer') return ringBack(world, call, actor);
  if (call.state === 'active') return endCall(world, call, ending, actor);
  // Its far side may ring at somebody else yet: the channel says when it is over.
  if (call.rules.strategy === 'channel' && call.direction === 'in') return;
  const next = call.direction === 'in' && ending !== 'cancelled' ? nextOf(call, others) : [];
  if (next.length > 0) return ringAt(world, call.id, next, 'talk');
  const last = call.direction === 'in' && ending === 'lost' ? 'no_answer' : ending;
  return endCall(world, call, last, actor);
}

/** Only inside `write`: whoever talked has gone while a colleague is being rung, who is to take it over now. */
async function handTo(world: World, call: Call): Promise<void> {
  for (const { id, role } of ringingOf(call))
    if (role === 'consult') await patch(world.database, 'call_leg', id, { role: 'transfer' });
}

/** Only inside `write`. */
export async function takeOver(world: World, call: Call, leg: Leg): Promise<void> {
  await patch(world.database, 'call_leg', leg.id, { role: 'talk' });
  await patch(world.database, 'call', call.id, { held: false, user_id: leg.userId });
  await own(world, call, leg.userId!);
}

/** Nobody took it over: once more to who passed it on, then it is over. */
async function ringBack(world: World, call: Call, actor: Actor): Promise<void> {
  const giver = call.legs.findLast(({ ending }) => ending === 'passed_on');
  const rungBack = giver && call.legs.some(({ userId, id }) => userId === giver.userId && id > giver.id);
  if (!giver?.userId || rungBack) return endCall(world, call, 'no_answer', actor);
  return ringAt(world, call.id, [giver.userId], 'transfer');
}

/** It has rung long enough where it rings now. */
export async function rangOut(world: World, callId: number): Promise<void> {
  const call = world.book.get(callId);
  if (!call) return;
  const ringing = ringingOf(call);
  if (ringing.length > 0) {
    for (const { id } of ringing) await leave(world, callId, id, 'no_answer', isRinging);
  } else
    await change(world, callId, 'desk', async (now) => {
      // They may have taken it at the last moment.
      if (now.state === 'ringing' && isRinging(customerOf(now))) await endCall(world, now, 'no_answer', 'desk');
    });
}
