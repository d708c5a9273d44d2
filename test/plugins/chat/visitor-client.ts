// A visitor's browser without a screen: speaks the widget's wire over a real socket.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

type Frame = Record<string, any>;

export interface VisitorOptions {
  /** `http://127.0.0.1:…`. */
  url: string;
  /** Public id of the account. */
  id: string;
  token?: string;
  origin?: string;
  agent?: string;
  hello?: Record<string, unknown>;
}

/** Firefox on Windows, as it describes itself. */
const AGENT = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0';

export class VisitorClient {
  readonly socket: WebSocket;
  readonly heard: Frame[] = [];
  /** The code the line was closed with. */
  readonly closed: Promise<number>;
  readonly #options: VisitorOptions;
  #waiting: (() => void)[] = [];

  constructor(options: VisitorOptions) {
    this.#options = options;
    const { url, id, origin = 'https://shop.example', agent = AGENT } = options;
    const headers = { origin, 'user-agent': agent };
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/channels/chat/socket?id=${id}`, { headers });
    this.closed = new Promise((go) => this.socket.on('close', go));
    this.socket.on('close', () => this.#look());
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(JSON.parse(data.toString()) as Frame);
      this.#look();
    });
  }

  /** Says hello and gives the welcome. */
  async greet(): Promise<Frame> {
    await this.opened();
    const { token, hello } = this.#options;
    this.send({
      hello: {
        token,
        page: 'https://shop.example/bikes',
        title: 'Bikes',
        referrer: 'https://search.example/',
        language: 'de-DE',
        zone: 'Europe/Berlin',
        screen: '1440x900',
        open: true,
        ...hello,
      },
    });
    return (await this.hears('welcome')).welcome as Frame;
  }

  opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) return Promise.resolve();
    return new Promise((go, stop) => {
      this.socket.once('open', () => go());
      this.socket.once('error', stop);
    });
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Sends a message and waits until the desk has it on disk. */
  async say(text: string, more: object = {}): Promise<Frame> {
    const id = randomUUID();
    this.send({ say: { id, text, ...more } });
    return this.until((frame) => frame.stored?.id === id || frame.error?.id === id);
  }

  hears(kind: string): Promise<Frame> {
    return this.until((frame) => kind in frame);
  }

  /** What was heard before counts as well. */
  async until(find: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.heard.find(find);
      if (found) return found;
      if (this.socket.readyState === WebSocket.CLOSED)
        throw new Error(`The line was closed; heard ${JSON.stringify(this.heard).slice(0, 400)}`);
      await new Promise<void>((go) => this.#waiting.push(go));
    }
  }

  /** Everything sent so far has been worked on when this answers. */
  async settled(): Promise<void> {
    const before = this.heard.length;
    this.send({ more: {} });
    await this.until((frame) => 'older' in frame && this.heard.indexOf(frame) >= before);
  }

  #look(): void {
    for (const look of this.#waiting.splice(0)) look();
  }

  leave(): Promise<number> {
    this.socket.close();
    return this.closed;
  }
}
