// A desk with its live line open on loopback, and pages that listen to it as a browser's script does.
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import type { RealtimeLimits } from '../../core/realtime/realtime.ts';
import { createWeb, type Web } from '../../core/web/web.ts';
import { openDesk, withAccount, type TestDesk } from './desk.ts';
import { openLoft, type Loft } from './loft.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

export interface Told {
  cursor?: number;
  html?: string;
  beat?: number;
  reset?: true;
  refused?: string[];
}

export interface LiveDesk {
  desk: TestDesk;
  web: Web;
  loft: Loft;
  accountId: number;
  inboxId: number;
  /** `ws://…/live`. */
  line: string;
  /** The page of a person who has just signed in; `since` comes with `join`. */
  page(userId: number, headers?: Record<string, string>): Promise<LivePage>;
  /** Brings events by pigeon and waits until they are taken in. */
  bring(...events: object[]): Promise<void>;
}

/** Short enough for tests to await what ends by itself. */
const QUICK: Partial<RealtimeLimits> = {
  againViews: 50,
  gatherNumbers: 5,
  gatherPresence: 5,
  typing: 150,
  answering: 300,
  leaving: 30,
};

export async function openLive(t: Teardown, limits: Partial<RealtimeLimits> = {}): Promise<LiveDesk> {
  const desk = await openDesk(t, { realtime: { ...QUICK, ...limits } });
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: [] });
  desk.realtime.showWith(web.livePages);
  await web.server.listen({ port: 0, host: '127.0.0.1' });
  t.teardown(() => web.server.close());
  const line = `ws://127.0.0.1:${(web.server.server.address() as AddressInfo).port}/live`;
  let serial = 0;
  return {
    desk,
    web,
    loft,
    accountId,
    inboxId: inbox.id,
    line,
    async page(userId, headers = {}) {
      const token = await desk.accounts.sessions.start(userId, { ip: '127.0.0.1', userAgent: 'test' });
      const page = new LivePage(line, { cookie: `session=${token}`, ...headers });
      t.teardown(() => page.socket.terminate());
      await page.opened;
      return page;
    },
    async bring(...events) {
      serial += 1;
      const body = Buffer.from(JSON.stringify(events));
      await desk.inbound.receive(accountId, { key: `live-${serial}`, type: 'application/json', body });
      await desk.jobs.idle();
    },
  };
}

/** What a pigeon brings. */
export function letter(from: string, text: string, more: Record<string, unknown> = {}) {
  const address = { kind: 'handle', value: from.toLowerCase(), scope: 'pigeons' };
  return {
    type: 'message',
    id: `${from} ${text}`,
    at: '2026-11-20T08:00:00Z',
    sender: { name: from, address },
    parts: [{ type: 'text', text }],
    thread: { joinOpen: true },
    ...more,
  };
}

export class LivePage {
  readonly socket: WebSocket;
  readonly heard: Told[] = [];
  readonly opened: Promise<void>;
  /** The code it was closed with. */
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];

  constructor(line: string, headers: Record<string, string>) {
    this.socket = new WebSocket(line, { headers });
    this.opened = new Promise((go, stop) => {
      this.socket.on('open', go);
      this.socket.on('error', stop);
    });
    this.closed = new Promise((go) => this.socket.on('close', go));
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(JSON.parse(data.toString()) as Told);
      for (const look of this.#waiting.splice(0)) look();
    });
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Joins, forgets what was heard before, and gives the answer; what it missed stands before that in `heard`. */
  async join(topics: string[], since?: number): Promise<Told> {
    this.heard.length = 0;
    this.send({ join: topics, since });
    return this.until((told) => told.beat !== undefined);
  }

  /** Everything told so far has arrived when the line answers again: then it gives all HTML since the last join. */
  async settled(topics: string[]): Promise<string> {
    const before = this.heard.length;
    this.send({ join: topics });
    await this.until((told, index) => index >= before && told.beat !== undefined);
    return this.html();
  }

  html(): string {
    return this.heard.map((told) => told.html ?? '').join('\n');
  }

  async until(find: (told: Told, index: number) => boolean): Promise<Told> {
    for (;;) {
      const found = this.heard.find(find);
      if (found) return found;
      await new Promise<void>((go) => this.#waiting.push(go));
    }
  }

  /** The push whose HTML says this. */
  async shows(pattern: RegExp): Promise<string> {
    return (await this.until((told) => pattern.test(told.html ?? ''))).html!;
  }
}
