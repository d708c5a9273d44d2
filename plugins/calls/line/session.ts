// One browser of a caller, and who it is.
import type { WebSocket } from 'ws';
import { BrowserLine } from '../../../core/contract/browser-line.ts';
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { readFrame, type Frame, type Hello } from './frames.ts';
import type { Hub, Listener } from './hub.ts';

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

export class Session extends BrowserLine<Frame> implements Listener {
  readonly hub: Hub;
  readonly account: string;
  readonly address: string;
  caller = '';
  call = '';
  language = '';
  readonly #behaviour: Behaviour;
  readonly #plugin: PluginContext;

  constructor(socket: WebSocket, { plugin, hub, account, address }: About, behaviour: Behaviour) {
    super(socket, hub.limits);
    this.#behaviour = behaviour;
    this.#plugin = plugin;
    this.hub = hub;
    this.account = account;
    this.address = address;
    hub.lines.add(this);
  }

  /** The account as it is now; throws when it is not running any more. */
  context(): AccountContext {
    const found = this.#plugin.accounts().find(({ account }) => account.publicId === this.account);
    if (!found) throw new Error('The account is not running');
    return found;
  }

  protected read(data: string): Frame | null {
    return readFrame(data);
  }

  protected async take(frame: Frame): Promise<void> {
    if (!this.isOpen) return;
    try {
      if ('hello' in frame) await this.#behaviour.greet(this, frame.hello);
      else if (this.caller !== '') await this.#behaviour.act(this, frame);
    } catch (error) {
      this.#plugin.log.warn({ error, account: this.account }, 'A frame of a caller could not be taken');
      this.close(CLOSED.tryLater);
    }
  }

  protected gone(): void {
    this.hub.lines.delete(this);
    if (this.caller !== '') this.#behaviour.left(this);
  }
}
