// One live website chat: what it can carry, and what goes to visitors' browsers.
import type { Capabilities } from '../../core/contract/capabilities.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Check } from '../../core/contract/health.ts';
import { reason } from '../../core/contract/reason.ts';
import { parseArrival } from './inbound.ts';
import { hubOf, type Hub } from './line/hub.ts';
import { CLOSED } from './line/limits.ts';
import { handOver } from './outbound.ts';
import { settingsOf } from './settings.ts';
import { sendTranscript } from './visitor/mails.ts';
import { changeVisitor, findVisitor } from './visitor/visitors.ts';

const MEGABYTE = 1024 * 1024;
const file = { level: 'carries', maximum: 25 * MEGABYTE, caption: 'carries' } as const;

const CAPABILITIES: Capabilities = {
  id: 'chat-1',
  text: {
    level: 'carries',
    maximum: 8000,
    split: true,
    styles: { bold: 'carries', italic: 'carries', link: 'carries', list: 'carries', code: 'carries', heading: 'drops' },
  },
  media: { image: file, audio: file, voice: file, video: file, file },
  mediaCount: 10,
  together: true,
  recipients: { cc: false, bcc: false, maximum: 1 },
  choice: { level: 'carries', maximum: 12, title: 60 },
  receipts: ['read'],
  typing: true,
  markRead: true,
};

export function openConnection(context: AccountContext): Connection {
  const hub = hubOf(context);
  const { publicId } = context.account;
  return {
    capabilities: () => CAPABILITIES,
    policy: ({ recipient }) =>
      recipient && recipient.kind !== 'handle'
        ? { state: 'closed', why: reason('chat.no_visitor', 'The contact is no visitor of this site.') }
        : { state: 'open' },
    parse: async (arrival) => parseArrival(arrival),
    send: (message) => handOver(context, hub, message),
    typing: async (to, on) => hub.tell(publicId, to.value, { typing: { on } }),
    markRead: (id) => read(context, hub, id),
    concluded: async (_conversation, people) => {
      for (const { kind, value } of people) if (kind === 'handle') await concluded(context, hub, value);
    },
    check: async () => checksOf(context, hub),
    close: async () => hub.close(publicId, CLOSED.tryLater),
  };
}

/** Kept, so that who comes back sees it as well. */
async function read(context: AccountContext, hub: Hub, externalId: string): Promise<void> {
  const [, visitorId, clientId] = /^m:([\w-]{22}):([\w-]+)$/.exec(externalId) ?? [];
  if (!visitorId || !clientId) return;
  await changeVisitor(context, visitorId, { read_up_to: clientId });
  hub.tell(context.account.publicId, visitorId, { read: { upTo: clientId } });
}

async function concluded(context: AccountContext, hub: Hub, visitorId: string): Promise<void> {
  const { rating, transcriptAtEnd } = settingsOf(context.account);
  hub.tell(context.account.publicId, visitorId, { closed: { rate: rating } });
  const email = transcriptAtEnd ? (await findVisitor(context, visitorId))?.email : '';
  if (email) await sendTranscript(context, hub, visitorId, { email, key: `closed ${context.now().getTime()}` });
}

function checksOf(context: AccountContext, hub: Hub): Check[] {
  const { domains } = settingsOf(context.account);
  const count = hub.size();
  return [
    { code: 'visitors', state: 'good', detail: reason('chat.visitors', `${count} visitors are connected.`, { count }) },
    domains.length > 0
      ? {
          code: 'domains',
          state: 'good',
          detail: reason('chat.domains', domains.join(', '), { domains: domains.join(', ') }),
        }
      : { code: 'domains', state: 'warn', detail: reason('chat.any_domain', 'Any site may show this chat.') },
  ];
}
