// One line to the simulated telephone system: sign-in with a challenge, requests and answers, message by message.
import type { WebSocket } from 'ws';
import { isRight, readDigest } from '../sip/digest.ts';
import type { SipMessage } from '../sip/reading.ts';
import { echoOf, writeMessage, type Header } from '../sip/writing.ts';
import { answered, asked, lineLost } from './calls.ts';
import { newId, type AgentLine, type World } from './world.ts';

export class SocketLine implements AgentLine {
  readonly world: World;
  readonly registered = new Map<string, string>();
  /** Everything that came, newest last. */
  readonly heard: SipMessage[] = [];
  readonly #socket: WebSocket;

  constructor(world: World, socket: WebSocket) {
    this.world = world;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      world.lines.delete(this);
      lineLost(world, this);
      world.happened();
    });
  }

  send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  drop(): void {
    this.#socket.terminate();
  }

  /** It reads and says nothing any more, although it stays open. */
  freeze(): void {
    this.#socket.pause();
  }

  #hear(text: string): void {
    if (text.trim() === '') return this.send('\r\n');
    const message = this.world.read(text);
    if (!message) return void this.world.faults.push(`not SIP: ${text.slice(0, 60)}`);
    this.heard.push(message);
    if (this.world.mood !== 'silent') this.#take(message);
    return this.world.happened();
  }

  #take(message: SipMessage): void {
    if (message.status !== null) return answered(this.world, this, message);
    if (message.method === 'REGISTER') return this.#register(message);
    return asked(this.world, this, message);
  }

  #register(message: SipMessage): void {
    const { mood, extensions } = this.world;
    const { user } = message.to;
    if (mood === 'out of order') return this.answer(message, 503, 'Service Unavailable');
    if (mood === 'forbids') return this.answer(message, 403, 'Forbidden');
    if (mood === 'knows nobody' || !extensions.has(user)) return this.answer(message, 404, 'Not Found');
    if (!this.isKnown(message, 'authorization')) return this.challenge(message, 401);
    const contact = message.header('contact');
    const leaves = message.header('expires') === '0' || /;\s*expires=0\b/i.test(contact);
    if (leaves) this.registered.delete(user);
    else this.registered.set(user, /<([^>]+)>/.exec(contact)?.[1] ?? contact);
    const stands: Header[] = leaves ? [] : [['Contact', `${contact.split(';expires')[0]};expires=300`]];
    return this.answer(message, 200, 'OK', stands);
  }

  challenge(message: SipMessage, status: 401 | 407): void {
    const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    const nonce = `nonce="${newId()}", algorithm=MD5, qop="auth"`;
    this.answer(message, status, 'Unauthorized', [[name, `Digest realm="simulated", ${nonce}`]]);
  }

  isKnown(message: SipMessage, header: 'authorization' | 'proxy-authorization'): boolean {
    const given = message.header(header);
    const user = readDigest(given)?.username ?? '';
    const password = this.world.extensions.get(user);
    return password !== undefined && isRight(given, { user, password, signsInAs: '' }, message.method);
  }

  answer(message: SipMessage, status: number, phrase: string, more: Header[] = [], body = '', tag = newId()): void {
    this.send(writeMessage(`SIP/2.0 ${status} ${phrase}`, [...echoOf(message, tag), ...more], body));
  }
}
