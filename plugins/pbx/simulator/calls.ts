// Calls in the simulated telephone system: between extensions, and with people outside; passed on, held, ended.
import type { SipMessage } from '../sip/reading.ts';
import { echoOf } from '../sip/writing.ts';
import { acknowledge, answerCaller, endLeg, request, ring } from './legs.ts';
import { refer } from './referring.ts';
import { answerTo, directionOf } from './sound.ts';
import { callerOf, isOpen, newId, type AgentLine, type Leg, type SimulatedCall, type World } from './world.ts';

export function legBy(world: World, line: AgentLine, callId: string): { call: SimulatedCall; leg: Leg } | null {
  for (const call of world.calls)
    for (const leg of call.legs) {
      if (leg.callId !== callId) continue;
      // By a new line after a lost one; who only hangs up need not be signed in on it.
      if (line.registered.has(leg.extension)) leg.line = line;
      return { call, leg };
    }
  return null;
}

/** A telephone answers what it was asked. */
export function answered(world: World, line: AgentLine, message: SipMessage): void {
  const found = legBy(world, line, message.callId);
  if (!found || message.method !== 'INVITE' || message.status === null || message.status < 200) return;
  const { call, leg } = found;
  leg.theirTag = message.toTag;
  acknowledge(world, leg, message);
  if (message.cseq !== leg.first || leg.way !== 'to agent') return;
  if (message.status >= 300) return refused(world, call, leg, message);
  if (leg.state === 'over') return request(world, leg, 'BYE');
  const contact = /<([^>]+)>/.exec(message.header('contact'))?.[1];
  Object.assign(leg, { state: 'up', sdp: message.body, ...(contact && { contact }) });
  return taken(world, call, leg);
}

function taken(world: World, call: SimulatedCall, leg: Leg): void {
  Object.assign(call, { state: 'up', passedBy: '' });
  const others = call.legs.filter((one) => one !== leg && one.state === 'ringing' && one.way === 'to agent');
  for (const other of others) endLeg(world, other, callerOf(call), true);
  const by = call.legs.find((one) => one.way === 'from agent' && one.state === 'ringing');
  if (by) answerCaller(world, by, 200, 'OK', leg.sdp);
}

function refused(world: World, call: SimulatedCall, leg: Leg, { status, phrase }: SipMessage): void {
  leg.state = 'over';
  const by = call.legs.find((one) => one.way === 'from agent' && one.state === 'ringing');
  const isRung = call.legs.some((one) => one.way === 'to agent' && isOpen(one));
  if (by && !isRung) answerCaller(world, by, status!, phrase);
  if (!isRung) comesBack(world, call);
  if (!call.legs.some(isOpen) && call.number === '') call.state = 'over';
}

/** Nobody takes what was passed on at once: it rings at who did (the variable BLINDTRANSFER of Asterisk). */
export function comesBack(world: World, call: SimulatedCall): void {
  const { passedBy } = call;
  call.passedBy = '';
  if (passedBy !== '') ring(world, call, passedBy, callerOf(call));
}

/** A telephone asks for something. */
export function asked(world: World, line: AgentLine, message: SipMessage): void {
  const { method, toTag } = message;
  const found = legBy(world, line, message.callId);
  if (method === 'INVITE' && toTag === '') return called(world, line, message);
  if (method === 'ACK') return undefined;
  if (!found || !isOpen(found.leg)) return line.answer(message, 481, 'Call/Transaction Does Not Exist');
  const { call, leg } = found;
  if (method === 'CANCEL') return givenUp(world, call, leg, message);
  if (method === 'INVITE') return renegotiated(leg, message);
  if (method === 'REFER') return refer(world, call, leg, message);
  line.answer(message, 200, 'OK');
  if (method === 'INFO') call.keys += /Signal\s*=\s*(\S)/i.exec(message.body)?.[1] ?? '';
  if (method === 'BYE') hungUp(world, call, leg);
  return undefined;
}

function called(world: World, line: AgentLine, message: SipMessage): void {
  if (legBy(world, line, message.callId)) return;
  if (!line.isKnown(message, 'proxy-authorization')) return line.challenge(message, 407);
  const tag = newId();
  const contact = /<([^>]+)>/.exec(message.header('contact'))?.[1] ?? '';
  const leg: Leg = {
    ...{ line, extension: message.from.user, callId: message.callId, branch: '', tag, theirTag: message.fromTag },
    ...{ cseq: 0, first: 0, contact, way: 'from agent', state: 'ringing', held: false, sdp: message.body },
    echo: echoOf(message, tag),
  };
  const target = decodeURIComponent(message.target);
  const isInside = world.extensions.has(target);
  const key = (!world.namesItself && message.header(world.callHeader || 'X-Nothing')) || newId();
  const call: SimulatedCall = {
    key,
    number: isInside ? '' : target,
    name: '',
    state: 'ringing',
    legs: [leg],
    keys: '',
    passedBy: '',
  };
  world.calls.push(call);
  if (world.mood === 'busy') return answerCaller(world, leg, 486, 'Busy Here');
  if (world.mood === 'knows nobody') return answerCaller(world, leg, 404, 'Not Found');
  answerCaller(world, leg, 180, 'Ringing');
  if (!isInside) return undefined;
  const rung = ring(world, call, target, { user: leg.extension, name: '' }, leg.sdp);
  if (rung.length === 0) answerCaller(world, leg, 480, 'Temporarily Unavailable');
  return undefined;
}

function givenUp(world: World, call: SimulatedCall, leg: Leg, message: SipMessage): void {
  leg.line.answer(message, 200, 'OK');
  answerCaller(world, leg, 487, 'Request Terminated');
  hungUp(world, call, leg);
}

function renegotiated(leg: Leg, message: SipMessage): void {
  const direction = directionOf(message.body);
  leg.held = direction === 'sendonly' || direction === 'inactive';
  const sdp = answerTo(message.body, 2);
  leg.line.answer(
    message,
    200,
    'OK',
    [
      ['Content-Type', 'application/sdp'],
      ['Contact', '<sip:simulator.invalid;transport=ws>'],
    ],
    sdp,
    leg.tag,
  );
}

/** One end is over; with nobody left outside or inside, all of it is. */
export function hungUp(world: World, call: SimulatedCall, leg: Leg): void {
  leg.state = 'over';
  const left = call.legs.filter(isOpen);
  if (call.number !== '' && left.some(({ state, way }) => state === 'up' || way === 'to agent')) return;
  for (const other of left) endLeg(world, other, callerOf(call));
  call.state = 'over';
}

export function lineLost(world: World, line: AgentLine): void {
  for (const call of world.calls)
    for (const leg of call.legs) if (leg.line === line && leg.state === 'ringing') leg.state = 'over';
}
