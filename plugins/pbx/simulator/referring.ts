// Passing on in the simulated telephone system (RFC 3515, RFC 3891): at once, or to the end at which somebody was asked.
import type { SipMessage } from '../sip/reading.ts';
import { endLeg, request, ring } from './legs.ts';
import { callerOf, isOpen, type Leg, type SimulatedCall, type World } from './world.ts';

export function refer(world: World, call: SimulatedCall, leg: Leg, message: SipMessage): void {
  leg.line.answer(message, 202, 'Accepted', [], '', leg.tag);
  const to = /<([^>]+)>/.exec(message.header('refer-to'))?.[1] ?? message.header('refer-to');
  const [, user = ''] = /^sips?:([^@;>?]+)@/.exec(to) ?? [];
  const replaced = /[?&]Replaces=([^&>]+)/i.exec(to)?.[1];
  notify(world, leg, 'SIP/2.0 100 Trying', 'active;expires=599');
  const isOk =
    world.mood !== 'does not pass on' &&
    (replaced === undefined
      ? passOn(world, call, leg, decodeURIComponent(user))
      : join(world, call, decodeURIComponent(replaced)));
  notify(world, leg, isOk ? 'SIP/2.0 200 OK' : 'SIP/2.0 503 Service Unavailable');
}

function notify(world: World, leg: Leg, line: string, state = 'terminated;reason=noresource'): void {
  const headers: [string, string][] = [
    ['Event', 'refer'],
    ['Subscription-State', state],
    ['Content-Type', 'message/sipfrag;version=2.0'],
  ];
  request(world, leg, 'NOTIFY', headers, line);
}

/** Rings there as the one who called. */
function passOn(world: World, call: SimulatedCall, by: Leg, extension: string): boolean {
  call.passedBy = by.extension;
  return ring(world, call, extension, callerOf(call)).length > 0;
}

/** Whoever was asked has the customer from now on. */
function join(world: World, call: SimulatedCall, replaces: string): boolean {
  const [callId] = replaces.split(';');
  const other = world.calls.find(({ legs }) => legs.some((leg) => leg.callId === callId));
  const asked = other?.legs.find((leg) => leg.callId !== callId && leg.state === 'up');
  const asking = other?.legs.find((leg) => leg.callId === callId);
  if (!other || !asked || !asking) return false;
  other.legs = other.legs.filter((leg) => leg !== asked);
  call.legs.push(asked);
  if (isOpen(asking)) endLeg(world, asking, callerOf(other));
  other.state = 'over';
  return true;
}
