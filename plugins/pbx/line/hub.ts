// Which telephones are there: one for each member of the team and account, how it stands, and what is waited for.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import type { Want } from '../calls/wanting.ts';
import type { Talks } from '../sip/talks.ts';
import { limitsOf, type LineLimits } from './limits.ts';

/** Of a telephone: `off` also where there is none. */
export interface PhoneState {
  state: 'registered' | 'connecting' | 'off';
  /** Why it is not registered, where that is known. */
  why?: Reason;
}

/** A telephone as the hub sees it. */
export interface Telephone {
  /** Public id. */
  readonly account: string;
  readonly userId: number;
  /** Of the sign-in to the desk. */
  readonly session: number;
  readonly isOpen: boolean;
  readonly isRegistered: boolean;
  /** It holds an end of a call. */
  readonly isBusy: boolean;
  /** What it is to do with its ends of a call. */
  want(key: string, wants: Want[]): void;
  /** Begins anew where it would sign in otherwise by now; a talk goes on with what it began with. */
  renew(context: AccountContext): void;
  /** Says something to the telephone system in place of the page; false when there is no line to it. */
  sayToPbx(sip: string): boolean;
  beat(): void;
  close(code: number): void;
  /** Resolves when all that was heard so far is worked on. */
  settled(): Promise<void>;
}

export class Hub {
  readonly limits: LineLimits;
  /** Whom to dial, by account and name; lost with the desk, as the page's own end is. */
  readonly targets = new Map<string, string>();
  readonly #talks = new Map<string, Talks>();
  readonly #phones = new Map<string, Telephone>();
  readonly #states = new Map<string, PhoneState>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(context: Pick<PluginContext, 'config'>) {
    this.limits = limitsOf(context);
  }

  /** `account` is its public id. */
  phone(account: string, userId: number): Telephone | undefined {
    return this.#phones.get(`${account} ${userId}`);
  }

  on(account: string): Telephone[] {
    return [...this.#phones.values()].filter((one) => one.account === account);
  }

  all(): Telephone[] {
    return [...this.#phones.values()];
  }

  add(phone: Telephone): void {
    this.#phones.set(`${phone.account} ${phone.userId}`, phone);
  }

  /** False when another has taken its place. */
  remove(phone: Telephone): boolean {
    const name = `${phone.account} ${phone.userId}`;
    return this.#phones.get(name) === phone && this.#phones.delete(name);
  }

  /** What is known of somebody's talks, for hanging up when their page cannot; lost with the desk. */
  talks(account: string, userId: number): Talks {
    const name = `${account} ${userId}`;
    const talks = this.#talks.get(name) ?? new Map();
    this.#talks.set(name, talks);
    return talks;
  }

  stands(account: string, userId: number, state: PhoneState): void {
    this.#states.set(`${account} ${userId}`, state);
  }

  standing(account: string, userId: number): PhoneState {
    return this.#states.get(`${account} ${userId}`) ?? { state: 'off' };
  }

  /** Something is done after a while, unless it is put off or dropped before. */
  keep(name: string, milliseconds: number, work: () => void): void {
    this.drop(name);
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      work();
    }, milliseconds);
    this.#timers.set(name, timer.unref());
  }

  drop(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  waits(name: string): boolean {
    return this.#timers.has(name);
  }

  /** With `null`: all of them, and nothing is waited for any more. */
  close(account: string | null, code: number): void {
    if (account === null) for (const name of this.#timers.keys()) this.drop(name);
    for (const one of this.all()) if (account === null || one.account === account) one.close(code);
  }
}

export function hubOf(context: PluginContext): Hub {
  return context.once('hub', () => new Hub(context));
}
