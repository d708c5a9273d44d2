// The registry as it is built: one for a desk, made when the plugin starts.
import type { PluginContext } from '../../../core/contract/context.ts';
import type { OfferedAccount, Offers } from '../../../core/contract/offers.ts';
import { post, type Posted } from '../remote.ts';
import { bridgeOf, secretsOf } from '../store/bridges.ts';
import { allChannels, channelOf, deleteChannel, type Channel } from '../store/channels.ts';
import { addHook, keepOutcome, type NewHook } from '../store/hooks.ts';
import { portalIdOf } from '../wire/ids.ts';
import { tellAccounts } from './account-news.ts';
import { offered } from './offered.ts';
import { Pump } from './pump.ts';
import { deskId, type Event, type Registry } from './registry.ts';

class BuiltRegistry implements Registry {
  readonly context: PluginContext;
  readonly #pump: Pump;
  readonly open: Registry['open'] = new Map();
  #offers?: Offers;
  #telling: Promise<void> = Promise.resolve();

  constructor(context: PluginContext) {
    this.context = context;
    this.#pump = new Pump(this);
  }

  get offers(): Offers {
    if (!this.#offers) throw new Error('The desk has not asked for channels yet');
    return this.#offers;
  }

  async begin(offers: Offers): Promise<void> {
    this.#offers = offers;
    for (const channel of await allChannels(this.context)) await this.put(channel);
  }

  async put(channel: Channel): Promise<void> {
    await this.offers.put(offered(this, channel));
  }

  async renew(channelId: number): Promise<void> {
    const found = (await allChannels(this.context)).find(({ id }) => id === channelId);
    if (found) await this.put(found);
  }

  async remove(channelId: number): Promise<void> {
    for (const account of await this.accountsOf(channelId))
      if (!account.deletedAt) await this.offers.change(account.id, { deleted: true });
    await this.tell();
    await deleteChannel(this.context, channelId);
    await this.renew(channelId);
  }

  async accountsOf(channelId: number): Promise<OfferedAccount[]> {
    return (await this.offers.accounts()).filter(({ channel }) => channel === deskId(channelId));
  }

  tell(): Promise<void> {
    const look = () =>
      tellAccounts(this).catch((error: unknown) =>
        this.context.log.warn({ error }, 'Bridges could not be told of accounts'),
      );
    this.#telling = this.#telling.then(look);
    return this.#telling;
  }

  hookOf(channelId: number, { type, eventId, accountId, person = '', about }: Event): NewHook {
    const { deskId: desk, now } = this.context;
    const frame = {
      type,
      portalId: portalIdOf(desk),
      channelId: String(channelId),
      eventTimestamp: now().toISOString(),
    };
    const body = JSON.stringify({ ...frame, eventId, ...about });
    return { eventId, channelId, accountId, type, person, body };
  }

  async say(channelId: number, event: Event): Promise<void> {
    await addHook(this.context, this.hookOf(channelId, event), 'waiting');
    this.#pump.wake();
  }

  async ask(hook: NewHook, signal?: AbortSignal): Promise<Posted> {
    await addHook(this.context, hook, 'sending');
    const posted = await this.post(hook, signal);
    await keepOutcome(this.context, hook.eventId, posted);
    return posted;
  }

  async post({ channelId, body }: Pick<NewHook, 'channelId' | 'body'>, signal?: AbortSignal): Promise<Posted> {
    const channel = await channelOf(this.context, channelId);
    const bridge = channel && (await bridgeOf(this.context, channel.bridgeId));
    const signing = bridge ? secretsOf(this.context, bridge) : { main: '', next: null };
    return post(this.context, { url: channel?.webhookUrl ?? '', signing, body }, signal);
  }

  wake(): void {
    this.#pump.wake();
  }

  async close(): Promise<void> {
    await Promise.all([this.#pump.close(), this.#telling]);
  }
}

export function registryOf(context: PluginContext): Registry {
  return context.once('registry', () => new BuiltRegistry(context));
}
