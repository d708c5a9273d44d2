// What people outside do: call, pick up, refuse, hang up, write.
import { comesBack } from './calls.ts';
import { answerCaller, endLeg, ring, write } from './legs.ts';
import { answerTo } from './sound.ts';
import { callerOf, isOpen, linesOf, newId, type SimulatedCall, type World } from './world.ts';

interface Dialled {
  /** An empty one is withheld. */
  from: string;
  name?: string;
  to: string[];
}

/** Somebody calls; it rings at all these extensions. */
export function dials(world: World, { from, name = '', to }: Dialled): SimulatedCall {
  const call: SimulatedCall = { key: newId(), number: from, name, state: 'ringing', legs: [], keys: '', passedBy: '' };
  world.calls.push(call);
  ringAt(world, call, to);
  return call;
}

/** It rings at more extensions, as a queue does that goes from one to the next. */
export function ringAt(world: World, call: SimulatedCall, to: string[]): void {
  for (const extension of to) ring(world, call, extension, { user: call.number, name: call.name });
}

/** Nobody takes what was passed on. */
export function ringsOut(world: World, call: SimulatedCall): void {
  stopRinging(world, call);
  comesBack(world, call);
}

/** It does not ring there any more. */
export function stopRinging(world: World, call: SimulatedCall): void {
  for (const leg of call.legs) if (leg.state === 'ringing') endLeg(world, leg, callerOf(call));
}

/** Somebody who is called picks up. */
export function picksUp(world: World, call: SimulatedCall): void {
  const leg = call.legs.find((one) => one.way === 'from agent' && one.state === 'ringing');
  if (!leg) return;
  call.state = 'up';
  answerCaller(world, leg, 200, 'OK', answerTo(leg.sdp));
}

export function refuses(world: World, call: SimulatedCall, status = 486): void {
  const leg = call.legs.find((one) => one.way === 'from agent' && one.state === 'ringing');
  if (leg) answerCaller(world, leg, status, status === 486 ? 'Busy Here' : 'Decline');
  call.state = 'over';
}

export function hangsUp(world: World, call: SimulatedCall): void {
  for (const leg of call.legs.filter(isOpen)) endLeg(world, leg, callerOf(call));
  call.state = 'over';
}

/** A text; it comes to every line of these extensions. */
export function writes(world: World, from: string, text: string, to: string[]): void {
  for (const extension of to)
    for (const line of linesOf(world, extension)) write(line, world, { user: from, name: '' }, extension, text);
}
