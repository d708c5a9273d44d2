// A stored mail becomes events: one message with its parts, and receipts for what bounced or was read.
import type { Address, Person } from '../../core/contract/address.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { InboundEvent, MessageEvent, Parsed, ReceiptEvent, StoredArrival } from '../../core/contract/inbound.ts';
import { reason } from '../../core/contract/reason.ts';
import { externalIdOf, messageIdOf, readOwnMessageId, tokenInAddress } from './identity.ts';
import { partsOf } from './parts.ts';
import type { ReadMail } from './reading/channel-reading.ts';
import type { MailAddress } from './reading/parsed-mail.ts';
import type { MailSettings } from './settings.ts';

/** What came with the mail besides its bytes; see receiver.ts and the IMAP sync. */
export interface MailMeta {
  /** SMTP envelope, where our own receiver took it. */
  from?: string;
  to?: string[];
  clientAddress?: string;
  helo?: string;
  folder?: string;
  uid?: number;
}

export async function parseArrival(
  context: AccountContext,
  read: (raw: Uint8Array) => Promise<ReadMail>,
  arrival: StoredArrival,
): Promise<Parsed> {
  const meta = (arrival.meta ?? {}) as MailMeta;
  const settings = context.account.settings as MailSettings;
  const mail = await read(arrival.body);
  const { reading } = mail;
  const summary = `${reading.kind === 'message' ? '' : `${reading.kind}: `}${reading.subject || '(no subject)'}`;
  if (mail.loop === context.deskId)
    return { events: [], summary, note: reason('own_mail', 'This mail came from this desk itself.') };
  const own = [reading.messageId ?? ''].find((id) => readOwnMessageId(id));
  if (own) return { events: [], summary, note: reason('own_mail', 'This mail came from this desk itself.') };
  const receipts = receiptsOf(mail, arrival);
  if (mail.readReceipt) return { events: [readEvent(mail, arrival)], summary };
  const message = await messageOf(context, settings, mail, meta, arrival);
  return { events: [message, ...receipts], summary };
}

async function messageOf(
  context: AccountContext,
  settings: MailSettings,
  mail: ReadMail,
  meta: MailMeta,
  arrival: StoredArrival,
): Promise<MessageEvent> {
  const { reading } = mail;
  const from = reading.from ?? { name: '', address: meta.from || 'unknown@invalid' };
  const original =
    settings.originalSender && (await isForwarder(context, settings, from.address))
      ? (reading.forward?.from ?? null)
      : null;
  const sender = original?.address ? original : from;
  return {
    type: 'message',
    id: externalIdOf({
      messageId: reading.messageId,
      from: from.address,
      date: reading.date ?? '',
      subject: reading.subject,
      body: reading.text,
      files: reading.attachments.map((one) => one.md5),
    }),
    at: reading.date ? new Date(reading.date) : arrival.receivedAt,
    sender: toPerson(sender),
    recipients: [...withRole('to', reading.to), ...withRole('cc', reading.cc)],
    replyTo: original ? undefined : reading.replyTo.filter((one) => one.address !== from.address).map(toPerson),
    subject: original ? (reading.forward?.subject ?? reading.subject) : reading.subject,
    parts: partsOf(mail, original !== null),
    thread: threadOf(mail, meta),
    inReplyTo: reading.inReplyTo[0],
    automatic: automaticOf(mail),
    aliases: reading.messageId ? [reading.messageId] : [],
    details: {
      messageId: reading.messageId,
      kind: reading.kind,
      defects: reading.defects.map((one) => one.code),
      forwarder: original ? from : undefined,
      forward: reading.forward && !original ? { from: reading.forward.from } : undefined,
      wantsReadReceipt: mail.wantsReadReceipt || undefined,
      remoteImages: mail.remoteImages || undefined,
      encrypted: reading.encrypted ?? undefined,
      signed: reading.signed || undefined,
    },
  };
}

/** Only the team and forwarding mailboxes speak for others; anybody else would open tickets in a stranger's name (EM-6). */
async function isForwarder(context: AccountContext, settings: MailSettings, address: string): Promise<boolean> {
  const bare = address.toLowerCase();
  return bare === settings.address || context.isOwnAddress(bare) || (await context.isTeamMember(bare));
}

function threadOf(mail: ReadMail, meta: MailMeta): MessageEvent['thread'] {
  const { reading } = mail;
  const near = [...reading.inReplyTo, ...reading.references.toReversed()].map(messageIdOf);
  if (reading.bounce?.originalMessageId) near.unshift(reading.bounce.originalMessageId);
  const addressed = [
    ...(meta.to ?? []),
    ...[...reading.to, ...reading.cc].map((one) => one.address),
    ...mail.deliveredTo,
  ];
  const tokens = [...addressed.map(tokenInAddress), ...near.map((one) => readOwnMessageId(one)?.threadToken ?? null)];
  return { references: [...new Set(near)], tokens: [...new Set(tokens.filter((one) => one !== null))] };
}

function automaticOf(mail: ReadMail): MessageEvent['automatic'] {
  switch (mail.reading.kind) {
    case 'bounce':
    case 'complaint':
    case 'auto-reply':
    case 'list':
      return mail.reading.kind;
    default:
      return mail.automatic ? 'generated' : undefined;
  }
}

/** RFC 3464: one receipt for each recipient; `delayed` never fails anything. */
function receiptsOf(mail: ReadMail, arrival: StoredArrival): ReceiptEvent[] {
  const { bounce } = mail.reading;
  if (!bounce?.originalMessageId) return [];
  const at = mail.reading.date ? new Date(mail.reading.date) : arrival.receivedAt;
  return bounce.recipients.flatMap((one): ReceiptEvent[] => {
    const status =
      one.action === 'delayed'
        ? 'deferred'
        : one.action === 'delivered' || one.action === 'relayed'
          ? 'delivered'
          : 'failed';
    const recipient: Address | undefined = one.address
      ? { kind: 'email', value: one.address.toLowerCase() }
      : undefined;
    const why = reason(`bounce.${one.reason}`, one.diagnostic ?? one.reason, {
      status: one.status ?? '',
      address: one.address,
      detail: one.diagnostic ?? '',
    });
    return [
      {
        type: 'receipt',
        of: ofMessage(bounce.originalMessageId!),
        status,
        at,
        recipient,
        reason: why,
        failure: status === 'failed' ? one.kind : undefined,
      },
    ];
  });
}

function readEvent(mail: ReadMail, arrival: StoredArrival): InboundEvent {
  const address = mail.reading.from?.address;
  return {
    type: 'receipt',
    of: ofMessage(mail.readReceipt!.originalMessageId),
    status: 'read',
    at: mail.reading.date ? new Date(mail.reading.date) : arrival.receivedAt,
    recipient: address ? { kind: 'email', value: address.toLowerCase() } : undefined,
  };
}

function ofMessage(messageId: string): ReceiptEvent['of'] {
  const own = readOwnMessageId(messageId);
  return own ? { externalId: messageId, key: own.key } : { externalId: messageId };
}

function toPerson(mailbox: MailAddress): Person {
  return { name: mailbox.name || undefined, address: { kind: 'email', value: mailbox.address } };
}

function withRole(role: 'to' | 'cc', mailboxes: MailAddress[]) {
  return mailboxes.filter((one) => one.address.includes('@')).map((one) => ({ role, person: toPerson(one) }));
}
