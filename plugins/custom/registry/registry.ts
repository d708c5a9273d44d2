// The registered channels of this desk while it runs: brought to the desk, told of its accounts, spoken with.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { OfferedAccount, Offers } from '../../../core/contract/offers.ts';
import type { Posted } from '../remote.ts';
import type { Channel } from '../store/channels.ts';
import type { NewHook } from '../store/hooks.ts';

/** What a bridge is told; what stands in every event is added. */
export interface Event {
  type: string;
  /** The same whenever the same is told. */
  eventId: string;
  accountId: number | null;
  person?: string;
  about: object;
}

export interface Registry {
  readonly context: PluginContext;
  readonly offers: Offers;
  /** Accounts that run, with the channel each is of. */
  readonly open: Map<number, { channelId: number; context: AccountContext }>;
  /** Brings every stored channel. */
  begin(offers: Offers): Promise<void>;
  put(channel: Channel): Promise<void>;
  /** As it is stored now. */
  renew(channelId: number): Promise<void>;
  /** Its accounts go with it; what was written stays. */
  remove(channelId: number): Promise<void>;
  accountsOf(channelId: number): Promise<OfferedAccount[]>;
  /** Bridges hear of accounts that came, changed or went; one look at a time. */
  tell(): Promise<void>;
  /** The body of an event, byte for byte. */
  hookOf(channelId: number, event: Event): NewHook;
  /** Written down, then sent until the bridge has it. */
  say(channelId: number, event: Event): Promise<void>;
  /** Sent now, once, and written down with what came of it. */
  ask(hook: NewHook, signal?: AbortSignal): Promise<Posted>;
  /** Only sent. */
  post(hook: Pick<NewHook, 'channelId' | 'body'>, signal?: AbortSignal): Promise<Posted>;
  /** What waits is sent now. */
  wake(): void;
  close(): Promise<void>;
}

/** How the desk calls a registered channel. */
export function deskId(channelId: number): string {
  return `custom${channelId}`;
}
