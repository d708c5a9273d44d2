// Who is there: every open socket by account and visitor, and what is told to them.
import { Buckets } from '../../../core/contract/buckets.ts';
import type { PluginContext } from '../../../core/contract/context.ts';
import { OpenLines, type OpenLine } from '../../../core/contract/open-lines.ts';
import type { Availability } from '../account/availability.ts';
import { limitsOf, type ChatLimits } from './limits.ts';

/** A visitor's browser as the hub sees it. */
export interface Listener extends OpenLine {
  visitor: string;
  /** The site it stands on, as its browser says; undefined where it says nothing. */
  origin: string | undefined;
  /** Proven by the site; what it was proven with is in `hello`. */
  identity: object | null;
  hello: { identity?: unknown } | null;
  tell(frame: object): void;
  /** Says that it is still there; one that does not answer is let go. */
  beat(): boolean;
}

/** Keys remembered of what was just handed over. */
const REMEMBERED = 2000;

export class Hub {
  readonly limits: ChatLimits;
  readonly lines: OpenLines<Listener>;
  /** By internet address: what costs a mail or a file. */
  readonly asks: Buckets;
  readonly uploads: Buckets;
  /** Who has said hello. */
  readonly #all = new Set<Listener>();
  readonly #byVisitor = new Map<string, Set<Listener>>();
  readonly #handed = new Set<string>();
  readonly #states = new Map<string, string>();

  constructor(context: Pick<PluginContext, 'config'>) {
    this.limits = limitsOf(context);
    this.lines = new OpenLines(this.limits);
    this.asks = new Buckets({ burst: 20, perSecond: 0.02 });
    this.uploads = new Buckets(this.limits.says);
  }

  /** Has said hello. False when the visitor has too many already. */
  add(listener: Listener): boolean {
    const name = nameOf(listener);
    const theirs = this.#byVisitor.get(name) ?? new Set();
    if (theirs.size >= this.limits.perVisitor) return false;
    this.#byVisitor.set(name, theirs.add(listener));
    this.#all.add(listener);
    return true;
  }

  remove(listener: Listener): void {
    this.lines.delete(listener);
    if (!this.#all.delete(listener)) return;
    const theirs = this.#byVisitor.get(nameOf(listener));
    theirs?.delete(listener);
    if (theirs?.size === 0) this.#byVisitor.delete(nameOf(listener));
  }

  isHere(account: string, visitor: string): boolean {
    return this.#byVisitor.has(nameOf({ account, visitor }));
  }

  tell(account: string, visitor: string, frame: object, except?: Listener): void {
    for (const one of this.#byVisitor.get(nameOf({ account, visitor })) ?? []) if (one !== except) one.tell(frame);
  }

  /** Tells everybody on the account how things stand, when that is news. */
  tellState(account: string, state: Availability): void {
    const known = JSON.stringify(state);
    if (this.#states.get(account) === known) return;
    this.#states.set(account, known);
    for (const one of this.#all) if (one.account === account) one.tell({ state });
  }

  /** Who is on the line of the account. */
  on(account: string): Listener[] {
    return [...this.#all].filter((one) => one.account === account);
  }

  beat(): void {
    for (const one of this.#all) one.beat();
  }

  size(): number {
    return this.#all.size;
  }

  /** An answer has left the desk: a history read before that was written down shows it all the same. */
  handedOver(key: string): void {
    this.#handed.add(key);
    if (this.#handed.size > REMEMBERED) this.#handed.delete(this.#handed.values().next().value!);
  }

  wasHandedOver(key: string): boolean {
    return this.#handed.has(key);
  }
}

export function hubOf(context: PluginContext): Hub {
  return context.once('hub', () => new Hub(context));
}

function nameOf({ account, visitor }: Pick<Listener, 'account' | 'visitor'>): string {
  return `${account} ${visitor}`;
}
