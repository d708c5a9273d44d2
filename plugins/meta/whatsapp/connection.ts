// One live WhatsApp number: what it can carry, reading what came, sending what goes.
import type { Connection } from '../../../core/contract/connection.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import type { Attempt, OutboundMessage, SendResult } from '../../../core/contract/outbound.ts';
import type { Part } from '../../../core/contract/part.ts';
import { reason } from '../../../core/contract/reason.ts';
import { appIdOf, type Subscribed } from '../graph/subscriptions.ts';
import { watch } from '../graph/watching.ts';
import { buttonOf } from '../graph/agreeing.ts';
import { MARKETING } from '../graph/opting.ts';
import { capabilitiesOf, policy } from './account/capabilities.ts';
import { lookAtNumber, remoteOf, toneOf } from './account/standing.ts';
import { usageCheck } from './account/usage.ts';
import { parseArrival } from './inbound.ts';
import { toQuestion, toReaction, toRequest, type Uploaded } from './outbound.ts';
import type { Remote } from './remote.ts';
import { settingsOf } from './settings.ts';
import { templatesOf } from './templates/sync.ts';

export function openConnection(context: AccountContext): Connection {
  const { account } = context;
  const { readReceipts } = settingsOf(account);
  const remote = remoteOf(context);
  return {
    capabilities: ({ settings }) => ({
      ...capabilitiesOf(settings.readReceipts !== false),
      consent: { purpose: MARKETING, asked: settings.optInAsked !== false },
    }),
    policy,
    parse: async (arrival) => parseArrival(account, arrival),
    send: async (message, attempt) => noted(context, await sent(remote, message, attempt, context.now())),
    askConsent: (need, { signal }) => remote.send(toQuestion(need, buttonOf(settingsOf(account))), signal),
    media: (ref, signal) => remote.media(ref, signal),
    templates: () => templatesOf(context),
    react: async (id, emoji, { signal }, by) => noted(context, await remote.send(toReaction(id, emoji, by), signal)),
    ...(readReceipts && { markRead: (id) => remote.tell({ status: 'read', message_id: id }) }),
    async typing(to, on) {
      // Shown below the message that is answered, so it needs one; it ends by itself.
      const last = on ? (await context.history({ person: to, most: 1 })).messages.at(-1) : undefined;
      if (last?.direction === 'in' && last.externalId)
        await remote.tell({ status: 'read', message_id: last.externalId, typing_indicator: { type: 'text' } });
    },
    check: async () => [...(await checksOf(context, remote)), ...(await usageCheck(context))],
    listen: (signal) => watch(context, signal, () => lookAtNumber(context)),
    close: async () => {},
  };
}

/** Files are handed over first; what is sent names them. */
async function sent(remote: Remote, message: OutboundMessage, attempt: Attempt, now: Date): Promise<SendResult> {
  const uploaded: Uploaded = {};
  for (const [key, fileId] of filesOf(message.parts[0])) {
    const { name, mimeType, content } = await attempt.file(fileId);
    const id = await remote.upload({ name, mimeType, content: await content() }, attempt.signal);
    if (typeof id !== 'string') return id;
    uploaded[key] = id;
  }
  return remote.send(toRequest(message, uploaded, now), attempt.signal);
}

function filesOf(part: Part | undefined): [key: string, fileId: number][] {
  if (part?.type === 'template') return Object.entries(part.files ?? {}).map(([key, { fileId }]) => [key, fileId]);
  return part?.type === 'media' && part.fileId !== undefined ? [['', part.fileId]] : [];
}

/** That the token is dead, the far side reports by itself. */
function noted(context: AccountContext, result: SendResult): SendResult {
  if (result.outcome === 'pending' || result.outcome === 'accepted') context.health({ state: 'connected' });
  return result;
}

async function checksOf(context: AccountContext, remote: Remote): Promise<Check[]> {
  const found = await remote.phoneNumber();
  if ('why' in found) return [{ code: 'number', state: 'bad', detail: found.why }];
  const { quality, status, sending, nameStatus, limit } = found;
  const subscribed = await remote.isSubscribed(await appIdOf(context));
  const detail = (word: string) => (word === '' ? {} : { detail: reason('whatsapp.says', `Meta: ${word}`, { word }) });
  return [
    { code: 'number', state: 'good' },
    WEBHOOK[subscribed],
    { code: 'quality', state: toneOf(quality), ...detail(quality) },
    {
      code: 'sending',
      state: toneOf(BANNED.test(status) ? status : sending),
      ...detail([status, limit].filter(Boolean).join(', ')),
    },
    { code: 'name', state: toneOf(nameStatus), ...detail(nameStatus) },
  ];
}

const BANNED = /^(BANNED|FLAGGED|RESTRICTED|RATE_LIMITED)$/;

const WEBHOOK: Record<Subscribed, Check> = {
  yes: { code: 'webhook', state: 'good' },
  no: {
    code: 'webhook',
    state: 'bad',
    detail: reason(
      'whatsapp.nothing_brought',
      'Meta brings nothing to your app. The desk tells it to every quarter of an hour.',
    ),
  },
  unknown: {
    code: 'webhook',
    state: 'warn',
    detail: reason('whatsapp.not_told', 'Meta did not say whether it brings messages.'),
  },
};
