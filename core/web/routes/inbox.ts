// The lists: an inbox (or all of them), one of its lists, rows page by page, actions on many at once.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import type { InboxFacts, ListCounts } from '../../conversations/conversations.ts';
import { notFound } from '../../kernel/errors.ts';
import { inSlices } from '../../kernel/slices.ts';
import { formOf } from '../forms.ts';
import type { ConversationList, KeptColumn, RowsModel } from '../models/inbox.ts';
import type { Link, Lists } from '../models/shared.ts';
import { listsModel, LIST_NAMES, placeAddress, placeTopic, readPlace, type ListPlace } from '../present/lists.ts';
import { text, type Present } from '../present/marks.ts';
import { rowModel } from '../present/rows.ts';
import { ownAddress } from '../origin.ts';
import { isHtmx, SHOWN } from '../replies.ts';
import type { WebParts } from '../rooms.ts';

const PAGE = 50;
/** Of many conversations looked at before other requests have their turn. */
const SLICE = 50;

export function presentFor(parts: WebParts, request: FastifyRequest): Present {
  const { language, timeZone } = request.viewContext;
  return { locales: parts.locales, channels: parts.rooms.channels, language, timeZone };
}

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
  const counts = await parts.rooms.conversations.lists.counts(viewer.userId, viewer.teamIds, inboxIds);
  const starts = may(viewer, 'conversation.answer');
  const start = { label: text(present, 'inbox.start'), href: '/conversations/new' };
  return {
    place,
    visible: inboxes.map((inbox) => inbox.id),
    lists: listsModel(present, place, inboxes, counts, starts ? start.href : null),
    list: {
      id: listId(place),
      title: text(present, `list.${place.list}`),
      count: place.list in counts ? counts[place.list as keyof ListCounts] : undefined,
      start: starts ? start : undefined,
      searchHref: '/search',
      filters: filtersOf(present, place),
      ...(await rowsOf(parts, request, place, inboxIds, currentId)),
    },
    topics: [placeTopic(place)],
  };
}

/** The columns beside a conversation: kept where the reader walks from one to the next in the same list. */
export async function columnBeside(
  parts: WebParts,
  request: FastifyRequest,
  place: ListPlace,
  currentId: number,
): Promise<Column> {
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

const idsIn = ({ inboxId }: ListPlace, inboxes: InboxFacts[]): number[] =>
  inboxId === 0 ? inboxes.map((inbox) => inbox.id) : [inboxId];

const listId = (place: ListPlace): string => placeAddress(place).slice(1).replaceAll('/', '-');

function filtersOf(present: Present, place: ListPlace): Link[] {
  return (['open', 'unassigned', 'closed'] as const).map((list) => {
    const href = placeAddress({ ...place, list });
    return { label: text(present, `filter.${list}`), href, current: place.list === list || undefined };
  });
}

async function rowsOf(
  parts: WebParts,
  request: FastifyRequest,
  place: ListPlace,
  inboxIds: number[],
  currentId?: number,
): Promise<RowsModel> {
  const { viewer } = request;
  const { after } = request.query as { after?: string };
  const present = presentFor(parts, request);
  const page = await parts.rooms.conversations.lists.page({
    userId: viewer.userId,
    teamIds: viewer.teamIds,
    inboxIds,
    list: place.list,
    after,
    limit: PAGE,
  });
  const base = placeAddress(place);
  return {
    rows: page.rows.map((row) => rowModel(present, row, base, currentId)),
    more: page.next ? `${base}?after=${encodeURIComponent(page.next)}` : undefined,
    empty: { title: text(present, `empty.${place.list}.title`), text: text(present, `empty.${place.list}.text`) },
  };
}

export function inbox(server: FastifyInstance, parts: WebParts): void {
  const { conversations } = parts.rooms;
  const read = { config: { permission: 'conversation.read' as const } };
  const manage = { config: { permission: 'conversation.manage' as const } };
  server.get('/', read, async (_request, reply) => reply.goTo('/inbox'));
  server.get('/inbox', read, home);
  server.get('/inboxes/:inbox/:list', read, list);
  server.patch('/conversations', manage, many);
  server.post('/undo/:step', manage, undo);

  async function home(request: FastifyRequest, reply: FastifyReply) {
    const visible = request.viewer.inboxIds;
    const all = (await conversations.inboxes.list()).filter((one) => visible === 'all' || visible.includes(one.id));
    return reply.goTo(placeAddress({ inboxId: all.length === 1 ? all[0]!.id : 0, list: 'open' }));
  }

  async function list(request: FastifyRequest, reply: FastifyReply) {
    const params = request.params as { inbox: string; list: string };
    if (!LIST_NAMES.some((name) => name === params.list)) throw notFound('list');
    const place = readPlace(`/inboxes/${params.inbox}/${params.list}`);
    // The list's last line asks for the next rows only.
    if ((request.query as { after?: string }).after && request.headers['hx-request']) {
      const inboxIds = idsIn(place, await inboxesIn(parts, request, place));
      return reply.page('inbox/rows', await rowsOf(parts, request, place, inboxIds));
    }
    const { list: shown, lists, topics } = await columnOf(parts, request, place);
    return reply.page('inbox/page', { title: shown.title, view: 'list', lists, list: shown, topics: topics.join(' ') });
  }

  async function many(request: FastifyRequest, reply: FastifyReply) {
    const form = formOf(request);
    const { viewer } = request;
    const allowed: number[] = [];
    await inSlices(form.numbers('conversation').slice(0, 1000), SLICE, async (ids) => {
      for (const id of ids) {
        const found = await conversations.get(id);
        if (found && may(viewer, 'conversation.manage', { inboxId: found.inboxId })) allowed.push(id);
      }
    });
    const step = await bulk(form.text('do'), allowed, actorOf(viewer), viewer.userId);
    if (step) parts.cookies.say(reply, 'said.bulk', { count: allowed.length, undo: `/undo/${step}` });
    return reply.goTo(whence(request));
  }

  async function bulk(what: string, ids: number[], actor: string, userId: number): Promise<string | null> {
    if (ids.length === 0) return null;
    if (what === 'read') {
      await inSlices(ids, SLICE, async (some) => {
        for (const id of some) await conversations.markRead(id, userId);
      });
      return null;
    }
    const commands = {
      close: (id: number) => conversations.close(id, actor),
      take: (id: number) => conversations.assign(id, { userId }, null, actor),
      spam: (id: number) => conversations.spam(id, actor),
      trash: (id: number) => conversations.trash(id, actor),
    };
    const command = commands[what as keyof typeof commands];
    return command ? (await conversations.bulk(ids, actor, command)).undo : null;
  }

  async function undo(request: FastifyRequest, reply: FastifyReply) {
    const { step } = request.params as { step: string };
    await inSlices(await conversations.undoTouches(step), SLICE, async (ids) => {
      for (const id of ids) {
        const found = await conversations.get(id);
        if (found) demand(request.viewer, 'conversation.manage', { inboxId: found.inboxId });
      }
    });
    await conversations.undo(step, actorOf(request.viewer));
    parts.cookies.say(reply, 'said.undone');
    return reply.goTo((await isGone(request)) ? await sourceOf(step) : whence(request));
  }

  /** The page was of a conversation that the step had made. */
  async function isGone(request: FastifyRequest): Promise<boolean> {
    const id = /^\/conversations\/(\d{1,15})/.exec(whence(request))?.[1];
    return id !== undefined && (await conversations.get(Number(id))) === null;
  }

  async function sourceOf(step: string): Promise<string> {
    const [id] = await conversations.undoTouches(step);
    return id === undefined ? '/inbox' : `/conversations/${id}`;
  }
}

/** The page the person is on. */
export function whence(request: FastifyRequest): string {
  const url = URL.parse(request.headers.referer ?? '');
  const address = ownAddress(url && url.pathname + url.search);
  return address === '/' ? '/inbox' : address;
}
