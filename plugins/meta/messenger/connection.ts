// One live page: what it can carry, reading what came, sending what goes.
import type { Connection } from '../../../core/contract/connection.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import type { Attempt, OutboundMessage, SendResult } from '../../../core/contract/outbound.ts';
import { capabilitiesOf, policy } from './account/capabilities.ts';
import { parseArrival } from './inbound.ts';
import { toRequest } from './outbound.ts';
import { Remote } from './remote.ts';
import { settingsOf } from './settings.ts';

export function openConnection(context: AccountContext): Connection {
  const { account } = context;
  const { pageId, token, readReceipts } = settingsOf(account);
  const remote = new Remote(context, pageId, token ?? '');
  return {
    capabilities: ({ settings }) => capabilitiesOf(settings.readReceipts !== false),
    policy,
    parse: async (arrival) => parseArrival(account, arrival),
    send: async (message, attempt) => noted(context, await sent(context, remote, message, attempt)),
    media: (ref, signal) => remote.media(ref, signal),
    ...(readReceipts && { markRead: (_id, by) => remote.tell(by.value, 'mark_seen') }),
    typing: (to, on) => remote.tell(to.value, on ? 'typing_on' : 'typing_off'),
    check: () => checksOf(remote),
    close: async () => {},
  };
}

async function sent(
  context: AccountContext,
  remote: Remote,
  message: OutboundMessage,
  attempt: Attempt,
): Promise<SendResult> {
  const { messages } = await context.history({ person: message.to[0]!.address, most: 200 });
  const lastInboundAt = messages.findLast(({ direction }) => direction === 'in')?.at ?? null;
  return remote.send(await toRequest(message, { now: context.now(), lastInboundAt }, attempt), attempt.signal);
}

function noted(context: AccountContext, result: SendResult): SendResult {
  if (result.outcome === 'pending' || result.outcome === 'accepted') context.health({ state: 'connected' });
  if (result.outcome === 'retry' && result.account && result.why.code === 'messenger.failed.signed_out')
    context.health({ state: 'needs sign-in', why: result.why, action: 'sign in again' });
  return result;
}

async function checksOf(remote: Remote): Promise<Check[]> {
  const found = await remote.page();
  if ('why' in found) return [{ code: 'page', state: 'bad', detail: found.why }];
  return [
    { code: 'page', state: 'good' },
    { code: 'webhook', state: (await remote.isSubscribed()) === 'yes' ? 'good' : 'bad' },
  ];
}
