// One live WhatsApp number: what it can carry, reading what came, sending what goes.
import type { Connection } from '../../../core/contract/connection.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import type { Attempt, OutboundMessage, SendResult } from '../../../core/contract/outbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import { capabilitiesOf, policy } from './account/capabilities.ts';
import { parseArrival } from './inbound.ts';
import { toReaction, toRequest } from './outbound.ts';
import { Remote } from './remote.ts';
import { settingsOf } from './settings.ts';

export function openConnection(context: AccountContext): Connection {
  const { account } = context;
  const { phoneNumberId, businessAccountId, token, readReceipts } = settingsOf(account);
  const remote = new Remote(context, { phoneNumberId, businessAccountId, token: token ?? '' });
  return {
    capabilities: ({ settings }) => capabilitiesOf(settings.readReceipts !== false),
    policy,
    parse: async (arrival) => parseArrival(account, arrival),
    send: async (message, attempt) => noted(context, await sent(remote, message, attempt)),
    media: (ref, signal) => remote.media(ref, signal),
    react: async (id, emoji, { signal }, by) => noted(context, await remote.send(toReaction(id, emoji, by), signal)),
    ...(readReceipts && { markRead: (id) => remote.tell({ status: 'read', message_id: id }) }),
    async typing(to, on) {
      // Shown below the message that is answered, so it needs one; it ends by itself.
      const last = on ? (await context.history({ person: to, most: 1 })).messages.at(-1) : undefined;
      if (last?.direction === 'in' && last.externalId)
        await remote.tell({ status: 'read', message_id: last.externalId, typing_indicator: { type: 'text' } });
    },
    check: () => checksOf(remote),
    close: async () => {},
  };
}

/** A file is handed over first; what is sent names it. */
async function sent(remote: Remote, message: OutboundMessage, attempt: Attempt): Promise<SendResult> {
  const part = message.parts[0];
  if (part?.type !== 'media' || part.fileId === undefined) return remote.send(toRequest(message, null), attempt.signal);
  const file = await attempt.file(part.fileId);
  const uploaded = await remote.upload(
    { name: part.name, mimeType: part.mimeType, content: await file.content() },
    attempt.signal,
  );
  return typeof uploaded === 'string' ? remote.send(toRequest(message, uploaded), attempt.signal) : uploaded;
}

function noted(context: AccountContext, result: SendResult): SendResult {
  if (result.outcome === 'pending' || result.outcome === 'accepted') context.health({ state: 'connected' });
  if (result.outcome === 'retry' && result.account && result.why.code === 'whatsapp.failed.signed_out')
    context.health({ state: 'needs sign-in', why: result.why, action: 'sign in again' });
  return result;
}

async function checksOf(remote: Remote): Promise<Check[]> {
  const found = await remote.phoneNumber();
  if ('why' in found) return [{ code: 'number', state: 'bad', detail: found.why }];
  const isSubscribed = (await remote.isSubscribed()) === 'yes';
  const quality = reason('whatsapp.quality', `Meta rates the quality of the number ${found.quality}.`, {
    quality: found.quality,
  });
  return [
    { code: 'number', state: 'good' },
    { code: 'webhook', state: isSubscribed ? 'good' : 'bad' },
    { code: 'quality', state: /RED/.test(found.quality) ? 'warn' : 'good', ...(found.quality && { detail: quality }) },
  ];
}
