// What is done without saying anything: read, reacted, changed, agreed, rated; and what happens to the thread itself.
import type { AccountEvent, InboundEvent, RatingEvent } from '../../../../core/contract/inbound.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { fields, filled, firstText, isFields, moment, number, objects, text, type Fields } from '../../graph/json.ts';
import { MARKETING } from '../../graph/opting.ts';
import type { Reading } from '../../graph/reading.ts';
import { referralOf, unknownReading, type Around } from './message.ts';
import { personOf } from './people.ts';

type Reader = (content: Fields, around: Around) => Reading[];

/** By the member that an event has besides sender, recipient and time. */
export const SIGNALS = new Map<string, Reader>([
  ['message_edit', editReadings],
  ['reaction', reactionReadings],
  ['delivery', (content, around) => receiptReadings('delivered', content, around)],
  ['read', (content, around) => receiptReadings('read', content, around)],
  ['referral', (content, around) => contactReading('referral', { referral: referralOf(content) }, around)],
  ['optin', optinReadings],
  ['account_linking', (content, around) => contactReading('account_linking', { status: text(content.status) }, around)],
  ['messaging_feedback', feedbackReadings],
  ...['policy_enforcement', 'policy-enforcement'].map((name): [string, Reader] => [name, policyReadings]),
  ...['pass_thread_control', 'take_thread_control', 'request_thread_control', 'app_roles'].map(
    (name): [string, Reader] => [name, (content, around) => [ownerReading(name, content, around)]],
  ),
]);

function editReadings({ mid, text: words, num_edit: count }: Fields, { at, event: around }: Around): Reading[] {
  if (text(mid) === '') return [];
  const by = personOf(around.sender);
  const event: InboundEvent = { type: 'edit', of: text(mid), at, parts: [{ type: 'text', text: text(words) }] };
  return [{ event, what: 'message_edit', id: text(mid), by, more: { edits: number(count) ?? undefined } }];
}

/** Where only the name of a reaction is told. */
const EMOJIS: Record<string, string> = {
  smile: '😆',
  angry: '😠',
  sad: '😢',
  wow: '😮',
  love: '❤️',
  like: '👍',
  dislike: '👎',
  laugh: '😂',
};

function reactionReadings({ mid, action, emoji, reaction }: Fields, { at, event }: Around): Reading[] {
  if (text(mid) === '') return [];
  const shown = firstText(emoji, EMOJIS[text(reaction)], '❔');
  const taken: InboundEvent = {
    type: 'reaction',
    of: text(mid),
    at,
    by: personOf(event.sender),
    emoji: text(action) === 'unreact' ? '' : shown,
  };
  return [{ event: taken, what: firstText(action, 'react') }];
}

/** Single messages by their ids; where there are none, everything up to the time that is told. */
function receiptReadings(status: 'delivered' | 'read', content: Fields, { at, event }: Around): Reading[] {
  const recipient = personOf(event.sender).address;
  const ids = [...(Array.isArray(content.mids) ? content.mids : []), content.mid].map(text).filter(Boolean);
  const until = moment(content.watermark);
  if (ids.length > 0)
    return ids.map((id) => ({
      event: { type: 'receipt', of: { externalId: id }, status, at: until ?? at },
      what: status,
      id,
      to: recipient.value,
    }));
  if (!until || recipient.value === '') return [];
  const of = { upTo: { recipient, at: until } };
  return [{ event: { type: 'receipt', of, status, at }, what: status, to: recipient.value }];
}

/** They did something that says nothing, but who they are and where they come from. */
function contactReading(what: string, said: Fields, { event, at }: Around): Reading[] {
  const more = filled(said);
  return [{ event: { type: 'contact', person: personOf(event.sender) }, what, at, ...(more && { more }) }];
}

/** Whether the page may write to them by itself: asked for in a message, or by a box on a site. */
function optinReadings(optin: Fields, { at, event }: Around): Reading[] {
  const { type, payload, ref, title, user_ref: siteId } = optin;
  const sender = fields(event.sender);
  const by = personOf('id' in sender ? sender : { user_ref: firstText(sender.user_ref, siteId) });
  const status = firstText(optin.notification_messages_status, optin.user_token_status).toUpperCase();
  const purpose = text(type) === 'notification_messages' ? MARKETING : 'messages';
  const given = !/STOP|REVOKED|EXPIRED/.test(status);
  const wording = text(title);
  const more = filled({
    ref: firstText(ref, payload),
    token: text(optin.notification_messages_token),
    until: moment(optin.token_expiry_timestamp) ?? undefined,
    timeZone: text(optin.notification_messages_timezone),
    status,
  });
  const consent: InboundEvent = { type: 'consent', by, given, purpose, at, ...(wording && { wording }) };
  return [{ event: consent, what: 'optin', ...(more && { more }) }];
}

/** Of several questions the first that is answered on a scale of one to five counts; the words are those of any. */
function feedbackReadings(feedback: Fields, around: Around): Reading[] {
  const questions = objects(feedback.feedback_screens).flatMap((screen) => Object.values(fields(screen.questions)));
  const answers = questions.filter(isFields);
  const score = answers.map((one) => number(one.payload)).find((one) => one !== null && [1, 2, 3, 4, 5].includes(one));
  if (!score) return [unknownReading('messaging_feedback', around)];
  const comment = firstText(
    ...answers.map((one) => fields(one.follow_up).payload),
    ...answers.map((one) => (text(one.type) === 'free_form' ? one.payload : '')),
  );
  const event: RatingEvent = {
    type: 'rating',
    by: personOf(around.event.sender),
    thread: {},
    at: around.at,
    score: score as RatingEvent['score'],
    ...(comment && { comment }),
  };
  return [{ event, what: 'messaging_feedback' }];
}

function policyReadings(policy: Fields, { at }: Around): Reading[] {
  const [action, words] = [text(policy.action), text(policy.reason).slice(0, 300)];
  const why = reason('messenger.policy', `Meta about the page: ${action}. ${words}`.trim(), { action, words });
  return [accountReading('policy_enforcement', why, at, { action })];
}

function ownerReading(what: string, content: Fields, { at, event }: Around): Reading {
  const { new_owner_app_id: next, previous_owner_app_id: before, requested_owner_app_id: asking } = content;
  const params = { app: firstText(next, asking, before), person: personOf(event.sender).address.value };
  const why = reason('messenger.owner', `Who answers a conversation changed (${what}).`, { ...params, what });
  return accountReading(what, why, at, { value: content, person: params.person });
}

export function accountReading(what: string, why: Reason, at: Date, more: Fields = {}): Reading {
  const event: AccountEvent = { type: 'account', what, at, why };
  return { event, what, more };
}
