// What is shown when a conversation leaves the list it was opened from: it, the one that follows, or the list (RE-7).
import type { FastifyRequest } from 'fastify';
import type { ThreadHead } from '../conversations/conversations.ts';
import { inboxIdsIn, pageOf, sortOf } from './list-order.ts';
import { placeAddress, readPlace, type ListPlace } from './present/lists.ts';
import type { WebParts } from './rooms.ts';

/** How far the list is read where its order is not of time. */
const FAR = 100;

/** Where to go, asked once it is done; null: stay. */
type Follows = () => Promise<string | null>;

/**
 * Asked before something is done with the conversation, while it still stands in the list. `page` is the page the person
 * is on. Null for who stays where they are, and where the conversation was not opened from a list.
 */
export async function whatFollows(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  page: URL | null,
): Promise<Follows | null> {
  const after = request.viewer.habits?.after ?? 'stay';
  const list = page?.searchParams.get('list');
  const shown = /^\/conversations\/(\d+)/.exec(page?.pathname ?? '')?.[1];
  if (after === 'stay' || !list || shown !== String(head.id)) return null;
  const place = readPlace(list);
  const address = placeAddress(place);
  if (!(await stands(parts, request, place, head.id))) return null;
  const next = after === 'next' ? await following(parts, request, place, head) : null;
  return async () => {
    if (await stands(parts, request, place, head.id)) return null;
    return next === null ? address : `/conversations/${next}?list=${encodeURIComponent(address)}`;
  };
}

async function stands(parts: WebParts, request: FastifyRequest, place: ListPlace, id: number): Promise<boolean> {
  const { conversations, views } = parts.rooms;
  const { userId, teamIds } = request.viewer;
  const row = await conversations.lists.row(id, userId);
  if (!row) return false;
  if (place.viewId === undefined)
    return (
      (place.inboxId === 0 || place.inboxId === row.inboxId) &&
      conversations.lists.listsOf(row, userId, teamIds).includes(place.list)
    );
  const view = await views.get(place.viewId, request.viewer);
  return view !== null && (await views.members(view, request.viewer, [row.inboxId], [id])).has(id);
}

/** The one below it; the last one is followed by the one above. */
async function following(
  parts: WebParts,
  request: FastifyRequest,
  place: ListPlace,
  head: ThreadHead,
): Promise<number | null> {
  const inboxIds = await inboxIdsIn(parts, request, place);
  const view = place.viewId === undefined ? null : await parts.rooms.views.get(place.viewId, request.viewer);
  const sort = sortOf(request, place, view);
  if (!view && sort === 'newest') {
    const after = `${head.lastMessageAt.getTime()}-${head.id}`;
    const { rows } = await pageOf(parts, request, { place, view, sort, inboxIds, after, limit: 1 });
    if (rows[0]) return rows[0].id;
  }
  const { rows } = await pageOf(parts, request, { place, view, sort, inboxIds, limit: FAR });
  const at = rows.findIndex(({ id }) => id === head.id);
  return (rows[at + 1] ?? rows[at - 1] ?? rows.find(({ id }) => id !== head.id))?.id ?? null;
}
