// What became of mails we sent, as told by bounces, receipts and complaints (RFC 3464, 5965, 8098).
import type { Address } from '../../../core/contract/address.ts';
import type { ReceiptEvent, StoredArrival } from '../../../core/contract/inbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { Bounce, BounceRecipient } from '../reading/bounce/shapes.ts';
import type { ReadMail } from '../reading/channel-reading.ts';
import { readOwnMessageId } from './identity.ts';

/** Delivery keys are what we give as ENVID (RFC 3461 §4.4). */
const KEY = /^[a-z0-9]{8,40}$/i;

/** One receipt for each recipient that is told of; none for reports about mails that do not say which. */
export function receiptsOf(mail: ReadMail, arrival: StoredArrival): ReceiptEvent[] {
  const { bounce } = mail.reading;
  const of = bounce && reported(bounce);
  if (!bounce || !of) return [];
  const at = dateOf(mail, arrival);
  const complained = bounce.complaint?.recipients ?? [];
  return [
    ...bounce.recipients.map((one): ReceiptEvent => ({ type: 'receipt', of, at, ...fateOf(one) })),
    ...complained.map((address): ReceiptEvent => ({ type: 'receipt', of, at, ...complaintOf(address, bounce) })),
  ];
}

/** The mail says nothing but that ours arrived: it is a receipt and no message. */
export function isOnlyReceipt(mail: ReadMail): boolean {
  return mail.readReceipt !== null || mail.reading.reason === 'delivery-receipt';
}

export function readEvent(mail: ReadMail, arrival: StoredArrival): ReceiptEvent[] {
  if (!mail.readReceipt) return [];
  const address = mail.reading.from?.address;
  const of = ofMessage(mail.readReceipt.originalMessageId);
  return [
    { type: 'receipt', of, status: 'read', at: dateOf(mail, arrival), recipient: address ? email(address) : undefined },
  ];
}

function reported(bounce: Bounce): ReceiptEvent['of'] | null {
  if (bounce.originalMessageId) return ofMessage(bounce.originalMessageId);
  return bounce.envelopeId && KEY.test(bounce.envelopeId) ? { key: bounce.envelopeId } : null;
}

function ofMessage(messageId: string): ReceiptEvent['of'] {
  const own = readOwnMessageId(messageId);
  return own ? { externalId: messageId, key: own.key } : { externalId: messageId };
}

function fateOf(one: BounceRecipient): Pick<ReceiptEvent, 'status' | 'recipient' | 'reason' | 'failure'> {
  const status = statusOf(one);
  const detail = one.diagnostic ?? '';
  const why = reason(`bounce.${one.reason}`, one.diagnostic ?? one.reason, {
    status: one.status ?? '',
    address: one.address,
    detail,
  });
  return {
    status,
    recipient: one.address ? email(one.address) : undefined,
    reason: status === 'delivered' ? undefined : why,
    failure: status === 'failed' ? one.kind : undefined,
  };
}

/** A delay is no failure: the server goes on trying. */
function statusOf({ action }: BounceRecipient): ReceiptEvent['status'] {
  if (action === 'delayed') return 'deferred';
  return action === 'delivered' || action === 'relayed' || action === 'expanded' ? 'delivered' : 'failed';
}

/** Who complains has got the mail. */
function complaintOf(
  address: string,
  bounce: Bounce,
): Pick<ReceiptEvent, 'status' | 'recipient' | 'reason' | 'failure'> {
  const type = bounce.complaint!.type;
  const why = reason('complaint.received', `${address} has reported this mail as unwanted (${type}).`, {
    address,
    type,
  });
  return { status: 'delivered', recipient: email(address), reason: why, failure: 'complaint' };
}

function email(address: string): Address {
  return { kind: 'email', value: address.toLowerCase() };
}

function dateOf(mail: ReadMail, arrival: StoredArrival): Date {
  return mail.reading.date ? new Date(mail.reading.date) : arrival.receivedAt;
}
