// The left column: default lists with their counts, the inboxes.
import type { InboxFacts, ListCounts, ListName } from '../../conversations/conversations.ts';
import type { Link, Lists } from '../models/shared.ts';
import { text, type Present } from './marks.ts';

/** Which list a page shows: an inbox (or all) and one of its lists. */
export interface ListPlace {
  /** 0 stands for all inboxes. */
  inboxId: number;
  list: ListName;
}

export const LIST_NAMES: ListName[] = ['unassigned', 'mine', 'open', 'snoozed', 'closed', 'sent', 'spam', 'trash'];

const ICONS: Record<ListName, string> = {
  unassigned: 'inbox',
  mine: 'user',
  open: 'chat',
  snoozed: 'moon',
  closed: 'done',
  sent: 'send',
  spam: 'ban',
  trash: 'trash',
  all: 'list',
};

export function placeAddress({ inboxId, list }: ListPlace): string {
  return `/inboxes/${inboxId || 'all'}/${list}`;
}

/** Reads `/inboxes/3/open`; anything else is the open list of all inboxes. */
export function readPlace(address: string | undefined): ListPlace {
  const match = /^\/inboxes\/(all|\d{1,9})\/([a-z]+)$/.exec(address ?? '');
  const list = LIST_NAMES.find((name) => name === match?.[2]);
  if (!match || !list) return { inboxId: 0, list: 'open' };
  return { inboxId: match[1] === 'all' ? 0 : Number(match[1]), list };
}

export function listsModel(
  present: Present,
  place: ListPlace,
  inboxes: InboxFacts[],
  counts: ListCounts,
  startHref: string | null,
): Lists {
  const current = inboxes.find((inbox) => inbox.id === place.inboxId);
  const byList: Partial<Record<ListName, number>> = counts;
  const items = LIST_NAMES.map((list): Link => {
    const count = byList[list];
    return {
      label: text(present, `list.${list}`),
      href: placeAddress({ ...place, list }),
      icon: ICONS[list],
      current: list === place.list || undefined,
      count: count || undefined,
      hot: list === 'unassigned' && Boolean(count),
    };
  });
  const groups: Lists['groups'] = [{ items }];
  if (inboxes.length > 1) {
    const all = {
      label: text(present, 'list.all_inboxes'),
      href: placeAddress({ ...place, inboxId: 0 }),
      icon: 'list',
      current: place.inboxId === 0 || undefined,
    };
    const each = inboxes.map((inbox) => ({
      label: inbox.name,
      href: placeAddress({ ...place, inboxId: inbox.id }),
      icon: inbox.icon,
      current: inbox.id === place.inboxId || undefined,
    }));
    groups.push({ title: text(present, 'list.inboxes'), items: [all, ...each] });
  }
  return {
    title: current?.name ?? (inboxes.length === 1 ? inboxes[0]!.name : text(present, 'list.all_inboxes')),
    label: text(present, 'inbox.lists'),
    start: startHref ? { label: text(present, 'inbox.start'), href: startHref, icon: 'pen', key: 'c' } : undefined,
    groups,
  };
}
