// Browsers of the team as the simulated provider sees them: the signalling of its Voice SDK, JSON over a WebSocket.
import type { WebSocket } from 'ws';
import { fields, readJson, text, type Fields } from '../provider/reading.ts';
import { readToken } from './keys.ts';
import { answers, hangsUp, refuses } from './people.ts';
import { silentOffer } from './silent-offer.ts';
import { callOf, isOver, later, newSid, type Device, type SimulatedCall, type World } from './world.ts';

/** Milliseconds between signs of life; the SDK gives a line up after 15 s without. */
const BEAT = 10_000;

/** By which a call is known again after a broken line. */
const AGAIN = 'again';

export class SocketDevice implements Device {
  identity = '';
  readonly world: World;
  readonly #socket: WebSocket;

  constructor(world: World, socket: WebSocket) {
    this.world = world;
    this.#socket = socket;
    const beat = setInterval(() => socket.send('\n'), BEAT).unref();
    socket.on('message', (data: Buffer) => this.#hear(data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(beat);
      // A talk goes on: sound has another way, and the SDK comes back.
      world.devices.delete(this);
    });
  }

  rings(call: SimulatedCall): void {
    later(this.world, async () => {
      const line = newSid('line');
      (call.lines ??= new Map()).set(this, line);
      const sdp = (await this.world.phone?.offer(line)) ?? silentOffer();
      if (call.waits?.for !== 'answer') return;
      const parameters = { CallSid: call.sid, From: call.from, To: call.to, Params: call.custom ?? '' };
      this.#say('invite', { callsid: call.sid, sdp, parameters, reconnect: AGAIN });
    });
  }

  over({ sid }: SimulatedCall, wasAnswered: boolean): void {
    this.#say(wasAnswered ? 'hangup' : 'cancel', { callsid: sid });
  }

  /** The line breaks. */
  drop(): void {
    this.#socket.terminate();
  }

  #say(type: string, payload: object): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify({ type, payload }));
  }

  #hear(frame: string): void {
    if (frame === '\n') return;
    const { type, payload } = fields(readJson(frame));
    const about = fields(payload);
    if (type === 'listen') return this.#listen(text(about.token));
    if (type === 'register') return this.#register(fields(about.media).audio === true);
    const call = callOf(this.world, text(about.callsid));
    if (call) later(this.world, () => this.#act(text(type), call, about));
  }

  #listen(token: string): void {
    const read = readToken(this.world, token);
    if ('code' in read) return this.#say('error', { error: read });
    this.identity = read.identity;
    return this.#say('connected', { region: 'EU_FRANKFURT', home: 'us1', gateway: 'simulated', token: read });
  }

  #register(isOn: boolean): void {
    if (!isOn || this.identity === '') this.world.devices.delete(this);
    else this.world.devices.add(this);
    this.#say(isOn ? 'ready' : 'offline', {});
  }

  async #act(type: string, call: SimulatedCall, about: Fields): Promise<void> {
    if (call.to !== `client:${this.identity}`) return void this.world.faults.push(`${type} of somebody else's call`);
    if (type === 'answer' && call.waits?.for === 'answer') {
      for (const [other, line] of call.lines ?? [])
        if (other === this) this.world.phone?.answer(line, text(about.sdp));
        else {
          other.over(call, false);
          this.world.phone?.over(line);
        }
      return answers(this.world, call);
    }
    // Its line broke meanwhile.
    if (type === 'invite' && about.reconnect === AGAIN && !isOver(call))
      return this.#say('answer', { callsid: call.sid, reconnect: AGAIN });
    if (type === 'reject') return refuses(this.world, call);
    return type === 'hangup' ? hangsUp(this.world, call) : undefined;
  }
}
