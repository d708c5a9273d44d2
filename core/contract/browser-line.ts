// The line of a browser outside of the desk (a visitor, a caller): its socket, frame by frame in order, and signs of life.
import { Bucket, type Measure } from './buckets.ts';
import { CLOSED } from './close-codes.ts';

/** What a line needs of a web socket; that of the package `ws` is one. */
export interface LineSocket {
  readonly readyState: number;
  readonly OPEN: number;
  readonly bufferedAmount: number;
  on(event: 'message', hear: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'pong' | 'close' | 'error', hear: () => void): unknown;
  send(data: string): void;
  ping(): void;
  close(code: number): void;
  terminate(): void;
}

export interface LineLimits {
  /** Frames at once, and per second in the long run. */
  frames: Measure;
  /** Frames that may wait while one is worked on. */
  waiting: number;
  /** Bytes that may wait for a browser that does not read. */
  buffer: number;
  /** Milliseconds until the first frame. */
  hello: number;
  /** Seconds between two signs of life. */
  beat: number;
}

/**
 * A channel says how frames are read and what follows from them. The first frame is a `hello`, and no other is. What is no
 * frame, comes too fast or comes too late ends the line with a code of `CLOSED`; nothing of it throws.
 */
export abstract class BrowserLine<Frame extends object> {
  readonly #socket: LineSocket;
  readonly #limits: LineLimits;
  readonly #frames: Bucket;
  readonly #late: NodeJS.Timeout;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isAlive = true;
  #isGreeted = false;

  constructor(socket: LineSocket, limits: LineLimits) {
    this.#socket = socket;
    this.#limits = limits;
    this.#frames = new Bucket(limits.frames);
    this.#late = setTimeout(() => this.close(CLOSED.badFrame), limits.hello).unref();
    socket.on('message', (data, isBinary) => this.#hear(data, isBinary));
    socket.on('pong', () => (this.#isAlive = true));
    socket.on('close', () => {
      clearTimeout(this.#late);
      this.gone();
    });
    socket.on('error', () => socket.terminate());
  }

  /** Null for what is no frame of the wire. */
  protected abstract read(data: string): Frame | null;
  /** One after the other; also after the line was closed. Never rejects. */
  protected abstract take(frame: Frame): Promise<void>;
  /** Once, when it is closed. */
  protected abstract gone(): void;

  tell(frame: object): void {
    if (!this.isOpen) return;
    // Who does not read is let go, and asks how things stand when they come back.
    if (this.#socket.bufferedAmount > this.#limits.buffer) return this.#socket.terminate();
    this.#socket.send(JSON.stringify(frame));
  }

  /** A ping that was not answered before the next: the line is dead although nobody hung up. False then. */
  beat(): boolean {
    if (!this.#isAlive) {
      this.#socket.terminate();
      return false;
    }
    this.#isAlive = false;
    this.#socket.ping();
    // Pages see no pings: without a word they could not tell a dead line from a quiet one.
    this.tell({ beat: this.#limits.beat });
    return true;
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
    if (!this.#frames.take() || this.#waiting >= this.#limits.waiting) return this.close(CLOSED.tooFast);
    const frame = isBinary ? null : this.read(data.toString());
    if (!frame || 'hello' in frame === this.#isGreeted) return this.close(CLOSED.badFrame);
    this.#isGreeted = true;
    clearTimeout(this.#late);
    this.#waiting += 1;
    this.#work = this.#work.then(() => this.take(frame)).finally(() => (this.#waiting -= 1));
  }
}
