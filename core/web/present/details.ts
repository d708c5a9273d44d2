// Everything known about one message: who, from, to, when, how it fared, why it stands where it is.
import type { ShownDelivery, ThreadItem } from '../../conversations/conversations.ts';
import type { Fact } from '../models/aside.ts';
import { addressWords, authorPerson, channelMark, type Present, reasonText, text } from './marks.ts';
import { moment } from './questions.ts';

type Recipient = ShownDelivery['recipients'][number];

export function messageFacts(present: Present, item: ThreadItem, account: string | null): Fact[] {
  const named = (key: string, value: string | undefined): Fact[] =>
    value ? [{ label: text(present, `details.${key}`), value }] : [];
  return [
    ...writer(present, item),
    ...people(present, item),
    ...named('subject', item.subject),
    ...named('at', moment(present, item.at, 'numeric')),
    ...named('channel', account ? `${channelMark(present, item.channel).name}, ${account}` : undefined),
    ...item.deliveries.flatMap((delivery) => fates(present, item, delivery)),
    ...named('placed', item.placement ? text(present, `details.placed.${key(item.placement.rule)}`) : undefined),
    ...proof(present, item),
    ...earlier(present, item),
    ...named('edited', item.editedAt ? moment(present, item.editedAt) : undefined),
    ...(item.externalId ? [{ label: text(present, 'details.id'), value: item.externalId, mono: true }] : []),
  ];
}

const key = (words: string): string => words.replaceAll(' ', '_');

function writer(present: Present, { author }: ThreadItem): Fact[] {
  if (!author) return [];
  const person = authorPerson(present, author);
  return [{ label: text(present, 'details.author'), person }];
}

/** What stood there before it was edited, oldest first. */
function earlier(present: Present, { details }: ThreadItem): Fact[] {
  const versions = (details.earlier as { at: string; text: string }[] | undefined) ?? [];
  return versions.map(({ at, text: value }) => ({
    label: text(present, 'details.earlier', { at: moment(present, new Date(at)) }),
    value,
  }));
}

const ROLES = ['from', 'reply-to', 'to', 'cc', 'bcc'] as const;

function people(present: Present, item: ThreadItem): Fact[] {
  return ROLES.flatMap((role): Fact[] => {
    const all = item.addresses.filter((one) => one.role === role);
    const value = all.map((one) => personWords(present, item, one)).join(', ');
    return value ? [{ label: text(present, `details.${role}`), value }] : [];
  });
}

/** A handle says something to nobody but its channel. */
function personWords(present: Present, { accountId }: ThreadItem, { name, address }: ThreadItem['addresses'][number]) {
  if (address.kind === 'handle')
    return name || addressWords(present, { ...address, scope: address.scope ?? `account:${accountId}` });
  return name ? `${name} <${address.value}>` : address.value;
}

/** What became of it, for each who was addressed where the channel says so. */
function fates(present: Present, item: ThreadItem, delivery: ShownDelivery): Fact[] {
  const steps = [
    ['sent', delivery.sentAt],
    ['delivered', delivery.deliveredAt],
    ['read', delivery.readAt],
  ] as const;
  const told = steps.flatMap(([state, at]): Fact[] =>
    at ? [{ label: text(present, `fate.${state}`), value: moment(present, at) }] : [],
  );
  const failed = delivery.recipients.filter(({ status, reason }) => status === 'failed' && reason);
  return [
    ...told,
    ...standing(present, item, delivery, told.length > 0),
    ...failed.flatMap((one) => (isSaid(one, delivery) ? [] : [failure(present, item, one)])),
  ];
}

/** What its times do not say: that it waits, is unclear or failed, and why. */
function standing(present: Present, item: ThreadItem, { status, reason }: ShownDelivery, isTold: boolean): Fact[] {
  const isOver = ['sent', 'delivered', 'read', 'played'].includes(status);
  if (isOver && isTold && !reason) return [];
  const why = reason ? `: ${reasonText(present, reason, item.channel)}` : '';
  return [{ label: text(present, 'details.fate'), value: text(present, `details.status.${status}`) + why }];
}

function isSaid({ reason }: Recipient, { reason: whole, recipients }: ShownDelivery): boolean {
  return recipients.length === 1 && JSON.stringify(reason) === JSON.stringify(whole);
}

function failure(present: Present, item: ThreadItem, one: Recipient): Fact {
  return { label: one.name || one.value, value: reasonText(present, one.reason!, item.channel) };
}

function proof(present: Present, { verdict }: ThreadItem): Fact[] {
  if (!verdict) return [];
  const detail = Object.entries(verdict.detail).map(([name, value]) => `${name.toUpperCase()} ${value}`);
  const level = text(present, `details.proof.${verdict.level}`);
  return [{ label: text(present, 'details.proof'), value: [level, ...detail].join(', ') }];
}
