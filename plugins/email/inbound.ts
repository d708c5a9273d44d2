// A stored mail becomes events: one message with its parts, and receipts for what bounced or was read.
import type { Person } from '../../core/contract/address.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { MessageEvent, Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import type { Part } from '../../core/contract/part.ts';
import { reason } from '../../core/contract/reason.ts';
import type { MailSettings } from './account/settings.ts';
import { externalIdOf, loopMark, readOwnMessageId } from './mail/identity.ts';
import { authorshipOf, type Authorship } from './mail/original.ts';
import { partsOf } from './mail/parts.ts';
import { isOnlyReceipt, readEvent, receiptsOf } from './mail/receipts.ts';
import { threadOf } from './mail/threading.ts';
import { trustedServers, verdictOf } from './mail/verdict.ts';
import type { Authentication } from './reading/authentication.ts';
import type { ReadMail } from './reading/channel-reading.ts';
import type { MailAddress } from './reading/parsed-mail.ts';
import type { MailReader } from './reading/reader.ts';

/** What came with the mail besides its bytes; see the receiver and the fetching of folders. */
export interface MailMeta {
  /** SMTP envelope, where our own receiver took it. */
  from?: string;
  to?: string[];
  clientAddress?: string;
  helo?: string;
  /** What our receiver found out about the sender when the mail came in. */
  authentication?: Authentication;
  folder?: string;
  uid?: number;
  /** ISO 8601: when the far server got it. */
  arrivedAt?: string;
  /** Bytes on the server, of which only a part was fetched. */
  truncatedFrom?: number;
  /** The mail lies in the folder for sent mail: somebody answered in another program. */
  sent?: boolean;
}

export async function parseArrival(
  context: AccountContext,
  reader: Pick<MailReader, 'readForChannel'>,
  arrival: StoredArrival,
): Promise<Parsed> {
  const meta = (arrival.meta ?? {}) as MailMeta;
  const settings = context.account.settings as MailSettings;
  const mail = await reader.readForChannel(arrival.body, { trustedServers: trustedServers(settings) });
  const { reading } = mail;
  const summary = `${reading.kind === 'message' ? '' : `${reading.kind}: `}${reading.subject || '(no subject)'}`;
  if (isOwn(context, mail))
    return { events: [], summary, note: reason('mail.own', 'This mail was sent by this account itself.') };
  const receipts = [...receiptsOf(mail, arrival), ...readEvent(mail, arrival)];
  if (isOnlyReceipt(mail)) return { events: receipts, summary };
  const message = await messageOf(context, mail, meta, arrival);
  return { events: [message, ...receipts], summary };
}

/** It came round: by a copy in the mailbox, a forwarding rule, a list. Answers do not carry the mark. */
function isOwn(context: AccountContext, { loop, reading }: ReadMail): boolean {
  if (loop === loopMark(context.deskId, context.account.publicId)) return true;
  const isOurId = reading.messageId !== null && readOwnMessageId(reading.messageId) !== null;
  return isOurId && context.isOwnAddress(reading.from?.address ?? '') && loop === null;
}

async function messageOf(
  context: AccountContext,
  mail: ReadMail,
  meta: MailMeta,
  arrival: StoredArrival,
): Promise<MessageEvent> {
  const { reading } = mail;
  const from = { name: reading.from?.name ?? '', address: reading.from?.address || meta.from || '' };
  const verdict = verdictOf(meta.authentication ?? reading.authentication);
  const authorship = await authorshipOf(context, mail, from, verdict?.level === 'spoofed');
  const isOriginal = authorship.forwarder !== null;
  return {
    type: 'message',
    id: await externalIdOf(reading.messageId, arrival.body, arrivedAt(meta, arrival)),
    at: reading.date ? new Date(reading.date) : arrivedAt(meta, arrival),
    direction: meta.sent && context.isOwnAddress(from.address) ? 'out' : undefined,
    sender: toPerson(authorship.sender),
    recipients: [...withRole('to', reading.to), ...withRole('cc', reading.cc)],
    replyTo: isOriginal ? undefined : reading.replyTo.filter((one) => one.address !== from.address).map(toPerson),
    subject: isOriginal ? (reading.forward?.subject ?? reading.subject) : reading.subject,
    parts: [...partsOf(mail, isOriginal), ...truncation(meta)],
    thread: threadOf(mail, meta.to ?? []),
    inReplyTo: reading.inReplyTo[0],
    automatic: automaticOf(mail),
    verdict,
    aliases: reading.messageId ? [reading.messageId] : [],
    details: detailsOf(mail, meta, authorship),
  };
}

function detailsOf(mail: ReadMail, meta: MailMeta, { forwarder, offered }: Authorship): Record<string, unknown> {
  const { reading } = mail;
  return {
    messageId: reading.messageId,
    kind: reading.kind,
    rule: reading.reason,
    defects: reading.defects.map((one) => one.code),
    forwarder: forwarder ?? undefined,
    // The page offers with one click that this person counts as the sender.
    originalSender: offered ?? undefined,
    wantsReadReceipt: mail.wantsReadReceipt || undefined,
    remoteImages: mail.remoteImages || undefined,
    encrypted: reading.encrypted ?? undefined,
    signed: reading.signed || undefined,
    folder: meta.folder,
    deliveredTo: meta.to?.length ? meta.to : undefined,
  };
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

function truncation({ truncatedFrom }: MailMeta): Part[] {
  if (!truncatedFrom) return [];
  const megabytes = Math.round(truncatedFrom / 1024 / 1024);
  const text = `This mail is ${megabytes} MB large; only its beginning was fetched.`;
  return [{ type: 'unsupported', what: 'mail', why: reason('mail.truncated', text, { megabytes }) }];
}

function arrivedAt(meta: MailMeta, arrival: StoredArrival): Date {
  return meta.arrivedAt ? new Date(meta.arrivedAt) : arrival.receivedAt;
}

function toPerson(mailbox: MailAddress): Person {
  return { name: mailbox.name || undefined, address: { kind: 'email', value: mailbox.address } };
}

function withRole(role: 'to' | 'cc', mailboxes: MailAddress[]) {
  return mailboxes
    .filter(({ address }) => address !== '')
    .slice(0, 200)
    .map((one) => ({ role, person: toPerson(one) }));
}
