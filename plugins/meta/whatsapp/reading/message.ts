// One entry of `messages` or `message_echoes` becomes an event: said, changed, taken back, reacted, or about the sender.
import type { Person } from '../../../../core/contract/address.ts';
import type { InboundEvent, MessageEvent } from '../../../../core/contract/inbound.ts';
import { fields, filled, firstText, moment, objects, text, type Fields } from '../../graph/json.ts';
import { contentId, type Reading } from '../../graph/reading.ts';
import { kindOf } from './interactive.ts';
import { isUnavailable, partsOf, typeOf } from './parts.ts';
import { personOf, profileOf } from './people.ts';
import { systemReading } from './system.ts';

/** What stands around an entry. */
export interface Around {
  value: Fields;
  receivedAt: Date;
  /** Written before the account was connected, and brought along later. */
  past?: boolean;
}

/** Who said it to whom, when, and under which id. */
interface Frame {
  id: string;
  at: Date;
  what: string;
  sender: Person;
  /** Of echoes. */
  customer?: Person;
}

/** By the customer. */
export function messageReadings(given: Fields, around: Around): Reading[] {
  // What went wrong with a message can be told beside it.
  const message: Fields = { errors: around.value.errors, ...given };
  const { from, from_user_id: userId, from_parent_user_id: parentId } = message;
  const profile = profileOf(around.value.contacts, from, userId);
  const frame = frameOf(message, around, personOf(from, [userId, parentId], profile));
  if (frame.what === 'system') return [systemReading(message, frame)];
  return [...permission(message, frame), reading(message, frame, around)];
}

/** By the business itself, with another program. */
export function echoReadings(message: Fields, around: Around): Reading[] {
  const { metadata, contacts } = around.value;
  const { to, to_user_id: userId, to_parent_user_id: parentId } = message;
  const customer = personOf(to, [userId, parentId], profileOf(contacts, to, userId));
  const sender = personOf(firstText(message.from, fields(metadata).display_phone_number), []);
  return [reading(message, { ...frameOf(message, around, sender), customer }, around)];
}

function frameOf(message: Fields, around: Around, sender: Person): Frame {
  const id = text(message.id) || contentId('whatsapp', message);
  return { id, at: moment(message.timestamp) ?? around.receivedAt, what: typeOf(message), sender };
}

function reading(message: Fields, frame: Frame, around: Around): Reading {
  const { id, what, customer, sender: by } = frame;
  const event = changeOf(message, frame) ?? saidOf(message, frame, around);
  return { event, what, id, by, ...(customer && { to: customer.address.value }) };
}

/** What is done to an earlier message; null when it does not say to which. */
function changeOf(message: Fields, { at, sender, what }: Frame): InboundEvent | null {
  const content = fields(message[what]);
  const of = firstText(content.original_message_id, content.message_id);
  if (of === '') return null;
  if (what === 'reaction') return { type: 'reaction', of, at, by: sender, emoji: text(content.emoji) };
  if (what === 'revoke') return { type: 'delete', of, at };
  return what === 'edit' ? { type: 'edit', of, at, parts: partsOf(fields(content.message)) } : null;
}

function saidOf(message: Fields, { id, at, sender, customer }: Frame, around: Around): MessageEvent {
  const answers = text(fields(message.context).id);
  const details = detailsOf(message, around);
  return {
    type: 'message',
    id,
    at,
    ...(customer && { direction: 'out', recipients: [{ role: 'to', person: customer }] }),
    sender,
    parts: partsOf(message),
    thread: threadOf(message),
    ...(answers && { inReplyTo: answers }),
    ...(isUnavailable(message) && { placeholder: true }),
    ...(details && { details }),
  };
}

/** A group is a thread of its own; everything else joins the open conversation with the person. */
function threadOf(message: Fields): MessageEvent['thread'] {
  const group = text(message.group_id);
  return group === '' ? { joinOpen: true } : { thread: `group:${group}` };
}

function detailsOf(message: Fields, { past, value }: Around): Fields | null {
  const { context, referral, group_id: group, errors } = message;
  const { forwarded, frequently_forwarded: often, referred_product: product } = fields(context);
  const error = objects(errors)[0] ?? {};
  const profile = profileOf(value.contacts, message.from, message.from_user_id);
  return filled({
    forwarded: often === true ? 'often' : forwarded === true ? 'once' : '',
    product: filled({ catalog: text(fields(product).catalog_id), id: text(fields(product).product_retailer_id) }),
    referral: referralOf(fields(referral)),
    group: text(group),
    username: text(fields(profile.profile).username),
    description: text(fields(fields(message.interactive).list_reply).description),
    error: filled({
      code: text(error.code),
      title: firstText(error.title, error.message),
      detail: text(fields(error.error_data).details),
    }),
    past: past ? firstText(fields(message.history_context).status, 'unknown') : '',
  });
}

/** The advertisement or post that led here (they may be charged differently, so the id of the click stays). */
function referralOf(referral: Fields): Fields | null {
  const {
    source_type: source,
    source_id: id,
    source_url: url,
    headline,
    body,
    media_type: media,
    ctwa_clid: click,
  } = referral;
  const picture = firstText(referral.thumbnail_url, referral.image_url, referral.video_url);
  const welcome = text(fields(referral.welcome_message).text);
  const said = { source, id, url, headline, body, media, click };
  const words = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, text(value)]));
  return filled({ ...words, picture, welcome });
}

/** Whether the business may call is asked in a message; the answer is one, and a consent. */
function permission(message: Fields, { at, sender, what, id }: Frame): Reading[] {
  const interactive = fields(message.interactive);
  if (what !== 'interactive' || kindOf(interactive) !== 'call_permission_reply') return [];
  const { response, expiration_timestamp: until, is_permanent: permanent } = fields(interactive.call_permission_reply);
  const more = { until: moment(until) ?? undefined, permanent: permanent === true || undefined };
  const given = text(response) === 'accept';
  return [
    { event: { type: 'consent', by: sender, given, purpose: 'calls', at }, what: 'call_permission_reply', id, more },
  ];
}

/** Whether it is a message at all: bare ones are told from other things by this. */
export function isMessage(value: Fields): boolean {
  const says = typeof value.type === 'string' && text(value.id) !== '';
  return says && ('from' in value || 'from_user_id' in value || 'timestamp' in value) && !('status' in value);
}
