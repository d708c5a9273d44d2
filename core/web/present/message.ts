// One message as a card (mail) or a bubble (chat): words, files, fate, marks.
import type { ConversationContext } from '../../contract/capabilities.ts';
import { otherAuthorOf, reasonsOf, type ShownDelivery, type ThreadItem } from '../../conversations/conversations.ts';
import type { Fate, LogEntry } from '../models/conversation.ts';
import type { PartModel } from '../models/parts.ts';
import type { Banner, Chip, Person } from '../models/shared.ts';
import type { EntryOptions } from './entry-options.ts';
import { foldOf } from './fold.ts';
import { authorName, authorPerson, channelMark, type Present, reasonText, text } from './marks.ts';
import { saidOf } from './naming.ts';
import { filesOf, partModels } from './parts.ts';
import { moment } from './questions.ts';

export function messageEntry(item: ThreadItem, options: EntryOptions): LogEntry {
  const { present, address, mayAnswer } = options;
  const shape = item.channel ? present.channels.plugin(item.channel)?.plugin?.manifest.shape : 'mail';
  const base = {
    id: item.id,
    ours: item.direction === 'out' || undefined,
    author: authorOf(item, present),
    at: item.at,
    parts: [
      ...heldModel(item, options),
      ...partModels(item, present, options.pictures?.(item.publicId), shape === 'chat'),
    ],
    fate: fateOf(item, present),
    replyHref: mayAnswer && item.direction === 'in' ? `${address}?reply=${item.id}#composer` : undefined,
    forwardAction: mayAnswer && !item.deletedAt ? `/messages/${item.publicId}/forwarding` : undefined,
    ...amendLinks(item, options),
    detailsHref: `${address}/messages/${item.id}`,
    extra: options.extras?.get(item.id),
  };
  if (shape === 'chat')
    return { kind: 'said', ...base, reactHref: reactHref(item, options), ...chatFacts(item, present) };
  return {
    kind: 'mail',
    ...base,
    channel: channelMark(present, item.channel),
    line: lineOf(item, present),
    marks: marksOf(item, present),
    remote: options.pictures?.(item.publicId) ? undefined : remoteOf(item),
    banners: bannersOf(item, options),
    automatic: (item.automatic !== null && item.direction === 'in') || undefined,
    fold: foldOf(item, present, options.pictures?.(item.publicId)),
    originalHref: item.arrivalId ? `/messages/${item.publicId}/raw` : undefined,
    files: filesOf(item, present),
  };
}

/** Only where the channel can, to what somebody over there wrote; whether it may be now is looked at then. */
function reactHref(item: ThreadItem, { present, mayAnswer }: EntryOptions): string | undefined {
  const isTheirs = item.direction === 'in' && item.externalId !== null && !item.deletedAt;
  const live = isTheirs && mayAnswer && item.accountId !== null ? present.channels.live(item.accountId) : null;
  return live?.row.active && live.connection.react ? `/messages/${item.publicId}/reaction` : undefined;
}

/** Reasons that the notice tells; who has it shown reads all. */
const TOLD = 3;

/** The notice above what is masked or held back (WA-12). */
function heldModel(item: ThreadItem, { present, mayReveal }: EntryOptions): PartModel[] {
  const reasons = item.deletedAt ? [] : reasonsOf(item);
  if (reasons.length === 0) return [];
  const told = reasons.slice(0, TOLD).map((one) => reasonText(present, one, item.channel));
  const more = reasons.length - told.length;
  if (more > 0) told.push(text(present, 'part.hidden.more', { count: more }));
  const why = told.join(' ');
  return [{ kind: 'hidden', why, reveal: mayReveal ? `/messages/${item.publicId}/revelation` : undefined }];
}

const SENT: ShownDelivery['status'][] = ['sent', 'delivered', 'read', 'played'];

/** For who wrote it, while the channel's time for it runs; the dialogs look again. */
export function amendLinks(
  item: ThreadItem,
  { present, mayAnswer, userId, now }: Pick<EntryOptions, 'present' | 'mayAnswer' | 'userId' | 'now'>,
) {
  const [delivery, ...others] = item.deliveries;
  if (!mayAnswer || item.authorUserId === null || item.authorUserId !== userId || item.deletedAt) return {};
  const live = delivery && others.length === 0 ? present.channels.live(delivery.accountId) : null;
  if (!live || !SENT.includes(delivery!.status)) return {};
  const recipient = (delivery!.recipients[0] ?? null) as ConversationContext['recipient'];
  const about = { now, lastInboundAt: null, author: 'person' as const, recipient, consents: {}, notes: {} };
  const { connection, settings } = live;
  const abilities = connection.capabilities({ ...about, settings });
  const may = (deed: 'edit' | 'delete') =>
    connection[deed] && now.getTime() <= (delivery!.sentAt?.getTime() ?? 0) + (abilities[deed]?.within ?? 0) * 1000;
  const at = `/messages/${item.publicId}`;
  return {
    ...(may('edit') && { editHref: `${at}/edit` }),
    ...(may('delete') && { removeHref: `${at}/removal` }),
  };
}

function authorOf(item: ThreadItem, present: Present): Person {
  const flow = item.direction === 'out' && (item.details.chatflow as { name?: string } | undefined);
  if (flow) return { id: 'bot', name: String(flow.name), icon: 'bot' };
  if (item.author) return authorPerson(present, item.author);
  const from = item.addresses.find((one) => one.role === 'from');
  return { id: from?.address.value ?? 'c0', name: from?.name || from?.address.value || '—' };
}

function chatFacts(item: ThreadItem, present: Present) {
  return {
    quoted: item.quoted
      ? {
          id: item.quoted.id,
          author: authorName(present, item.quoted.author) ?? text(present, 'person.desk'),
          snippet: saidOf(present, { snippet: item.quoted.text.slice(0, 140), snippetOf: item.quoted.file ?? 'text' }),
        }
      : undefined,
    reactions: item.reactions.length > 0 ? item.reactions.map((one) => reactionOf(one, item, present)) : undefined,
    edited: item.editedAt !== null || undefined,
    deleted: item.deletedAt !== null || undefined,
  };
}

function reactionOf({ emoji, by }: { emoji: string; by: string }, { author }: ThreadItem, present: Present) {
  const contact = author?.kind === 'contact' ? authorName(present, author) : undefined;
  return { emoji, by: by.startsWith('user:') ? text(present, 'message.reaction.ours') : (contact ?? '') };
}

/** `to a@x, cc b@y`, names where there are any. */
function lineOf(item: ThreadItem, present: Present): string {
  const names = (role: string) =>
    item.addresses.filter((one) => one.role === role).map((one) => one.name || one.address.value);
  const parts = (['to', 'cc', 'bcc'] as const).flatMap((role) => {
    const all = names(role);
    return all.length > 0 ? [text(present, `mail.line.${role}`, { names: all.join(', ') })] : [];
  });
  return parts.join(', ');
}

/** The sender's proof, and what kind of automatic mail it is: never by colour alone. */
function marksOf(item: ThreadItem, present: Present): Chip[] {
  const marks: Chip[] = [];
  if (item.verdict?.level === 'verified')
    marks.push({ label: text(present, 'mail.verified'), tone: 'good', icon: 'shield', title: verdictTitle(item) });
  if (item.verdict?.level === 'spoofed')
    marks.push({ label: text(present, 'mail.spoofed'), tone: 'bad', icon: 'alert', title: verdictTitle(item) });
  if (item.automatic && item.direction === 'in')
    marks.push({ label: text(present, `mail.kind.${item.automatic}`), icon: 'bot' });
  if (item.details.encrypted) marks.push({ label: text(present, 'mail.encrypted'), tone: 'warn', icon: 'shield' });
  return marks;
}

function verdictTitle(item: ThreadItem): string {
  return Object.entries(item.verdict?.detail ?? {})
    .map(([name, value]) => `${name.toUpperCase()} ${value}`)
    .join(', ');
}

function remoteOf(item: ThreadItem) {
  const count = Number(item.details.remoteImages ?? 0);
  return count > 0 ? { count, action: `/messages/${item.publicId}/pictures` } : undefined;
}

/** Handed on by somebody, or for somebody: who counts can be corrected (EM-17). */
function bannersOf(item: ThreadItem, { present, mayAnswer, address }: EntryOptions): Banner[] | undefined {
  const other = otherAuthorOf(item);
  if (!other) return undefined;
  const person = other.person.name || other.person.address;
  const key = other.swap === 'originalSender' ? 'mail.forwarded' : 'mail.author.first';
  const action = `${address}/messages/${item.id}/author?_method=PUT`;
  const label = text(present, 'mail.author.other', { person });
  return [
    {
      tone: 'info',
      icon: 'send',
      text: text(present, key, { by: person }),
      acts: mayAnswer ? [{ label, action }] : [],
    },
  ];
}

/** Milliseconds. */
const LONGEST_HOLD = 600_000;

const SHOWN: Record<ShownDelivery['status'], Fate['state']> = {
  queued: 'waiting',
  deferred: 'waiting',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'played',
  failed: 'failed',
  unknown: 'unknown',
  cancelled: 'failed',
};
/** From what most needs a person to what is done. */
const WORST: ShownDelivery['status'][] = [
  'failed',
  'unknown',
  'sending',
  'queued',
  'deferred',
  'sent',
  'delivered',
  'read',
  'played',
];

export function fateOf(item: ThreadItem, present: Present): Fate | undefined {
  if (item.direction !== 'out' || item.deliveries.length === 0) return undefined;
  const delivery = [...item.deliveries].sort(
    (one, other) => WORST.indexOf(one.status) - WORST.indexOf(other.status),
  )[0]!;
  const failing = delivery.recipients.find((one) => one.status === 'failed' && one.reason);
  const why = failing?.reason ?? delivery.reason;
  const state = failing && delivery.status !== 'unknown' ? 'failed' : SHOWN[delivery.status];
  const named = failing && delivery.recipients.length > 1 ? `${failing.name || failing.value}: ` : '';
  return {
    state,
    at: delivery.readAt ?? delivery.deliveredAt ?? delivery.sentAt ?? undefined,
    why: why ? named + reasonText(present, why, item.channel) : undefined,
    retry: state === 'failed' || state === 'unknown' ? `/deliveries/${delivery.id}/attempts` : undefined,
    due: dueOf(item, delivery, present),
    cancel:
      state === 'waiting' && delivery.attempts === 0 ? `/messages/${item.publicId}/sending?_method=DELETE` : undefined,
  };
}

/** When it was put off for longer than messages are held. */
function dueOf(item: ThreadItem, { status, attempts, nextAttemptAt }: ShownDelivery, present: Present) {
  const isPutOff = status === 'queued' && attempts === 0 && Number(nextAttemptAt) - item.at.getTime() > LONGEST_HOLD;
  return isPutOff ? moment(present, nextAttemptAt!) : undefined;
}
