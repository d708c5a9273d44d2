// A call goes through what the desk answers, verb by verb, until it has to wait for somebody.
import { enter, leaveRoom } from './rooms.ts';
import { readTwiml, type Verb } from './twiml.ts';
import { ask, paramsOf, tellStatus } from './webhooks.ts';
import { callOf, devicesOf, isOver, newSid, type Params, type SimulatedCall, type World } from './world.ts';

/** Fetches a document and goes through it. */
export async function follow(world: World, call: SimulatedCall, url: string, more: Params = {}): Promise<void> {
  const { status, type, body } = await ask(world, url, paramsOf(call, more));
  if (status !== 200) {
    world.faults.push(`11200: ${status} for ${new URL(url).pathname}`);
    return end(world, call, 'failed');
  }
  await go(world, call, readTwiml(type, body, world.faults));
}

export async function go(world: World, call: SimulatedCall, verbs: Verb[]): Promise<void> {
  const [verb, ...rest] = verbs;
  if (isOver(call)) return;
  if (!verb) return end(world, call, 'completed');
  if (verb.name === 'Say' || verb.name === 'Play') call.heard.push(verb.text);
  else if (verb.name === 'Hangup') return end(world, call, 'completed');
  else if (verb.name === 'Reject') return end(world, call, 'busy');
  else if (verb.name === 'Redirect') return follow(world, call, verb.text);
  else return stand(world, call, verb, rest);
  return go(world, call, rest);
}

/** What takes a while. */
async function stand(world: World, call: SimulatedCall, verb: Verb, rest: Verb[]): Promise<void> {
  if (verb.name === 'Pause') call.waits = { for: 'time', rest };
  if (verb.name === 'Record') call.waits = { for: 'message', verb, rest };
  if (verb.name === 'Gather') {
    call.heard.push(...verb.verbs.map(({ text }) => text).filter(Boolean));
    call.waits = { for: 'key', verb, rest };
  }
  if (verb.name !== 'Dial') return undefined;
  const [target] = verb.verbs;
  if (target?.name === 'Conference') {
    call.waits = { for: 'room', verb, name: target.text, rest };
    return enter(world, call, target);
  }
  const child: SimulatedCall = {
    ...{ sid: newSid('CA'), from: verb.attributes.callerId ?? call.from, to: target?.text ?? '', parent: call.sid },
    ...{ direction: 'outbound-dial', status: 'ringing', url: target?.attributes.url ?? '' },
    ...{ statusUrl: target?.attributes.statusCallback ?? '', sequence: 0, heard: [], muted: false, held: false },
    statusEvents: (target?.attributes.statusCallbackEvent ?? 'completed').split(' '),
    waits: { for: 'answer' },
  };
  world.calls.push(child);
  call.waits = { for: 'other end', verb, child: child.sid, rest };
  return undefined;
}

/** It has another document now, whatever it did. */
export async function redirect(world: World, call: SimulatedCall, url: string): Promise<void> {
  const waited = call.waits;
  call.waits = null;
  if (waited?.for === 'room') await leaveRoom(world, call, waited.name);
  await follow(world, call, url);
}

/** What comes after a verb with an action: there, or further down the document. */
export async function goOn(world: World, call: SimulatedCall, verb: Verb, rest: Verb[], more: Params): Promise<void> {
  call.waits = null;
  const { action } = verb.attributes;
  if (action) await follow(world, call, action, more);
  else await go(world, call, rest);
}

export async function end(world: World, call: SimulatedCall, status: string): Promise<void> {
  if (isOver(call)) return;
  const waited = call.waits;
  Object.assign(call, { status, waits: null });
  for (const device of devicesOf(world, call)) device.over(call, waited?.for !== 'answer');
  for (const line of call.lines?.values() ?? []) world.phone?.over(line);
  if (waited?.for === 'room') await leaveRoom(world, call, waited.name);
  if (waited?.for === 'other end') await end(world, callOf(world, waited.child)!, 'canceled');
  await tellStatus(world, call, 'completed');
  const parent = call.parent ? callOf(world, call.parent) : undefined;
  if (parent?.waits?.for === 'other end' && parent.waits.child === call.sid) {
    const { verb, rest } = parent.waits;
    const more = { DialCallStatus: status, DialCallSid: call.sid, DialCallDuration: '12' };
    await goOn(world, parent, verb, rest, more);
  }
}
