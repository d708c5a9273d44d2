// One browser of a visitor: its socket, frame by frame in order, and who it is.
import type { WebSocket } from 'ws';
import { Bucket } from '../../../core/contract/buckets.ts';
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { Identity } from '../visitor/identity.ts';
import { findVisitor, type Visitor } from '../visitor/visitors.ts';
import { readFrame, type Frame, type Hello } from './frames.ts';
import type { Hub, Listener } from './hub.ts';

/** Frames that may wait while one is worked on. */
const MOST_WAITING = 80;

/** What becomes of what is heard. */
export interface Behaviour {
  greet(session: Session, hello: Hello): Promise<void>;
  act(session: Session, frame: Exclude<Frame, { hello: unknown }>): Promise<void>;
  /** Still there: heard of again and again. */
  stays(session: Session): void;
  left(session: Session): void;
}

interface About {
  plugin: PluginContext;
  hub: Hub;
  /** Public id. */
  account: string;
  /** Internet address. */
  address: string;
  /** The browser's description of itself. */
  agent: string;
  origin: string | undefined;
}

export class Session implements Listener {
  readonly hub: Hub;
  readonly account: string;
  readonly address: string;
  readonly agent: string;
  readonly origin: string | undefined;
  readonly asks: Bucket;
  readonly says: Bucket;
  visitor = '';
  /** As it was when it was last looked at; null while nothing is kept of them. */
  row: Visitor | null = null;
  hello: Hello | null = null;
  identity: Identity | null = null;
  /** Where the older part of what was shown ends. */
  before: string | undefined;
  typing = false;
  readonly #behaviour: Behaviour;
  readonly #plugin: PluginContext;
  readonly #socket: WebSocket;
  readonly #frames: Bucket;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #alive = true;
  /** What is told while the welcome is being put together; null afterwards. */
  #held: object[] | null = [];
  #late: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, { plugin, hub, account, address, agent, origin }: About, behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#socket = socket;
    this.#plugin = plugin;
    this.hub = hub;
    this.account = account;
    this.address = address;
    this.agent = agent;
    this.origin = origin;
    this.#frames = new Bucket(hub.limits.frames);
    this.says = new Bucket(hub.limits.says);
    this.asks = new Bucket(hub.limits.asks);
    this.#late = setTimeout(() => this.close(CLOSED.badFrame), hub.limits.hello).unref();
    socket.on('message', (data: Buffer, isBinary) => this.#hear(data, isBinary));
    socket.on('pong', () => (this.#alive = true));
    socket.on('close', () => this.#gone());
    socket.on('error', () => socket.terminate());
    hub.open(this);
  }

  /** The account as it is now; throws when it is not running any more. */
  context(): AccountContext {
    const found = this.#plugin.accounts().find(({ account }) => account.publicId === this.account);
    if (!found) throw new Error('The account is not running');
    return found;
  }

  async look(): Promise<Visitor | null> {
    this.row = await findVisitor(this.context(), this.visitor);
    return this.row;
  }

  tell(frame: object): void {
    if (this.#held) this.#held.push(frame);
    else this.#send(frame);
  }

  /** The first thing they are told; then what happened meanwhile. */
  welcome(frame: object): void {
    this.#send(frame);
    for (const one of this.#held ?? []) this.#send(one);
    this.#held = null;
  }

  refuse(code: string, message: string, id?: string): void {
    this.tell({ error: { code, message, ...(id && { id }) } });
  }

  /** A ping that was not answered before the next: the line is dead although nobody hung up. */
  beat(): void {
    if (!this.#alive) return this.#socket.terminate();
    this.#alive = false;
    this.#socket.ping();
    // Pages see no pings: without a word they could not tell a dead line from a quiet one.
    this.tell({ beat: this.hub.limits.beat });
    this.#behaviour.stays(this);
  }

  close(code: number): void {
    clearTimeout(this.#late);
    this.#socket.close(code);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #send(frame: object): void {
    if (!this.isOpen) return;
    // Who does not read is let go, and reads the history when they come back.
    if (this.#socket.bufferedAmount > this.hub.limits.buffer) return this.#socket.terminate();
    this.#socket.send(JSON.stringify(frame));
  }

  #hear(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return;
    if (!this.#frames.take() || this.#waiting >= MOST_WAITING) return this.close(CLOSED.tooFast);
    const frame = isBinary ? null : readFrame(data.toString());
    if (!frame || 'hello' in frame !== (this.hello === null)) return this.close(CLOSED.badFrame);
    if ('hello' in frame) this.hello = frame.hello;
    this.#waiting += 1;
    this.#work = this.#work.then(() => this.#handle(frame)).finally(() => (this.#waiting -= 1));
  }

  async #handle(frame: Frame): Promise<void> {
    if (!this.isOpen && !('say' in frame)) return;
    try {
      if ('hello' in frame) {
        clearTimeout(this.#late);
        await this.#behaviour.greet(this, frame.hello);
      } else if (this.visitor !== '') await this.#behaviour.act(this, frame);
    } catch (error) {
      this.#plugin.log.warn({ error, account: this.account }, 'A frame of a visitor could not be taken');
      const id = 'say' in frame ? frame.say.id : undefined;
      this.refuse('try_later', 'This could not be stored. It will be sent again.', id);
      this.close(CLOSED.tryLater);
    }
  }

  #gone(): void {
    clearTimeout(this.#late);
    this.hub.remove(this);
    if (this.visitor !== '') this.#behaviour.left(this);
  }
}
