// The order of a list or view: as it stands by itself or as the person chose it there, and its rows in that order.
import type { FastifyRequest } from 'fastify';
import type { Filter } from '../conditions/conditions.ts';
import type { ListName, ListRow } from '../conversations/conversations.ts';
import { SORTS, type Sort, type View } from '../views/views.ts';
import type { ConversationList } from './models/inbox.ts';
import { placeAddress, type ListPlace } from './present/lists.ts';
import { text, type Present } from './present/marks.ts';
import type { WebParts } from './rooms.ts';

/** The address says it for further rows of a page that was drawn before the choice changed. */
export function sortOf({ query, viewer }: FastifyRequest, place: ListPlace, view: View | null): Sort {
  const asked = (query as { sort?: string } | undefined)?.sort;
  const chosen = viewer.habits?.sorts[placeAddress(place)];
  return SORTS.find((one) => one === asked) ?? SORTS.find((one) => one === chosen) ?? view?.sort ?? 'newest';
}

export function sortMenu(present: Present, place: ListPlace, sort: Sort): ConversationList['sort'] {
  const options = SORTS.map((value) => ({
    value,
    label: text(present, `view.sort.${value}`),
    current: value === sort || undefined,
  }));
  return { label: text(present, `view.sort.${sort}`), action: `${placeAddress(place)}/sort`, options };
}

/** Inboxes a list is read from: those of its place that the person sees. */
export async function inboxIdsIn(
  { rooms }: WebParts,
  { viewer }: FastifyRequest,
  { inboxId }: Pick<ListPlace, 'inboxId'>,
): Promise<number[]> {
  const seen = viewer.inboxIds;
  const all = (await rooms.conversations.inboxes.list()).map(({ id }) => id);
  const visible = all.filter((id) => seen === 'all' || seen.includes(id));
  return inboxId === 0 ? visible : visible.filter((id) => id === inboxId);
}

interface PageAsked {
  place: ListPlace;
  view: View | null;
  sort: Sort;
  inboxIds: number[];
  after?: string;
  limit: number;
}

/** Lists have an index of their own for the newest first; in every other order they are read as a view would be. */
export function pageOf(
  { rooms }: WebParts,
  { viewer }: FastifyRequest,
  { place, view, sort, inboxIds, after, limit }: PageAsked,
): Promise<{ rows: ListRow[]; next: string | null }> {
  const { userId, teamIds } = viewer;
  if (!view && sort === 'newest')
    return rooms.conversations.lists.page({ ...{ userId, teamIds, inboxIds, list: place.list, after, limit } });
  const filter = view?.filter ?? listFilter(place.list);
  return rooms.views.page({ filter, sort }, viewer, { inboxIds, after, limit });
}

type Condition = Filter['groups'][number]['conditions'][number];

const is = (property: string, ...values: string[]): Condition => ({ property, operator: 'is', values });
const all = (...conditions: Condition[]) => ({ match: 'all' as const, conditions });
const any = (...conditions: Condition[]) => ({ match: 'any' as const, conditions });

/** What stands in a list, as conditions. */
function listFilter(list: ListName): Filter {
  const open = is('status', 'open');
  const groups: Record<ListName, Filter['groups']> = {
    open: [all(open)],
    unassigned: [
      all(open, is('owner', 'nobody'), is('team', 'nobody'), { property: 'bot', operator: 'no', values: [] }),
    ],
    // Theirs, or their team's and nobody's in it.
    mine: [all(open), any(is('owner', 'me'), is('team', 'mine')), any(is('owner', 'me'), is('owner', 'nobody'))],
    snoozed: [all(is('status', 'snoozed'))],
    closed: [all(is('status', 'closed'))],
    sent: [all({ property: 'answered', operator: 'yes', values: [] })],
    spam: [all(is('place', 'spam'))],
    trash: [all(is('place', 'trash'))],
    all: [],
  };
  return { match: 'all', groups: groups[list] };
}
