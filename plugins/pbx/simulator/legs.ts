// Single ends of calls in the simulated telephone system: rung, answered, cancelled, hung up.
import { randomInt } from 'node:crypto';
import { quoted, writeMessage, type Header } from '../sip/writing.ts';
import type { SipMessage } from '../sip/reading.ts';
import { offer } from './sound.ts';
import { linesOf, newId, type AgentLine, type Caller, type Leg, type SimulatedCall, type World } from './world.ts';

const SDP: Header = ['Content-Type', 'application/sdp'];

function via(branch: string): Header {
  return ['Via', `SIP/2.0/WS simulator.invalid;branch=${branch}`];
}

function ownContact({ url }: World): Header {
  return ['Contact', `<sip:${new URL(url).host};transport=ws>`];
}

function legAt(line: AgentLine, extension: string): Leg {
  const first = randomInt(1, 32_768);
  return {
    ...{
      line,
      extension,
      callId: newId(),
      branch: `z9hG4bK${newId()}`,
      tag: newId(),
      theirTag: '',
      cseq: first,
      first,
    },
    ...{ contact: line.registered.get(extension)!, way: 'to agent', state: 'ringing', held: false, sdp: '', echo: [] },
  };
}

/** Rings at every line of an extension; nowhere when it is not signed in. */
export function ring(world: World, call: SimulatedCall, extension: string, by: Caller, sdp = offer()): Leg[] {
  return linesOf(world, extension).map((line) => {
    const leg = legAt(line, extension);
    call.legs.push(leg);
    const headers: Header[] = [
      via(leg.branch),
      ['Max-Forwards', '70'],
      ...dialogOf(world, leg, by),
      ['CSeq', `${leg.first} INVITE`],
      ownContact(world),
      ...(world.callHeader ? [[world.callHeader, call.key] as Header] : []),
      ['Allow', 'INVITE, ACK, CANCEL, BYE, REFER, NOTIFY, INFO, UPDATE'],
      SDP,
    ];
    const text = writeMessage(`INVITE ${leg.contact} SIP/2.0`, headers, sdp);
    line.send(text);
    if (world.mood === 'twice') line.send(text);
    return leg;
  });
}

function dialogOf({ domain }: World, { tag, theirTag, callId, extension }: Leg, by?: Caller): Header[] {
  const user = by?.user || 'anonymous';
  const host = by?.user === '' ? 'anonymous.invalid' : domain;
  const theirs = theirTag ? `;tag=${theirTag}` : '';
  return [
    ['From', `${quoted(by?.name ?? '')}<sip:${user}@${host}>;tag=${tag}`],
    ['To', `<sip:${extension}@${domain}>${theirs}`],
    ['Call-ID', callId],
  ];
}

/** A request within the call. */
export function request(world: World, leg: Leg, method: string, more: Header[] = [], body = ''): void {
  leg.cseq += 1;
  const headers: Header[] = [
    via(`z9hG4bK${newId()}`),
    ['Max-Forwards', '70'],
    ...dialogOf(world, leg, { user: 'simulator', name: '' }),
    ['CSeq', `${leg.cseq} ${method}`],
    ownContact(world),
    ...more,
  ];
  leg.line.send(writeMessage(`${method} ${leg.contact} SIP/2.0`, headers, body));
}

export function acknowledge(world: World, leg: Leg, { status, cseq }: SipMessage): void {
  const isOk = (status ?? 0) < 300;
  const headers: Header[] = [
    via(isOk ? `z9hG4bK${newId()}` : leg.branch),
    ['Max-Forwards', '70'],
    ...dialogOf(world, leg, { user: 'simulator', name: '' }),
    ['CSeq', `${cseq} ACK`],
  ];
  leg.line.send(writeMessage(`ACK ${leg.contact} SIP/2.0`, headers));
}

export function cancel(world: World, leg: Leg, by: Caller, isTaken: boolean): void {
  if (leg.state !== 'ringing' || leg.way !== 'to agent') return;
  const headers: Header[] = [
    via(leg.branch),
    ['Max-Forwards', '70'],
    ...dialogOf(world, leg, by),
    ['CSeq', `${leg.first} CANCEL`],
    ...(isTaken ? [['Reason', 'SIP;cause=200;text="Call completed elsewhere"'] as Header] : []),
  ];
  leg.line.send(writeMessage(`CANCEL ${leg.contact} SIP/2.0`, headers));
}

/** Ends it, whatever it does. */
export function endLeg(world: World, leg: Leg, by: Caller, isTaken = false): void {
  if (leg.state === 'over') return;
  if (leg.state === 'up') request(world, leg, 'BYE');
  else if (leg.way === 'to agent') cancel(world, leg, by, isTaken);
  else answerCaller(world, leg, 480, 'Temporarily Unavailable');
  leg.state = 'over';
}

/** The extension that calls is answered. */
export function answerCaller(world: World, leg: Leg, status: number, phrase: string, sdp = ''): void {
  const headers: Header[] = [...leg.echo, ownContact(world), ...(sdp ? [SDP] : [])];
  leg.line.send(writeMessage(`SIP/2.0 ${status} ${phrase}`, headers, sdp));
  if (status >= 200) leg.state = status < 300 ? 'up' : 'over';
}

/** A text for an extension. */
export function write(
  line: AgentLine,
  { domain, callHeader }: World,
  by: Caller,
  extension: string,
  text: string,
): void {
  const headers: Header[] = [
    via(`z9hG4bK${newId()}`),
    ['Max-Forwards', '70'],
    ['From', `${quoted(by.name)}<sip:${by.user}@${domain}>;tag=${newId()}`],
    ['To', `<sip:${extension}@${domain}>`],
    ['Call-ID', newId()],
    ['CSeq', '1 MESSAGE'],
    ...(callHeader ? [[callHeader, newId()] as Header] : []),
    ['Content-Type', 'text/plain'],
  ];
  line.send(writeMessage(`MESSAGE ${line.registered.get(extension)} SIP/2.0`, headers, text));
}
