// What a person was told, in words: a line for each conversation, with the newest of it.
import type { Notification } from '../../conversations/conversations.ts';
import { KINDS } from '../../notifications/notifications.ts';
import type { Cell, TableModel } from '../models/forms.ts';
import { contactName, type Present, reasonText, text, userPerson } from './marks.ts';
import { nameOf } from './naming.ts';

export const READ_MARK = '/notifications/read-mark?_method=PUT';

type Words = Pick<Notification, 'kind' | 'by' | 'contact' | 'accountTitle'>;

export function noticeText(present: Present, { kind, by, contact, accountTitle }: Words): string {
  const name = by?.name ?? text(present, 'person.desk');
  const known = KINDS.find((one) => one === kind);
  const values = {
    by: name,
    contact: contact ? contactName(present, contact) : text(present, 'notification.somebody'),
    account: accountTitle ?? '',
  };
  return known ? text(present, `notification.${known}`, values) : name;
}

type About = Pick<Notification, 'conversationId' | 'accountId' | 'webhookId' | 'ticket'>;

/** Where one looks into it. */
export function placeOf({ conversationId, accountId, webhookId, ticket }: About): string {
  if (webhookId !== null) return `/settings/webhooks/${webhookId}`;
  if (conversationId !== null) return `/conversations/${conversationId}`;
  if (ticket) return `/tickets/${ticket.number}`;
  return accountId === null ? '/notifications' : `/settings/channels/${accountId}/health`;
}

export function notificationTable(
  present: Present,
  told: Notification[],
  { more, unreadOnly }: { more?: string; unreadOnly: boolean },
): TableModel {
  const columns = ['what', 'conversation', 'when'].map((name) => ({
    label: text(present, `notifications.column.${name}`),
  }));
  const empty = unreadOnly
    ? { title: text(present, 'notifications.none_unread.title'), text: text(present, 'notifications.none_unread.text') }
    : { title: text(present, 'notifications.empty.title'), text: text(present, 'notifications.empty.text') };
  const groups = [...Map.groupBy(told, groupOf).values()];
  return {
    label: text(present, 'notifications.title'),
    columns: [...columns, { label: text(present, 'notifications.read_one'), hidden: true }],
    rows: groups.map((group) => ({ id: `notification-${group[0]!.id}`, cells: cellsOf(present, group) })),
    more,
    empty,
  };
}

/** What was told about the same thing is one line. */
function groupOf({ id, conversationId, accountId, webhookId, ticket }: Notification): string {
  if (webhookId !== null) return `webhook ${webhookId}`;
  if (conversationId !== null) return `conversation ${conversationId}`;
  if (ticket) return `ticket ${ticket.number}`;
  return accountId === null ? `${id}` : `account ${accountId}`;
}

function cellsOf(present: Present, group: Notification[]): Cell[] {
  const told = group[0]!;
  const unread = group.some(({ readAt }) => readAt === null);
  const why = told.reason ? reasonText(present, told.reason, told.channel) : told.kind === 'mention' ? told.text : '';
  const besides = group.length > 1 ? text(present, 'notifications.besides', { count: group.length - 1 }) : '';
  const isNew = { label: text(present, 'notifications.new'), tone: 'due' as const };
  const what = {
    person: told.by ? userPerson(told.by) : undefined,
    text: noticeText(present, told),
    detail: [why, besides].filter(Boolean).join(' · ') || undefined,
    chips: unread ? [isNew] : undefined,
  };
  return [
    what,
    aboutCell(present, told),
    { at: told.createdAt },
    { acts: unread ? [readAct(present, told)] : undefined },
  ];
}

function aboutCell(present: Present, told: Notification): Cell {
  const walk = { href: placeOf(told), walk: true };
  const { ticket } = told;
  if (told.conversationId === null && ticket) return { text: `T-${ticket.number} ${ticket.name}`, ...walk };
  if (told.conversationId === null) return told.accountTitle === null ? {} : { text: told.accountTitle, ...walk };
  const withWhom = told.contact ? contactName(present, told.contact) : '';
  return {
    text: nameOf(present, { ...told, contactName: withWhom }),
    detail: told.subject ? withWhom : told.snippet || withWhom,
    ...walk,
  };
}

function readAct(present: Present, { id, conversationId }: Notification) {
  const label = text(present, 'notifications.read_one');
  const about = conversationId === null ? { name: 'id', value: id } : { name: 'conversation', value: conversationId };
  return { label, action: READ_MARK, ...about };
}
