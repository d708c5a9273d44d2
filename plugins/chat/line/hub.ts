// Who is there: every open socket by account and visitor, and what is told to them.
import { Buckets } from '../../../core/contract/buckets.ts';
import type { PluginContext } from '../../../core/contract/context.ts';
import type { Availability } from '../account/availability.ts';
import { limitsOf, type ChatLimits } from './limits.ts';

/** A visitor's browser as the hub sees it. */
export interface Listener {
  /** Public id. */
  account: string;
  visitor: string;
  /** Internet address. */
  address: string;
  /** The site it stands on, as its browser says; undefined where it says nothing. */
  origin: string | undefined;
  /** Proven by the site; what it was proven with is in `hello`. */
  identity: object | null;
  hello: { identity?: unknown } | null;
  tell(frame: object): void;
  /** Says that it is still there; one that does not answer is let go. */
  beat(): void;
  close(code: number): void;
}

/** Keys remembered of what was just handed over. */
const REMEMBERED = 2000;

export class Hub {
  readonly limits: ChatLimits;
  /** By internet address: what costs a mail or a file. */
  readonly asks: Buckets;
  readonly uploads: Buckets;
  readonly #open = new Set<Listener>();
  /** Of the open ones: who has said hello. */
  readonly #all = new Set<Listener>();
  readonly #byVisitor = new Map<string, Set<Listener>>();
  readonly #byAddress = new Map<string, number>();
  readonly #byAccount = new Map<string, number>();
  readonly #handed = new Set<string>();
  readonly #states = new Map<string, string>();

  constructor(context: Pick<PluginContext, 'config'>) {
    this.limits = limitsOf(context);
    this.asks = new Buckets({ burst: 20, perSecond: 0.02 });
    this.uploads = new Buckets(this.limits.says);
  }

  /** Whether one more fits: by internet address and account. */
  hasRoom(address: string, account: string): boolean {
    const { perAddress, perAccount } = this.limits;
    return (this.#byAddress.get(address) ?? 0) < perAddress && (this.#byAccount.get(account) ?? 0) < perAccount;
  }

  /** From the moment it is open: who says nothing takes room as well. */
  open(listener: Listener): void {
    this.#open.add(listener);
    count(this.#byAddress, listener.address, 1);
    count(this.#byAccount, listener.account, 1);
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
    if (this.#open.delete(listener)) {
      count(this.#byAddress, listener.address, -1);
      count(this.#byAccount, listener.account, -1);
    }
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

  accounts(): string[] {
    return [...this.#byAccount.keys()];
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

  close(account: string | null, code: number): void {
    for (const one of this.#open) if (account === null || one.account === account) one.close(code);
  }
}

export function hubOf(context: PluginContext): Hub {
  return context.once('hub', () => new Hub(context));
}

function nameOf({ account, visitor }: Pick<Listener, 'account' | 'visitor'>): string {
  return `${account} ${visitor}`;
}

function count(counts: Map<string, number>, name: string, by: 1 | -1): void {
  const next = (counts.get(name) ?? 0) + by;
  if (next > 0) counts.set(name, next);
  else counts.delete(name);
}
