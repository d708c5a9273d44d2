// What became of messages the business sent: one receipt a status, in whatever order they come.
import type { ReceiptEvent } from '../../../../core/contract/inbound.ts';
import { filled, fields, firstText, moment, number, objects, text, type Fields } from '../../graph/json.ts';
import { MARKETING } from '../../graph/opting.ts';
import type { Reading } from '../../graph/reading.ts';
import { errorReason } from './errors.ts';
import { personOf, phoneAddress, userAddress } from './people.ts';

/** Meta's error for who wants no advertisements. */
export const OPTED_OUT = 131050;

const STATUSES = ['sent', 'delivered', 'read', 'played', 'failed'] as const;

/** Null for a status that is not known: nothing is to be done about it. */
export function statusReading(status: Fields, receivedAt: Date): Reading | null {
  const { id, recipient_type: kind, recipient_id: phone, recipient_user_id: userId } = status;
  const state = STATUSES.find((one) => one === text(status.status).toLowerCase());
  // Our own key, handed over when it was sent, is found even when the answer with the id was lost.
  const key = text(status.biz_opaque_callback_data);
  if (!state || (text(id) === '' && key === '')) return null;
  const error = objects(status.errors)[0];
  const participant = text(kind) === 'group' ? phoneAddress(status.recipient_participant_id) : null;
  const event: ReceiptEvent = {
    type: 'receipt',
    of: { ...(text(id) && { externalId: text(id) }), ...(key && { key }) },
    status: state,
    at: moment(status.timestamp) ?? receivedAt,
    ...(participant && { recipient: participant }),
    ...usageOf(status, state),
    ...(state === 'failed' && { reason: errorReason(error ?? {}), failure: 'soft' as const }),
  };
  const to = (phoneAddress(phone) ?? userAddress(userId) ?? userAddress(phone))?.value;
  return { event, what: state, id: text(id), to, more: billing(status, error) ?? undefined };
}

/** Answers within the day that customers open, and what an advertisement opens, is free and not counted. */
const FREE = /^(service|referral_conversion|user_initiated)$/;

/**
 * What Meta counts: messages that the business begins. Before 2025 it counted conversations; those are told apart by
 * their own id. What failed was not delivered, and is charged by nobody.
 */
function usageOf(status: Fields, state: ReceiptEvent['status']): Pick<ReceiptEvent, 'usage'> {
  const unit = text(status.id);
  if (unit === '') return {};
  if (state === 'failed') return { usage: { unit, category: '', void: true } };
  const { id: conversation, origin } = fields(status.conversation);
  const { category, type, pricing_model: model } = fields(status.pricing);
  const word = firstText(category, fields(origin).type).toLowerCase();
  if (word === '' || FREE.test(word) || text(type).startsWith('free_')) return {};
  const isByConversation = text(model) === 'CBP' && text(conversation) !== '';
  return { usage: { unit: isByConversation ? text(conversation) : unit, category: word } };
}

/** A message that Meta kept back because they want no advertisements: they have told Meta so, and now the desk knows. */
export function refusalReading(status: Fields, receivedAt: Date): Reading | null {
  const { id, recipient_id: phone, recipient_user_id: userId, recipient_parent_user_id: parentId } = status;
  const error = objects(status.errors).find((one) => number(one.code) === OPTED_OUT);
  if (!error || text(status.status).toLowerCase() !== 'failed') return null;
  const by = personOf(phone, [userId, parentId]);
  const at = moment(status.timestamp) ?? receivedAt;
  const wording = errorReason(error).text;
  return {
    event: { type: 'consent', by, given: false, purpose: MARKETING, wording, at },
    what: 'opted_out',
    id: text(id),
  };
}

/** What it cost and why: shown nowhere yet, of use to whoever looks. */
function billing(status: Fields, error: Fields | undefined): Fields | null {
  const { category, billable, type } = fields(status.pricing);
  return filled({
    userId: text(status.recipient_user_id),
    category: text(category),
    billable: typeof billable === 'boolean' ? billable : undefined,
    pricing: text(type),
    code: error ? (number(error.code) ?? firstText(error.code)) : undefined,
  });
}

/** Whether it is the status of a message: bare ones are told from messages by this. */
export function isStatus(value: Fields): boolean {
  return (
    text(value.id) !== '' && text(value.status) !== '' && ('recipient_id' in value || 'recipient_user_id' in value)
  );
}
