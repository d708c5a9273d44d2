// What the simulated network brings to the desk: signed requests, with answers or without.
import { signatureOf, SIGNATURE } from '../provider/signature.ts';
import { SIMULATED, type Callback, type Params, type Reply, type SimulatedCall, type World } from './world.ts';

export function signed(world: World, url: string, params: Params): { headers: Record<string, string>; body: string } {
  const signature = signatureOf(world.authToken, url, Object.entries(params));
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded', [SIGNATURE]: signature },
    body: new URLSearchParams(params).toString(),
  };
}

export function paramsOf({ sid, from, to, direction, status, parent }: SimulatedCall, more: Params = {}): Params {
  const whole = {
    ...{ AccountSid: SIMULATED.accountSid, ApiVersion: '2010-04-01', CallSid: sid, CallStatus: status },
    ...{ From: from, Caller: from, To: to, Called: to, Direction: direction },
  };
  return { ...whole, ...(parent && { ParentCallSid: parent }), ...more };
}

/** Asks for a document. */
export async function ask(world: World, url: string, params: Params): Promise<Reply> {
  const { publicUrl, desk } = world;
  const target = desk && publicUrl && url.startsWith(publicUrl) ? desk + url.slice(publicUrl.length) : url;
  return world.transport(target, signed(world, url, params));
}

/** Tells something; held back where the world does. */
export async function tell(world: World, url: string, params: Params): Promise<void> {
  if (url === '') return;
  for (let time = 0; time < world.times; time += 1) {
    if (world.holds) world.held.push({ url, params });
    else await bring(world, { url, params });
  }
}

async function bring(world: World, { url, params }: Callback): Promise<void> {
  const { status } = await ask(world, url, params);
  if (status >= 300) world.faults.push(`${status} for a callback to ${new URL(url).pathname}`);
}

/** Lets go what was held back. */
export async function release(world: World, order: (held: Callback[]) => Callback[] = (held) => held): Promise<void> {
  world.holds = false;
  for (const one of order(world.held.splice(0))) await bring(world, one);
}

/** Of an outgoing or incoming call, where somebody wants to hear it. */
export async function tellStatus(world: World, call: SimulatedCall, event: string): Promise<void> {
  if (call.statusUrl === '' || !call.statusEvents.includes(event)) return;
  const params = {
    ...{ CallbackSource: 'call-progress-events', SequenceNumber: String(call.sequence) },
    Timestamp: new Date().toUTCString(),
    ...(event === 'completed' && { CallDuration: '12', Duration: '1' }),
  };
  call.sequence += 1;
  await tell(world, call.statusUrl, paramsOf(call, params));
}
