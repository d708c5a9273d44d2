// One live website chat: what it can carry, and what goes to visitors' browsers.
import type { Address } from '../../core/contract/address.ts';
import type { Capabilities } from '../../core/contract/capabilities.ts';
import { CLOSED } from '../../core/contract/close-codes.ts';
import type { Connection, TranscriptResult } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Check } from '../../core/contract/health.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import { parseArrival } from './inbound.ts';
import { showEdited, takeBack } from './line/amending.ts';
import { hubOf, type Hub } from './line/hub.ts';
import { tellFlows, tellSettings } from './line/renewing.ts';
import { handOver } from './outbound.ts';
import { settingsOf } from './settings.ts';
import { sendTranscript } from './visitor/mails.ts';
import { addressOf } from './visitor/tokens.ts';
import { changeVisitor, findVisitor, type Visitor } from './visitor/visitors.ts';

const MEGABYTE = 1024 * 1024;
/** Seconds: a day, in which somebody may still come back and read it. */
const AMENDABLE = 86_400;
const file = { level: 'carries', maximum: 25 * MEGABYTE, caption: 'carries' } as const;

const CAPABILITIES: Capabilities = {
  id: 'chat-2',
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
  edit: { within: AMENDABLE },
  delete: { within: AMENDABLE },
  typing: true,
  markRead: true,
};

export function openConnection(context: AccountContext): Connection {
  const hub = hubOf(context);
  const { publicId } = context.account;
  void tellSettings(context, hub);
  return {
    capabilities: () => CAPABILITIES,
    policy: ({ recipient }) =>
      recipient && recipient.kind !== 'handle'
        ? { state: 'closed', why: reason('chat.no_visitor', 'The contact is no visitor of this site.') }
        : { state: 'open' },
    parse: async (arrival) => parseArrival(arrival),
    send: (message) => handOver(context, hub, message),
    edit: (id, message) => showEdited(context, hub, id, message),
    delete: (id, _attempt, message) => takeBack(context, hub, id, message),
    typing: async (to, on) => hub.tell(publicId, to.value, { typing: { on } }),
    markRead: (id) => read(context, hub, id),
    concluded: async (_conversation, people) => {
      for (const { kind, value } of people) if (kind === 'handle') await concluded(context, hub, value);
    },
    chatflowsChanged: () => tellFlows(context, hub),
    transcript: (conversation, people, to) => mailTranscript(context, hub, { conversation, people, to }),
    check: async () => checksOf(context, hub),
    // Visitors stay; they are told what has changed.
    close: async (renewed) => void (renewed || hub.lines.close(publicId, CLOSED.tryLater)),
  };
}

/** The letter speaks the language of the visitor. */
async function mailTranscript(
  context: AccountContext,
  hub: Hub,
  { conversation, people, to: email }: { conversation: string; people: Address[]; to: string },
): Promise<TranscriptResult> {
  if (!(await context.reachable()).includes('email'))
    return {
      sent: false,
      why: reason('chat.no_mail', 'No account of this desk can send e-mail. Connect one under Settings, Channels.'),
    };
  const key = `team ${context.now().getTime()}`;
  for (const { kind, value } of people)
    if (kind === 'handle' && (await sendTranscript(context, hub, value, { email, key, conversation })))
      return { sent: true };
  return { sent: false, why: reason('chat.nothing_said', 'Nothing was said in this conversation yet.') };
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
  const visitor = await findVisitor(context, visitorId);
  if (visitor?.ended_at && !(await wentOn(context, visitor))) return;
  hub.tell(context.account.publicId, visitorId, { closed: { rate: rating } });
  const email = transcriptAtEnd ? visitor?.email : '';
  if (email) await sendTranscript(context, hub, visitorId, { email, key: `closed ${context.now().getTime()}` });
}

/** Who has ended it themselves knows, unless something was said since. */
async function wentOn(context: AccountContext, { id, ended_at: ended }: Visitor): Promise<boolean> {
  const [last] = (await context.history({ person: addressOf(id), most: 1 })).messages;
  return last !== undefined && last.at.getTime() > ended!;
}

function checksOf(context: AccountContext, hub: Hub): Check[] {
  const { domains, mailAddress } = settingsOf(context.account);
  const count = hub.size();
  const foreign = mailAddress && !context.isOwnAddress(mailAddress) ? mailAddress : null;
  return [
    { code: 'visitors', state: 'good', detail: reason('chat.visitors', `${count} visitors are connected.`, { count }) },
    domains.length > 0
      ? {
          code: 'domains',
          state: 'good',
          detail: reason('chat.domains', domains.join(', '), { domains: domains.join(', ') }),
        }
      : { code: 'domains', state: 'warn', detail: reason('chat.any_domain', 'Any site may show this chat.') },
    ...(foreign === null ? [] : [{ code: 'sender', state: 'warn' as const, detail: foreignSender(foreign) }]),
  ];
}

function foreignSender(address: string): Reason {
  const text = `No account of this desk has the address ${address}: transcripts leave by another one.`;
  return reason('chat.foreign_sender', text, { address });
}
