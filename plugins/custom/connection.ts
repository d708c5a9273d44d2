// One live account of a registered channel: what it says it can do, reading what its bridge brought, telling it what goes.
import type { Capabilities } from '../../core/contract/capabilities.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Check } from '../../core/contract/health.ts';
import type { SendResult } from '../../core/contract/outbound.ts';
import { parseArrival } from './inbound.ts';
import { Outbound } from './outbound.ts';
import { mediaOf } from './registry/media.ts';
import type { Registry } from './registry/registry.ts';
import type { Channel } from './store/channels.ts';
import { abilitiesOf, policyOf } from './wire/capabilities.ts';
import { idOf, newId } from './wire/ids.ts';

export function openWith(registry: Registry, channel: Channel): (context: AccountContext) => Connection {
  const abilities = abilitiesOf(channel.capabilities);
  const capabilities: Capabilities = { ...abilities, id: idOf(JSON.stringify(abilities)) };
  return (context) => {
    const { id } = context.account;
    registry.open.set(id, { channelId: channel.id, context });
    const outbound = new Outbound(registry, channel, context);
    // Not awaited: opening must not wait for anything.
    void registry.tell();
    return {
      capabilities: () => capabilities,
      policy: (about) => policyOf(channel.capabilities, about),
      parse: async (arrival) => parseArrival(channel, arrival),
      send: async (message, attempt) => noted(context, await outbound.send(message, attempt)),
      media: (ref, signal) => mediaOf(registry, channel, ref, signal),
      ...deeds(channel, outbound),
      check: () => checksOf(registry, channel),
      async close() {
        if (registry.open.get(id)?.context === context) registry.open.delete(id);
        void registry.tell();
      },
    };
  };
}

/** What the channel does not say it can do is not there. */
function deeds({ capabilities: can }: Channel, outbound: Outbound): Partial<Connection> {
  return {
    ...(can.editSeconds && { edit: (id, message, { signal }) => outbound.edit(id, message, signal) }),
    ...(can.deleteSeconds && { delete: (id, { signal }, message) => outbound.takeBack(id, message, signal) }),
    ...(can.allowReactions && { react: (id, emoji, { signal }) => outbound.react(id, emoji, signal) }),
    ...(can.allowReadNotices && { markRead: (id) => outbound.markRead(id) }),
    ...(can.allowTyping && { typing: (to, on) => outbound.typing(to, on) }),
  };
}

function noted(context: AccountContext, result: SendResult): SendResult {
  if (result.outcome === 'pending' || result.outcome === 'accepted') context.health({ state: 'connected' });
  if (result.outcome === 'retry' && result.why.code === 'custom.stranger')
    context.health({ state: 'needs sign-in', why: result.why, action: 'sign in again' });
  if (result.outcome === 'retry' && result.why.code === 'custom.internal')
    context.health({ state: 'misconfigured', why: result.why, action: 'contact provider' });
  return result;
}

/** Bridges answer 2xx to what they do not know, as the public API asks of them. */
async function checksOf(registry: Registry, channel: Channel): Promise<Check[]> {
  if (channel.webhookUrl === '') return [{ code: 'no_webhook', state: 'warn' }];
  const test = { type: 'WEBHOOK_TEST', eventId: newId(), accountId: null, about: {} };
  const posted = await registry.post(registry.hookOf(channel.id, test), AbortSignal.timeout(8_000));
  if (posted.outcome === 'taken') return [{ code: 'webhook', state: 'good' }];
  return [{ code: 'webhook', state: 'bad', detail: posted.why }];
}
