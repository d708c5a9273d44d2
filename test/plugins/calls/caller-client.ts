// A caller's browser without a screen or a microphone: speaks the page's wire over a real socket.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

export type Frame = Record<string, any>;

export class CallerClient {
  /** In the header `x-line`: by it the desk's end of the line is told from others. */
  readonly name = randomUUID();
  readonly socket: WebSocket;
  readonly heard: Frame[] = [];
  /** The code the line was closed with. */
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];

  constructor(url: string, id: string, origin = 'http://desk.test') {
    const headers = { origin, 'x-line': this.name };
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/channels/calls/socket?id=${id}`, { headers });
    this.closed = new Promise((go) => this.socket.on('close', go));
    this.socket.on('close', () => this.#look());
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(JSON.parse(data.toString()) as Frame);
      this.#look();
    });
  }

  #look(): void {
    for (const look of this.#waiting.splice(0)) look();
  }

  /** Says hello and gives the welcome. */
  async greet(hello: Frame = {}): Promise<Frame> {
    if (this.socket.readyState === WebSocket.CONNECTING)
      await new Promise((go, stop) => this.socket.on('open', go).on('close', stop));
    this.send({ hello: { language: 'de', ...hello } });
    return (await this.until(({ welcome }) => welcome !== undefined)).welcome as Frame;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  ring(more: Frame = {}): Promise<Frame> {
    this.send({ ring: { id: 'ring-0001', name: 'Ada', ...more } });
    return this.until(({ call, refused }) => call !== undefined || refused !== undefined);
  }

  /** The newest that was told of the call, once it is so. */
  async call(is: (told: Frame) => boolean): Promise<Frame> {
    const found = await this.until(({ call }) => call !== undefined && is(call as Frame));
    return found.call as Frame;
  }

  async until(find: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.heard.findLast(find);
      if (found) return found;
      await new Promise<void>((go) => this.#waiting.push(go));
    }
  }
}
