// The left two columns of the inbox: lists with their counts, and the conversations of one list or view.
import type { FastifyRequest } from 'fastify';
import { may } from '../accounts/accounts.ts';
import type { InboxFacts, ListCounts } from '../conversations/conversations.ts';
import { notFound } from '../kernel/errors.ts';
import type { View } from '../views/views.ts';
import type { ConversationList, KeptColumn, RowsModel } from './models/inbox.ts';
import type { Link, Lists } from './models/shared.ts';
import { listsModel, placeAddress, placeTopic, type ColumnViews, type ListPlace } from './present/lists.ts';
import { pageOf, sortMenu, sortOf } from './list-order.ts';
import { text, type Present } from './present/marks.ts';
import { rowModel } from './present/rows.ts';
import { presentFor } from './reader.ts';
import { isHtmx, SHOWN } from './replies.ts';
import type { WebParts } from './rooms.ts';

const PAGE = 50;
/** Milliseconds a page waits for counts of views; what takes longer comes over the live line. */
const PATIENCE = 250;

/** The left two columns as a page needs them, and what it listens to because of them. */
export interface Column {
  place: ListPlace;
  lists: Lists | KeptColumn;
  list: ConversationList | KeptColumn;
  /** Ids of the inboxes the person sees. */
  visible: number[];
  topics: string[];
}

interface DrawnColumn extends Column {
  lists: Lists;
  list: ConversationList;
}

/** The columns of a list's page. */
export async function columnOf(
  parts: WebParts,
  request: FastifyRequest,
  place: ListPlace,
  currentId?: number,
): Promise<DrawnColumn> {
  const { viewer } = request;
  const present = presentFor(parts, request);
  const inboxes = await inboxesIn(parts, request, place);
  const inboxIds = idsIn(place, inboxes);
  const view = await viewIn(parts, request, place);
  const counts = await parts.rooms.conversations.lists.counts(viewer.userId, viewer.teamIds, inboxIds);
  const views = await viewsBeside(parts, request, inboxes, view);
  const starts = may(viewer, 'conversation.answer');
  const start = { label: text(present, 'inbox.start'), href: '/conversations/new' };
  const head = view ? viewHead(parts, request, view, views) : listHead(present, place, counts);
  const sort = sortOf(request, place, view);
  return {
    place,
    visible: inboxes.map((inbox) => inbox.id),
    lists: listsModel(present, place, inboxes, counts, views, starts ? start.href : null),
    list: {
      id: listId(place),
      place: placeAddress(place),
      start: starts ? start : undefined,
      searchHref: '/search',
      ...head,
      sort: sortMenu(present, place, sort),
      order: sort === 'newest' ? undefined : sort === 'oldest' ? 'oldest' : 'kept',
      ...(await rowsOf(parts, request, place, currentId)),
    },
    topics: [placeTopic(place)],
  };
}

type Head = Pick<ConversationList, 'title' | 'count' | 'filters' | 'edit' | 'tight'>;

function listHead(present: Present, place: ListPlace, counts: ListCounts): Head {
  return {
    title: text(present, `list.${place.list}`),
    count: place.list in counts ? counts[place.list as keyof ListCounts] : undefined,
    filters: filtersOf(present, place),
  };
}

function viewHead(parts: WebParts, request: FastifyRequest, view: View, { counts }: ColumnViews): Head {
  const mayChange = parts.rooms.views.mayChange(view, request.viewer);
  const label = text(presentFor(parts, request), 'view.edit');
  return {
    title: view.name,
    count: counts.of.get(view.id),
    filters: [],
    edit: mayChange ? { label, href: `/views/${view.id}/edit` } : undefined,
    tight: view.density === 'tight',
  };
}

/** Those pinned, and the one that is open. */
async function viewsBeside(
  { rooms }: WebParts,
  { viewer }: FastifyRequest,
  inboxes: InboxFacts[],
  open: View | null,
): Promise<ColumnViews> {
  const pinned = await rooms.views.list(viewer, { pinned: true });
  const views = open && !pinned.some(({ id }) => id === open.id) ? [...pinned, open] : pinned;
  const inboxIds = inboxes.map(({ id }) => id);
  const counts = await rooms.views.counts(views, viewer, inboxIds, PATIENCE);
  return { views, counts, mayEdit: may(viewer, 'view.edit') };
}

/** The columns beside a conversation: kept where the reader walks from one to the next in the same list. */
export async function columnBeside(
  parts: WebParts,
  request: FastifyRequest,
  wanted: ListPlace,
  currentId: number,
): Promise<Column> {
  const place = (await isThere(parts, request, wanted)) ? wanted : { inboxId: 0, list: 'open' as const };
  if (!isShown(request, place)) return columnOf(parts, request, place, currentId);
  const inboxes = await inboxesIn(parts, request, place);
  return {
    place,
    visible: inboxes.map((inbox) => inbox.id),
    lists: { kept: true, id: 'lists' },
    list: { kept: true, id: listId(place) },
    topics: [placeTopic(place)],
  };
}

/** A conversation is read even when the view it was opened from has been deleted. */
async function isThere({ rooms }: WebParts, { viewer }: FastifyRequest, { viewId }: ListPlace): Promise<boolean> {
  return viewId === undefined || (await rooms.views.get(viewId, viewer)) !== null;
}

/** Whether the reader's page shows this list and its live line keeps it true (views/assets/live.js). */
function isShown(request: FastifyRequest, place: ListPlace): boolean {
  const shown = String(request.headers[SHOWN] ?? '').split(' ');
  return isHtmx(request) && shown.includes(placeTopic(place)) && shown.includes(`user:${request.viewer.userId}`);
}

/** Those the person sees. Throws when the place is in none of them. */
async function inboxesIn(parts: WebParts, { viewer }: FastifyRequest, place: ListPlace): Promise<InboxFacts[]> {
  const seen = viewer.inboxIds;
  const all = await parts.rooms.conversations.inboxes.list();
  const inboxes = all.filter(({ id }) => seen === 'all' || seen.includes(id));
  if (place.inboxId !== 0 && !inboxes.some((inbox) => inbox.id === place.inboxId)) throw notFound('inbox');
  return inboxes;
}

async function viewIn({ rooms }: WebParts, { viewer }: FastifyRequest, { viewId }: ListPlace): Promise<View | null> {
  if (viewId === undefined) return null;
  const view = await rooms.views.get(viewId, viewer);
  if (!view) throw notFound('view');
  return view;
}

const idsIn = ({ inboxId }: ListPlace, inboxes: InboxFacts[]): number[] =>
  inboxId === 0 ? inboxes.map((inbox) => inbox.id) : [inboxId];

const listId = (place: ListPlace): string => placeAddress(place).slice(1).replaceAll('/', '-');

function filtersOf(present: Present, place: ListPlace): Link[] {
  return (['open', 'unassigned', 'closed'] as const).map((list) => {
    const href = placeAddress({ ...place, list });
    return { label: text(present, `filter.${list}`), href, current: place.list === list || undefined };
  });
}

/** One page of rows; the address may say after which. */
export async function rowsOf(
  parts: WebParts,
  request: FastifyRequest,
  place: ListPlace,
  currentId?: number,
): Promise<RowsModel> {
  const { after } = request.query as { after?: string };
  const present = presentFor(parts, request);
  const inboxIds = idsIn(place, await inboxesIn(parts, request, place));
  const view = await viewIn(parts, request, place);
  const sort = sortOf(request, place, view);
  const page = await pageOf(parts, request, { place, view, sort, inboxIds, after, limit: PAGE });
  const base = placeAddress(place);
  const empty = view ? 'view' : place.list;
  return {
    rows: page.rows.map((row) => rowModel(present, row, base, currentId, view?.shows)),
    more: page.next ? `${base}?after=${encodeURIComponent(page.next)}&sort=${sort}` : undefined,
    empty: { title: text(present, `empty.${empty}.title`), text: text(present, `empty.${empty}.text`) },
  };
}
