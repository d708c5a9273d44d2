// A page as a telephone, without a screen or a microphone: speaks the line of the desk over a real socket and does as told.
import { WebSocket } from 'ws';
import type { Want } from '../../../plugins/pbx/calls/wanting.ts';
import { answerTo } from '../../../plugins/pbx/sip/digest.ts';
import type { SipMessage, SipReader } from '../../../plugins/pbx/sip/reading.ts';
import { echoOf, writeMessage, type Header } from '../../../plugins/pbx/sip/writing.ts';
import { newId } from '../../../plugins/pbx/simulator/world.ts';
import { offer } from '../../../plugins/pbx/simulator/sound.ts';

interface End {
  way: 'in' | 'out';
  state: 'early' | 'up' | 'over';
  callId: string;
  /** Of what came in. */
  invite?: SipMessage;
  to: string;
  tag: string;
  theirTag: string;
  cseq: number;
  held: boolean;
  referring: boolean;
}

export interface Line {
  account: string;
  ticket: string;
  user: string;
  domain: string;
  callHeader: string;
}

/** The page never has a password. */
const PAGE = { password: 'kept by the desk', signsInAs: '' };

export class PhoneClient {
  readonly socket: WebSocket;
  readonly line: Line;
  readonly ends = new Map<string, End>();
  wants: Want[] = [];
  /** Call-IDs of requests that it was not to send. */
  refused: string[] = [];
  /** What it was told is wrong. */
  why = '';
  /** No microphone: what rings is answered by nobody. */
  mute = false;
  /** False: it does nothing of what it is wanted to. */
  obeys = true;
  readonly closed: Promise<number>;
  readonly #read: SipReader;
  readonly #called = new Set<string>();
  #ready = false;

  constructor(url: string, line: Line, read: SipReader, names: string[] = [], origin = 'http://desk.test') {
    const address = `${url.replace('http', 'ws')}/channels/pbx/line?ticket=${encodeURIComponent(line.ticket)}`;
    this.socket = new WebSocket(address, { headers: { origin } });
    this.line = line;
    this.#read = read;
    this.closed = new Promise((go) => this.socket.on('close', go));
    this.socket.on('error', () => {});
    this.socket.on('open', () => this.say({ hello: names }));
    this.socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as Record<string, never>));
  }

  say(frame: unknown): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  sip(text: string): void {
    this.say({ sip: text });
  }

  get isReady(): boolean {
    return this.#ready;
  }

  #hear(frame: { ready?: true; sip?: string; wants?: Want[]; why?: string }): void {
    if (frame.ready) {
      this.#ready = true;
      this.register();
    }
    if (frame.why) this.why = frame.why;
    if (frame.wants) this.wants = frame.wants;
    const message = frame.sip === undefined ? null : this.#read(frame.sip);
    if (message) this.#take(message);
    if (this.obeys) this.follow();
  }

  #callId = newId();
  #cseq = 0;

  register(answer?: string): void {
    this.#cseq += 1;
    const more: Header[] = answer ? [['Authorization', answer]] : [];
    const { user, domain } = this.line;
    const contact: Header = ['Contact', `<sip:${user}@page.invalid;transport=ws>`];
    this.#request(
      'REGISTER',
      `sip:${domain}`,
      { callId: this.#callId, cseq: this.#cseq, to: `<sip:${user}@${domain}>` },
      [...[contact, ['Expires', '300'] as Header], ...more],
    );
  }

  #request(
    method: string,
    target: string,
    { callId, cseq, to, tag = 'page' }: { callId: string; cseq: number; to: string; tag?: string },
    more: Header[] = [],
    body = '',
  ): void {
    const { user, domain } = this.line;
    const headers: Header[] = [
      ['Via', `SIP/2.0/WS page.invalid;branch=z9hG4bK${newId()}`],
      ['Max-Forwards', '70'],
      ['From', `<sip:${user}@${domain}>;tag=${tag}`],
      ['To', to],
      ['Call-ID', callId],
      ['CSeq', `${cseq} ${method}`],
      ...more,
    ];
    this.sip(writeMessage(`${method} ${target} SIP/2.0`, headers, body));
  }

  #take(message: SipMessage): void {
    if (message.status === null) return this.#asked(message);
    if (message.status === 403) this.refused.push(message.callId);
    if (message.method === 'REGISTER' && message.status === 401) {
      const asked = { method: 'REGISTER', uri: `sip:${this.line.domain}` };
      const extension = { user: this.line.user, ...PAGE };
      if (this.#cseq === 1) this.register(answerTo(message.header('www-authenticate'), extension, asked)!);
    }
    const [name, end] = [...this.ends].find(([, one]) => one.callId === message.callId) ?? [];
    if (name === undefined || !end || message.method !== 'INVITE' || end.way !== 'out') return undefined;
    if (message.status === 407 && end.cseq === 1) return this.#callAgain(name, end, message);
    if (message.status >= 200 && message.status < 300) Object.assign(end, { state: 'up', theirTag: message.toTag });
    if (message.status >= 300) end.state = 'over';
    return undefined;
  }

  #asked(message: SipMessage): void {
    const { method, callId, toTag } = message;
    const end = [...this.ends.values()].find((one) => one.callId === callId);
    if (method === 'INVITE' && toTag === '') {
      if (end) return;
      const { fromTag: theirTag } = message;
      const fresh = { callId, invite: message, to: '', tag: newId(), theirTag, cseq: 0, held: false, referring: false };
      this.ends.set(callId, { way: 'in', state: 'early', ...fresh });
      this.#answer(message, 180, 'Ringing', this.ends.get(callId)!.tag);
    } else if (method !== 'ACK') this.#answer(message, 200, 'OK', end?.tag ?? 'x');
    if (method === 'CANCEL' && end?.state === 'early') {
      this.#answer(end.invite!, 487, 'Request Terminated', end.tag);
      end.state = 'over';
    }
    if (method === 'BYE' && end) end.state = 'over';
    if (method === 'NOTIFY' && end) this.#passedOn(end, message);
  }

  #passedOn(end: End, { body }: SipMessage): void {
    const name = [...this.ends].find(([, one]) => one === end)![0];
    if (/ 1\d\d /.test(body)) return undefined;
    if (!/ 2\d\d /.test(body)) return this.say({ trouble: { name, why: 'transfer' } });
    this.#hangUp(end);
    for (const [other, one] of this.ends) if (other.startsWith(`${this.#keyOf(name)}~`)) this.#hangUp(one);
    return undefined;
  }

  #keyOf(name: string): string {
    return this.wants.find((one) => one.name === name)?.key ?? name;
  }

  #answer(message: SipMessage, status: number, phrase: string, tag: string, body = ''): void {
    const more: Header[] = body ? [['Content-Type', 'application/sdp']] : [];
    const contact: Header = ['Contact', `<sip:${this.line.user}@page.invalid;transport=ws>`];
    this.sip(writeMessage(`SIP/2.0 ${status} ${phrase}`, [...echoOf(message, tag), contact, ...more], body));
  }

  follow(): void {
    for (const want of this.wants) {
      const end = this.ends.get(want.name);
      if (end) this.#bring(end, want);
      else if (want.act === 'talk' && want.dial && !this.#called.has(want.name)) this.call(want.name, want.dial);
    }
  }

  #bring(end: End, want: Want): void {
    const isRinging = end.state === 'early' && end.way === 'in';
    if (end.state === 'over') return undefined;
    if (want.act === 'decline' && isRinging) return this.refuse(end, 480);
    if (want.act === 'end') return this.#hangUp(end);
    if (want.act === 'talk' && isRinging) return this.mute ? this.#noMicrophone(end, want) : this.answer(want.name);
    if (end.state !== 'up') return undefined;
    if (want.act === 'refer' && !end.referring) return this.#refer(end, want);
    if (want.act === 'talk') end.referring = false;
    if (want.held !== undefined && want.held !== end.held) this.#hold(end, want.held);
    return undefined;
  }

  #noMicrophone(end: End, want: Want): void {
    this.say({ trouble: { name: want.name, why: 'denied' } });
    this.refuse(end, 480);
  }

  answer(name: string): void {
    const end = this.ends.get(name)!;
    end.state = 'up';
    this.#answer(end.invite!, 200, 'OK', end.tag, offer());
  }

  refuse(end: End, status: number): void {
    end.state = 'over';
    this.#answer(end.invite!, status, 'Not now', end.tag);
  }

  call(name: string, target: string): void {
    this.#called.add(name);
    const end: End = {
      ...{ way: 'out', state: 'early', callId: newId(), to: `<${target}>`, tag: newId(), theirTag: '', cseq: 1 },
      ...{ held: false, referring: false },
    };
    this.ends.set(name, end);
    this.#request('INVITE', target, end, this.#inviting(name), offer());
  }

  #inviting(name: string): Header[] {
    const contact: Header = ['Contact', `<sip:${this.line.user}@page.invalid;transport=ws>`];
    return [contact, [this.line.callHeader, name], ['Content-Type', 'application/sdp']];
  }

  #callAgain(name: string, end: End, challenge: SipMessage): void {
    end.cseq = 2;
    const uri = /<([^>]+)>/.exec(end.to)![1]!;
    const asked = { method: 'INVITE', uri, body: offer() };
    const answer = answerTo(challenge.header('proxy-authenticate'), { user: this.line.user, ...PAGE }, asked)!;
    this.#request('INVITE', uri, end, [...this.#inviting(name), ['Proxy-Authorization', answer]], offer());
  }

  #within(end: End, method: string, more: Header[] = [], body = ''): void {
    end.cseq += 1;
    const to = `<sip:other@simulator.invalid>;tag=${end.theirTag}`;
    this.#request(
      method,
      'sip:simulator.invalid',
      { callId: end.callId, cseq: end.cseq, to, tag: end.tag },
      more,
      body,
    );
  }

  #hangUp(end: End): void {
    if (end.state === 'up') this.#within(end, 'BYE');
    else if (end.state === 'early' && end.way === 'out') {
      const uri = /<([^>]+)>/.exec(end.to)![1]!;
      this.#request('CANCEL', uri, { callId: end.callId, cseq: end.cseq, to: end.to, tag: end.tag });
    }
    end.state = 'over';
  }

  #hold(end: End, on: boolean): void {
    end.held = on;
    const sdp = offer(3).replace('a=sendrecv', on ? 'a=sendonly' : 'a=sendrecv');
    this.#within(end, 'INVITE', [['Content-Type', 'application/sdp']], sdp);
  }

  #refer(end: End, want: Want): void {
    end.referring = true;
    const other = want.replaces ? this.ends.get(want.replaces) : undefined;
    const replaces = other && encodeURIComponent(`${other.callId};to-tag=${other.theirTag};from-tag=${other.tag}`);
    const to = other ? `${/<([^>]+)>/.exec(other.to)![1]}?Replaces=${replaces}` : want.to!;
    this.#within(end, 'REFER', [['Refer-To', `<${to}>`]]);
  }

  /** The page is left, or loaded anew. */
  leave(): void {
    for (const end of this.ends.values()) if (end.state !== 'over') this.#hangUp(end);
    this.socket.close();
  }

  /** Ends that are not over. */
  get open(): string[] {
    return [...this.ends].filter(([, { state }]) => state !== 'over').map(([name]) => name);
  }
}
