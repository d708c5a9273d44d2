// Browsers of the team as the simulated provider sees them: the signalling of its Voice SDK, JSON over a WebSocket.
import type { WebSocket } from 'ws';
import { fields, readJson, text, type Fields } from '../provider/reading.ts';
import { readToken } from './keys.ts';
import { answers, hangsUp, refuses } from './people.ts';
import { silentOffer } from './silent-offer.ts';
import { callOf, later, type Device, type SimulatedCall, type World } from './world.ts';

/** Milliseconds between signs of life; the SDK gives a line up after 15 s without. */
const BEAT = 10_000;

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
      world.devices.delete(this);
    });
  }

  rings(call: SimulatedCall): void {
    later(this.world, async () => {
      const sdp = (await this.world.phone?.offer(call.sid)) ?? silentOffer();
      if (call.waits?.for !== 'answer') return;
      const parameters = { CallSid: call.sid, From: call.from, To: call.to, Params: call.custom ?? '' };
      this.#say('invite', { callsid: call.sid, sdp, parameters });
    });
  }

  over({ sid }: SimulatedCall, wasAnswered: boolean): void {
    this.#say(wasAnswered ? 'hangup' : 'cancel', { callsid: sid });
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
      this.world.phone?.answer(call.sid, text(about.sdp));
      for (const other of this.world.devices)
        if (other !== this && other.identity === this.identity) other.over(call, false);
      return answers(this.world, call);
    }
    if (type === 'reject') return refuses(this.world, call);
    return type === 'hangup' ? hangsUp(this.world, call) : undefined;
  }
}
