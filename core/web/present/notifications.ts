// What a person was told, in words; and how they want to be told.
import type { Notification } from '../../conversations/conversations.ts';
import type { Cell, TableModel } from '../models/forms.ts';
import { contactName, type Present, reasonText, text, userPerson } from './marks.ts';
import { nameOf } from './naming.ts';

/** Kinds of notifications that can be chosen. */
export const KINDS = ['mention', 'assignment', 'owner_offline'] as const;
export const WAYS = ['app', 'sound'] as const;

/** How one kind is told. Sounds only for who asked for them. */
export type Ways = Record<(typeof WAYS)[number], boolean>;

/** Read from the preferences of a user, under `notifications`. */
export function waysOf(preferences: Record<string, unknown>, kind: string): Ways {
  const chosen = (preferences.notifications as Record<string, Partial<Ways> | undefined> | undefined)?.[kind];
  return { app: chosen?.app ?? true, sound: chosen?.sound ?? false };
}

export function noticeText(present: Present, { kind, by }: Pick<Notification, 'kind' | 'by'>): string {
  const name = by?.name ?? text(present, 'person.desk');
  const known = KINDS.find((one) => one === kind);
  return known ? text(present, `notification.${known}`, { by: name }) : name;
}

export function notificationTable(present: Present, told: Notification[], more: string | undefined): TableModel {
  return {
    label: text(present, 'notifications.title'),
    columns: ['what', 'conversation', 'when'].map((name) => ({ label: text(present, `notifications.column.${name}`) })),
    rows: told.map((one) => ({ id: `notification-${one.id}`, cells: cellsOf(present, one) })),
    more,
    empty: { title: text(present, 'notifications.empty.title'), text: text(present, 'notifications.empty.text') },
  };
}

function cellsOf(present: Present, told: Notification): Cell[] {
  const why = told.reason ? reasonText(present, told.reason) : told.kind === 'mention' ? told.text : '';
  const withWhom = told.contact ? contactName(present, told.contact) : '';
  const isNew = { label: text(present, 'notifications.new'), tone: 'due' as const };
  return [
    {
      person: told.by ? userPerson(told.by) : undefined,
      text: noticeText(present, told),
      detail: why || undefined,
      chips: told.readAt ? undefined : [isNew],
    },
    {
      text: nameOf(present, { ...told, contactName: withWhom }),
      href: told.conversationId === null ? undefined : `/conversations/${told.conversationId}`,
      detail: told.subject ? withWhom : told.snippet || withWhom,
    },
    { at: told.createdAt },
  ];
}
