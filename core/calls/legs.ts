// Pure questions about the ends of a call: who talks, who is rung, who hears whom.
import type { CallDeskEnd, CallPeer, CallTold } from '../contract/call.ts';
import type { Call, Leg } from './shapes.ts';

export function customerOf(call: Call): Leg {
  return call.legs.find(({ kind }) => kind === 'customer')!;
}

/** Whoever of the desk talks with the customer. */
export function talkerOf({ legs }: Call): Leg | undefined {
  return legs.find((leg) => leg.kind === 'user' && leg.role === 'talk' && leg.state === 'active');
}

export function consultedOf({ legs }: Call): Leg | undefined {
  return legs.find((leg) => leg.role === 'consult' && leg.state === 'active');
}

export function ringingOf({ legs }: Call): Leg[] {
  return legs.filter((leg) => leg.kind === 'user' && leg.state === 'ringing');
}

/** Their end that is not over; the newest of several. */
export function legOf({ legs }: Call, userId: number): Leg | undefined {
  return legs.findLast((leg) => leg.userId === userId && leg.state !== 'ended');
}

export function isOpen({ state }: Leg): boolean {
  return state !== 'ended';
}

export function isRinging({ state }: Leg): boolean {
  return state === 'ringing';
}

/** With whom an end exchanges media now. Of two ends the younger one gives way when both speak at once. */
export function peersOf(call: Call, legId: number): CallPeer[] {
  if (call.state !== 'active') return [];
  const [customer, talker, consulted] = [customerOf(call), talkerOf(call), consultedOf(call)];
  const pairs = [
    [customer.state === 'active' ? customer : undefined, talker],
    [talker, consulted],
  ];
  return pairs.flatMap(([one, other]) => {
    if (!one || !other || (one.id !== legId && other.id !== legId)) return [];
    const peer = one.id === legId ? other : one;
    return [{ leg: peer.id, polite: legId > peer.id, name: firstName(peer.name) }];
  });
}

function firstName(name: string): string {
  return name.split(' ')[0] ?? '';
}

/** How the call stands, in the customer's words. */
export function toldOf(call: Call): CallTold {
  const customer = customerOf(call);
  const { key, state, ending, held, answeredAt } = call;
  return {
    ...{ key, state, ending, answeredAt, leg: customer.id, peers: peersOf(call, customer.id) },
    held: state === 'active' && (held || !talkerOf(call)),
  };
}

/** Who of the desk takes part now. */
export function deskEndsOf(call: Call | undefined): CallDeskEnd[] {
  return (call?.legs ?? []).flatMap(({ id: leg, userId, name, role, muted, state }) =>
    userId !== null && state === 'active' ? [{ leg, userId, name, role, muted }] : [],
  );
}

/** At whom of the desk it rings now. */
export function rungEndsOf(call: Call | undefined): Pick<CallDeskEnd, 'leg' | 'userId' | 'role'>[] {
  return (call ? ringingOf(call) : []).map(({ id: leg, userId, role }) => ({ leg, userId: userId!, role }));
}

/** Whose pages show something of it. */
export function usersOf({ legs, user }: Call): number[] {
  const ids = [...legs.map(({ userId }) => userId), user?.id].filter((id): id is number => typeof id === 'number');
  return [...new Set(ids)];
}

/** Who of the desk is on it: talks, rings at the customer, or is asked by a colleague. */
export function onCallOf(call: Call | undefined): Set<number> {
  return new Set(deskEndsOf(call).map(({ userId }) => userId));
}

/** Whole seconds of talk. */
export function secondsOf({ answeredAt, endedAt }: Call): number | undefined {
  return answeredAt && endedAt ? Math.round((endedAt.getTime() - answeredAt.getTime()) / 1000) : undefined;
}
