// A message of Messenger, or the echo of one: what was said, taken back, or answered by a button.
import type { Person } from '../../../../core/contract/address.ts';
import type { MessageEvent } from '../../../../core/contract/inbound.ts';
import type { Part } from '../../../../core/contract/part.ts';
import { fields, filled, firstText, isFields, objects, text, type Fields } from '../../graph/json.ts';
import { contentId, type Reading } from '../../graph/reading.ts';
import { attachmentParts, unsupported } from './attachments.ts';
import { pageOf, personOf } from './people.ts';

/** What stands around what happened. */
export interface Around {
  event: Fields;
  pageId: string;
  at: Date;
  /** Another program has the thread; this one only listens. */
  standby: boolean;
}

export function messageReading(message: Fields, around: Around): Reading {
  const { event, at } = around;
  const id = text(message.mid) || contentId('messenger', event);
  const isEcho = message.is_echo === true;
  const customer = personOf(isEcho ? event.recipient : event.sender);
  if (message.is_deleted === true)
    return { event: { type: 'delete', of: id, at }, what: 'is_deleted', id, by: customer };
  const said = saidOf({ id, parts: partsOf(message), sender: customer, notes: notesOf(message) }, around);
  const answers = text(fields(message.reply_to).mid);
  const whole: MessageEvent = { ...said, ...(answers && { inReplyTo: answers }) };
  if (!isEcho) return { event: whole, what: whatOf(message), id };
  const sender = pageOf(event.sender, around.pageId);
  const echo: MessageEvent = { ...whole, direction: 'out', sender, recipients: [{ role: 'to', person: customer }] };
  const more = filled({ appId: text(message.app_id), metadata: text(message.metadata) });
  return { event: echo, what: 'is_echo', id, to: customer.address.value, ...(more && { more }) };
}

/** A button of the page was pressed: "get started", its menu, or one below a message. */
export function postbackReading(postback: Fields, around: Around): Reading {
  const { event } = around;
  const id = text(postback.mid) || contentId('postback', [event.sender, event.timestamp, postback]);
  const title = firstText(postback.title, postback.payload);
  // While another program has the thread, the payload is not told.
  const chosen = { id: firstText(postback.payload, postback.title), title };
  const parts: Part[] = title === '' ? [unsupported('postback')] : [{ type: 'choice', chosen }];
  const notes = { referral: referralOf(fields(postback.referral)) };
  return { event: saidOf({ id, parts, sender: personOf(event.sender), notes }, around), what: 'postback', id };
}

/** Something of a kind that is not known, shown as that. */
export function unknownReading(what: string, around: Around): Reading {
  const { event } = around;
  const id = contentId('messenger', event);
  return {
    event: saidOf({ id, parts: [unsupported(what)], sender: personOf(event.sender), notes: {} }, around),
    what,
    id,
  };
}

function saidOf(
  { id, parts, sender, notes }: { id: string; parts: Part[]; sender: Person; notes: Fields },
  { at, standby }: Around,
): MessageEvent {
  const details = filled({ ...notes, owner: standby ? 'elsewhere' : '' });
  return { type: 'message', id, at, sender, parts, thread: { joinOpen: true }, ...(details && { details }) };
}

function whatOf(message: Fields): string {
  if (message.is_unsupported === true) return 'is_unsupported';
  if (isFields(message.quick_reply)) return 'quick_reply';
  return firstText(objects(message.attachments)[0]?.type, 'text');
}

function partsOf(message: Fields): Part[] {
  if (message.is_unsupported === true) return [unsupported('message')];
  const words = text(message.text);
  const { payload } = fields(message.quick_reply);
  const chosen: Part[] =
    text(payload) === '' ? [] : [{ type: 'choice', chosen: { id: text(payload), title: firstText(words, payload) } }];
  const spoken: Part[] = words === '' || chosen.length > 0 ? [] : [{ type: 'text', text: words }];
  const hanging = objects(message.attachments).flatMap(attachmentParts);
  const parts = [...chosen, ...spoken, ...hanging];
  return parts.length > 0 ? parts : [unsupported('message')];
}

function notesOf(message: Fields): Fields {
  const { story } = fields(message.reply_to);
  return {
    referral: referralOf(fields(message.referral)),
    story: filled({ id: text(fields(story).id), url: text(fields(story).url) }),
    commands: objects(message.commands)
      .map((one) => text(one.name))
      .join(', '),
  };
}

/** The link, advertisement or product that led here. */
export function referralOf(referral: Fields): Fields | null {
  const ad = fields(referral.ads_context_data);
  return filled({
    ref: text(referral.ref),
    source: text(referral.source),
    type: text(referral.type),
    id: firstText(referral.ad_id, ad.post_id),
    headline: text(ad.ad_title),
    picture: firstText(ad.photo_url, ad.video_url),
    product: firstText(fields(referral.product).id, ad.product_id),
    url: text(referral.referer_uri),
  });
}
