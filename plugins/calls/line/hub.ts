// Who is there: every open socket by account and caller, which of them holds a call, and what is told to them.
import { Buckets } from '../../../core/contract/buckets.ts';
import type { CallSignal, CallTold } from '../../../core/contract/call.ts';
import type { PluginContext } from '../../../core/contract/context.ts';
import { OpenLines, type OpenLine } from '../../../core/contract/open-lines.ts';
import { limitsOf, type CallerLimits } from './limits.ts';

/** A caller's browser as the hub sees it. */
export interface Listener extends OpenLine {
  /** Empty until it has said hello. */
  caller: string;
  /** Key of the call it holds or is rung for; empty when there is none. */
  call: string;
  tell(frame: object): void;
  beat(): boolean;
}

export class Hub {
  readonly limits: CallerLimits;
  readonly lines: OpenLines<Listener>;
  /** By internet address. */
  readonly rings: Buckets;
  readonly messages: Buckets;
  /** Rings whose line was lost, until they count as given up. */
  readonly #lost = new Map<string, NodeJS.Timeout>();
  /** Whom the team rings at: the caller by account and call. */
  readonly #rung = new Map<string, string>();

  constructor(context: Pick<PluginContext, 'config'>) {
    this.limits = limitsOf(context);
    this.lines = new OpenLines(this.limits);
    this.rings = new Buckets(this.limits.rings);
    this.messages = new Buckets(this.limits.rings);
  }

  /** The windows of a caller. */
  of(account: string, caller: string): Listener[] {
    return this.on(account).filter((one) => one.caller === caller);
  }

  holders(account: string, call: string): Listener[] {
    return this.on(account).filter((one) => one.call === call);
  }

  changed(account: string, told: CallTold): void {
    for (const one of this.holders(account, told.key)) {
      one.tell({ call: told });
      if (told.state === 'ended') one.call = '';
    }
    if (told.state !== 'ringing') this.found(told.key);
    if (told.state === 'ended') this.#rung.delete(`${account} ${told.key}`);
  }

  signal(account: string, call: string, signal: CallSignal): void {
    for (const one of this.holders(account, call)) one.tell({ signal });
  }

  remember(account: string, call: string, caller: string): void {
    this.#rung.set(`${account} ${call}`, caller);
  }

  rung(account: string, call: string): string | undefined {
    return this.#rung.get(`${account} ${call}`);
  }

  /** Nobody holds the ring any more: it counts as given up after a while. */
  lose(call: string, giveUp: () => void): void {
    this.found(call);
    this.#lost.set(call, setTimeout(giveUp, this.limits.givesUp).unref());
  }

  found(call: string): void {
    clearTimeout(this.#lost.get(call));
    this.#lost.delete(call);
  }

  beat(): void {
    for (const one of this.lines) one.beat();
  }

  /** Who has said hello. */
  on(account: string): Listener[] {
    return [...this.lines].filter((one) => one.account === account && one.caller !== '');
  }

  /** With `null`: all of them, and nothing is waited for any more. */
  close(account: string | null, code: number): void {
    if (account === null) for (const call of this.#lost.keys()) this.found(call);
    this.lines.close(account, code);
  }
}

export function hubOf(context: PluginContext): Hub {
  return context.once('hub', () => new Hub(context));
}
