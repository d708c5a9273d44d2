// The far side of a website chat for the conformance kit: a visitor's browser that keeps what it is shown.
import { WebSocket } from 'ws';
import type { AccountOnDesk, FarSide, Misbehaviour, Reach } from '../../conformance/channel.ts';
import { VisitorClient } from './visitor-client.ts';

const KEPT_BY_DESK = 'a message is handed over once it stands in the desk, where the visitor’s browser reads it';

const KINDS = [
  'busy',
  'broken',
  'refuses',
  'stranger',
  'gone',
  'cuts',
  'loses the answer',
  'garbles',
  'silent',
] as const satisfies Misbehaviour[];

/** A patient desk: the kit says much in a short time. */
const LIMITS = {
  frames: { burst: 10_000, perSecond: 1000 },
  says: { burst: 1000, perSecond: 100 },
  buffer: 50_000_000,
};

class Visitor {
  /** Before the first greeting it is nobody the desk knows. */
  id = 'bU2mYpQ1Rk6oTzW3xV8nCg';
  #token: string | undefined;
  #line: VisitorClient | undefined;
  #to = '';
  /** Of lines that have been lost. */
  readonly #shown: string[] = [];

  async say(words: string, url: string, account: string): Promise<void> {
    if (this.#to !== url + account || !this.#isOpen) await this.#come(url, account);
    const { error } = await this.#line!.say(words);
    if (error) throw new Error(`The desk does not take it: ${error.message}`);
  }

  get #isOpen(): boolean {
    return this.#line?.socket.readyState === WebSocket.OPEN;
  }

  async #come(url: string, account: string): Promise<void> {
    await this.leave();
    this.#to = url + account;
    this.#line = new VisitorClient({ url, id: account, token: this.#token });
    const { token } = await this.#line.greet();
    this.#token = token as string;
    this.id = this.#token.split('.')[1]!;
  }

  /** Everything that was told before is here when this resolves. */
  async shown(): Promise<string[]> {
    if (this.#isOpen) await this.#line!.settled();
    return [...this.#shown, ...messagesTo(this.#line)];
  }

  async leave(): Promise<void> {
    this.#shown.push(...messagesTo(this.#line));
    await this.#line?.leave();
    this.#line = undefined;
  }
}

function messagesTo(line: VisitorClient | undefined): string[] {
  const messages = (line?.heard ?? []).flatMap(({ message }) => (message ? [message] : []));
  return messages.filter(({ from }) => from !== 'visitor').map(({ id }) => String(id));
}

export async function visitorFarSide(): Promise<FarSide> {
  const visitor = new Visitor();
  const arrived = (key: string, more: object) => {
    const body = { visitor: visitor.id, at: Date.parse('2026-11-20T12:00:00Z'), ...more };
    return { key, type: 'application/json', body: Buffer.from(JSON.stringify(body)) };
  };
  return {
    config: { limits: LIMITS },
    get customer() {
      return { name: 'Ada', address: { kind: 'handle' as const, value: visitor.id } };
    },
    secrets: [],
    answer: () => ({ kind: 'form', values: { title: 'Radwerk', domains: '' } }),
    taken: () => visitor.shown(),
    write: async (words: string, { publicId }: AccountOnDesk, reach: Reach) =>
      visitor.say(words, await reach(), publicId),
    made: 'a chat is made by the desk, each with an id of its own',
    misbehave: Object.fromEntries(KINDS.map((kind) => [kind, KEPT_BY_DESK])) as Record<Misbehaviour, string>,
    behave() {},
    receipt: ({ key }) => arrived(`seen ${key}`, { kind: 'seen', keys: [key] }),
    unknown: arrived('of another version', { kind: 'telepathy', thought: 'Hello' }),
    close: () => visitor.leave(),
  };
}
