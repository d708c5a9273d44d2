// One live page: what it can carry, reading what came, sending what goes.
import type { Connection } from '../../../core/contract/connection.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import type { Attempt, OutboundMessage, SendResult } from '../../../core/contract/outbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import { appIdOf, type Subscribed } from '../graph/subscriptions.ts';
import { watch } from '../graph/watching.ts';
import { buttonOf } from '../graph/agreeing.ts';
import { MARKETING } from '../graph/opting.ts';
import { capabilitiesOf, policy as windowPolicy } from './account/capabilities.ts';
import { lookAtPage, remoteOf } from './account/face.ts';
import { blockOf, liftBlock, policyCheck } from './account/policy.ts';
import { parseArrival } from './inbound.ts';
import { toQuestion, toReaction, toRequest } from './outbound.ts';
import type { Remote } from './remote.ts';
import { settingsOf } from './settings.ts';

export function openConnection(context: AccountContext): Connection {
  const { account } = context;
  const { readReceipts } = settingsOf(account);
  const remote = remoteOf(context);
  return {
    capabilities: ({ settings }) => ({
      ...capabilitiesOf(settings.readReceipts !== false),
      consent: { purpose: MARKETING, asked: settings.optInAsked !== false },
    }),
    policy: windowPolicy,
    parse: async (arrival) => parseArrival(account, arrival),
    send: async (message, attempt) => noted(context, await sent(context, remote, message, attempt)),
    askConsent: (need, { signal }) => remote.send(toQuestion(need, buttonOf(settingsOf(account))), signal),
    media: (ref, signal) => remote.media(ref, signal),
    react: async (id, emoji, { signal }, by) => noted(context, await remote.act(toReaction(id, emoji, by), id, signal)),
    ...(readReceipts && { markRead: (_id, by) => remote.tell(by.value, 'mark_seen') }),
    typing: (to, on) => remote.tell(to.value, on ? 'typing_on' : 'typing_off'),
    check: () => checksOf(context, remote),
    listen: (signal) => watch(context, signal, () => lookAtPage(context)),
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

/** That the token is dead, the far side reports by itself. */
async function noted(context: AccountContext, result: SendResult): Promise<SendResult> {
  if (result.outcome !== 'pending' && result.outcome !== 'accepted') return result;
  await liftBlock(context);
  context.health((await blockOf(context)) ?? { state: 'connected' });
  return result;
}

async function checksOf(context: AccountContext, remote: Remote): Promise<Check[]> {
  const found = await remote.page();
  const policy = await policyCheck(context);
  if ('why' in found) return [{ code: 'page', state: 'bad', detail: found.why }, policy];
  return [{ code: 'page', state: 'good' }, WEBHOOK[await remote.isSubscribed(await appIdOf(context))], policy];
}

const WEBHOOK: Record<Subscribed, Check> = {
  yes: { code: 'webhook', state: 'good' },
  no: {
    code: 'webhook',
    state: 'bad',
    detail: reason(
      'messenger.nothing_brought',
      'Meta does not bring everything to your app. The desk tells it to every quarter of an hour.',
    ),
  },
  unknown: {
    code: 'webhook',
    state: 'warn',
    detail: reason('messenger.not_told', 'Meta did not say whether it brings messages.'),
  },
};
