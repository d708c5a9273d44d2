// One browser of a visitor, and who it is.
import type { WebSocket } from 'ws';
import { BrowserLine } from '../../../core/contract/browser-line.ts';
import { Bucket } from '../../../core/contract/buckets.ts';
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { Identity } from '../visitor/identity.ts';
import { findVisitor, type Visitor } from '../visitor/visitors.ts';
import { readFrame, type Frame, type Hello } from './frames.ts';
import type { Hub, Listener } from './hub.ts';

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

export class Session extends BrowserLine<Frame> implements Listener {
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
  /** What is told while the welcome is being put together; null afterwards. */
  #held: object[] | null = [];

  constructor(socket: WebSocket, { plugin, hub, account, address, agent, origin }: About, behaviour: Behaviour) {
    super(socket, hub.limits);
    this.#behaviour = behaviour;
    this.#plugin = plugin;
    this.hub = hub;
    this.account = account;
    this.address = address;
    this.agent = agent;
    this.origin = origin;
    this.says = new Bucket(hub.limits.says);
    this.asks = new Bucket(hub.limits.asks);
    hub.lines.add(this);
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

  override tell(frame: object): void {
    if (this.#held) this.#held.push(frame);
    else super.tell(frame);
  }

  /** The first thing they are told; then what happened meanwhile. */
  welcome(frame: object): void {
    super.tell(frame);
    for (const one of this.#held ?? []) super.tell(one);
    this.#held = null;
  }

  refuse(code: string, message: string, id?: string): void {
    this.tell({ error: { code, message, ...(id && { id }) } });
  }

  override beat(): boolean {
    const isThere = super.beat();
    if (isThere) this.#behaviour.stays(this);
    return isThere;
  }

  protected read(data: string): Frame | null {
    const frame = readFrame(data);
    if (frame && 'hello' in frame) this.hello ??= frame.hello;
    return frame;
  }

  protected async take(frame: Frame): Promise<void> {
    // What somebody said counts although they are gone.
    if (!this.isOpen && !('say' in frame)) return;
    try {
      if ('hello' in frame) await this.#behaviour.greet(this, frame.hello);
      else if (this.visitor !== '') await this.#behaviour.act(this, frame);
    } catch (error) {
      this.#plugin.log.warn({ error, account: this.account }, 'A frame of a visitor could not be taken');
      const id = 'say' in frame ? frame.say.id : undefined;
      this.refuse('try_later', 'This could not be stored. It will be sent again.', id);
      this.close(CLOSED.tryLater);
    }
  }

  protected gone(): void {
    this.hub.remove(this);
    if (this.visitor !== '') this.#behaviour.left(this);
  }
}
