// One browser of a caller: its socket, frame by frame in order, and who it is.
import type { WebSocket } from 'ws';
import { Bucket } from '../../../core/contract/buckets.ts';
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { readFrame, type Frame, type Hello } from './frames.ts';
import type { Hub, Listener } from './hub.ts';

/** Frames that may wait while one is worked on. */
const MOST_WAITING = 150;

/** What becomes of what is heard. */
export interface Behaviour {
  greet(session: Session, hello: Hello): Promise<void>;
  act(session: Session, frame: Exclude<Frame, { hello: unknown }>): Promise<void>;
  left(session: Session): void;
}

interface About {
  plugin: PluginContext;
  hub: Hub;
  /** Public id. */
  account: string;
  /** Internet address. */
  address: string;
}

export class Session implements Listener {
  readonly hub: Hub;
  readonly account: string;
  readonly address: string;
  caller = '';
  call = '';
  language = '';
  readonly #behaviour: Behaviour;
  readonly #plugin: PluginContext;
  readonly #socket: WebSocket;
  readonly #frames: Bucket;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #alive = true;
  #greeted = false;
  #late: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, { plugin, hub, account, address }: About, behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#socket = socket;
    this.#plugin = plugin;
    this.hub = hub;
    this.account = account;
    this.address = address;
    this.#frames = new Bucket(hub.limits.frames);
    this.#late = setTimeout(() => this.close(CLOSED.badFrame), hub.limits.hello).unref();
    socket.on('message', (data: Buffer, isBinary) => this.#hear(data, isBinary));
    socket.on('pong', () => (this.#alive = true));
    socket.on('close', () => this.#gone());
    socket.on('error', () => socket.terminate());
    hub.add(this);
  }

  /** The account as it is now; throws when it is not running any more. */
  context(): AccountContext {
    const found = this.#plugin.accounts().find(({ account }) => account.publicId === this.account);
    if (!found) throw new Error('The account is not running');
    return found;
  }

  tell(frame: object): void {
    if (!this.isOpen) return;
    // Who does not read is let go, and asks how things stand when they come back.
    if (this.#socket.bufferedAmount > this.hub.limits.buffer) return this.#socket.terminate();
    this.#socket.send(JSON.stringify(frame));
  }

  /** A ping that was not answered before the next: the line is dead although nobody hung up. */
  beat(): void {
    if (!this.#alive) return this.#socket.terminate();
    this.#alive = false;
    this.#socket.ping();
    // Pages see no pings: without a word they could not tell a dead line from a quiet one.
    this.tell({ beat: this.hub.limits.beat });
  }

  close(code: number): void {
    clearTimeout(this.#late);
    this.#socket.close(code);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #hear(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return;
    if (!this.#frames.take() || this.#waiting >= MOST_WAITING) return this.close(CLOSED.tooFast);
    const frame = isBinary ? null : readFrame(data.toString());
    if (!frame || 'hello' in frame === this.#greeted) return this.close(CLOSED.badFrame);
    this.#greeted = true;
    this.#waiting += 1;
    this.#work = this.#work.then(() => this.#handle(frame)).finally(() => (this.#waiting -= 1));
  }

  async #handle(frame: Frame): Promise<void> {
    if (!this.isOpen) return;
    try {
      if ('hello' in frame) {
        clearTimeout(this.#late);
        await this.#behaviour.greet(this, frame.hello);
      } else if (this.caller !== '') await this.#behaviour.act(this, frame);
    } catch (error) {
      this.#plugin.log.warn({ error, account: this.account }, 'A frame of a caller could not be taken');
      this.close(CLOSED.tryLater);
    }
  }

  #gone(): void {
    clearTimeout(this.#late);
    this.hub.remove(this);
    if (this.caller !== '') this.#behaviour.left(this);
  }
}
