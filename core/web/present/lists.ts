// The left column: default lists with their counts, views, the inboxes.
import type { InboxFacts, ListCounts, ListName } from '../../conversations/conversations.ts';
import type { View, ViewCounts } from '../../views/views.ts';
import type { Link, Lists } from '../models/shared.ts';
import { text, type Present } from './marks.ts';

/** Which list a page shows: an inbox (or all) and one of its lists, or a view over all inboxes. */
export interface ListPlace {
  /** 0 stands for all inboxes. */
  inboxId: number;
  list: ListName;
  /** Of a view; `list` then says nothing. */
  viewId?: number;
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

/** What a page that shows the list listens to. */
export function placeTopic({ inboxId, list, viewId }: ListPlace): string {
  return viewId ? `view:${viewId}` : `list:${inboxId || 'all'}:${list}`;
}

export function placeAddress({ inboxId, list, viewId }: ListPlace): string {
  return viewId ? `/views/${viewId}` : `/inboxes/${inboxId || 'all'}/${list}`;
}

/** Reads `/inboxes/3/open` and `/views/7`; anything else is the open list of all inboxes. */
export function readPlace(address: string | undefined): ListPlace {
  const view = /^\/views\/(\d{1,9})$/.exec(address ?? '');
  if (view) return viewPlace(Number(view[1]));
  const match = /^\/inboxes\/(all|\d{1,9})\/([a-z]+)$/.exec(address ?? '');
  const list = LIST_NAMES.find((name) => name === match?.[2]);
  if (!match || !list) return { inboxId: 0, list: 'open' };
  return { inboxId: match[1] === 'all' ? 0 : Number(match[1]), list };
}

export function viewPlace(viewId: number): ListPlace {
  return { inboxId: 0, list: 'all', viewId };
}

/** The views in the column, and how much stands in them. */
export interface ColumnViews {
  views: View[];
  counts: ViewCounts;
  mayEdit: boolean;
}

export function listsModel(
  present: Present,
  place: ListPlace,
  inboxes: InboxFacts[],
  counts: ListCounts,
  views: ColumnViews,
  startHref: string | null,
): Lists {
  const current =
    inboxes.find((inbox) => inbox.id === place.inboxId) ?? (inboxes.length === 1 ? inboxes[0] : undefined);
  const groups: Lists['groups'] = [{ items: defaultLists(present, place, counts) }];
  if (views.mayEdit || views.views.length > 0) groups.push(viewGroup(present, place, views));
  if (inboxes.length > 1)
    groups.push({ title: text(present, 'list.inboxes'), items: inboxLinks(present, place, inboxes) });
  return {
    title: current?.name ?? text(present, 'list.all_inboxes'),
    label: text(present, 'inbox.lists'),
    start: startHref ? { label: text(present, 'inbox.start'), href: startHref, icon: 'pen', key: 'c' } : undefined,
    groups,
  };
}

function defaultLists(present: Present, place: ListPlace, counts: Partial<Record<ListName, number>>): Link[] {
  return LIST_NAMES.map((list) => ({
    id: list,
    label: text(present, `list.${list}`),
    href: placeAddress({ inboxId: place.inboxId, list }),
    icon: ICONS[list],
    current: (!place.viewId && list === place.list) || undefined,
    count: counts[list] || undefined,
    hot: list === 'unassigned',
  }));
}

function viewGroup(present: Present, place: ListPlace, { views, counts, mayEdit }: ColumnViews): Lists['groups'][0] {
  return {
    title: text(present, 'view.heading'),
    titleHref: '/views',
    add: mayEdit ? { label: text(present, 'view.new'), href: '/views/new' } : undefined,
    items: views.map(({ id, name, icon, colour }) => ({
      id: `view-${id}`,
      label: name,
      href: placeAddress(viewPlace(id)),
      icon,
      colour: colour || undefined,
      current: place.viewId === id || undefined,
      count: counts.of.get(id) || undefined,
    })),
  };
}

function inboxLinks(present: Present, place: ListPlace, inboxes: InboxFacts[]): Link[] {
  const all = { id: 0, name: text(present, 'list.all_inboxes'), icon: 'list' };
  return [all, ...inboxes].map(({ id, name, icon }) => ({
    label: name,
    href: placeAddress({ list: place.viewId ? 'open' : place.list, inboxId: id }),
    icon,
    current: (!place.viewId && place.inboxId === id) || undefined,
  }));
}
