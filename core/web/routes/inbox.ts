// The lists: an inbox (or all of them), one of its lists, rows page by page, actions on many at once.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, may } from '../../accounts/accounts.ts';
import type { ListCounts } from '../../conversations/conversations.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf } from '../forms.ts';
import type { ConversationList, RowsModel } from '../models/inbox.ts';
import type { Lists } from '../models/shared.ts';
import { listsModel, LIST_NAMES, placeAddress, readPlace, type ListPlace } from '../present/lists.ts';
import { text, type Present } from '../present/marks.ts';
import { rowModel } from '../present/rows.ts';
import type { WebParts } from '../rooms.ts';

const PAGE = 50;

export function presentFor(parts: WebParts, request: FastifyRequest): Present {
  const { language, timeZone } = request.viewContext;
  return { locales: parts.locales, channels: parts.rooms.channels, language, timeZone };
}

export interface Column {
  place: ListPlace;
  lists: Lists;
  list: ConversationList;
  counts: ListCounts;
  /** What the page listens to. */
  topics: string[];
}

/** The left two columns, for the list's page and for every conversation opened from it. */
export async function columnOf(
  parts: WebParts,
  request: FastifyRequest,
  place: ListPlace,
  currentId?: number,
): Promise<Column> {
  const { conversations } = parts.rooms;
  const { viewer } = request;
  const present = presentFor(parts, request);
  const visible = viewer.inboxIds === 'all' ? null : new Set(viewer.inboxIds);
  const inboxes = (await conversations.inboxes.list()).filter((inbox) => !visible || visible.has(inbox.id));
  if (place.inboxId !== 0 && !inboxes.some((inbox) => inbox.id === place.inboxId)) throw notFound('inbox');
  const inboxIds = place.inboxId === 0 ? inboxes.map((inbox) => inbox.id) : [place.inboxId];
  const counts = await conversations.lists.counts(viewer.userId, viewer.teamIds, inboxIds);
  const rows = await rowsOf(parts, request, place, inboxIds, currentId);
  const base = placeAddress(place);
  const starts = may(viewer, 'conversation.answer');
  const count = place.list in counts ? counts[place.list as keyof ListCounts] : undefined;
  const open = { ...place, list: 'open' as const };
  const waiting = { ...place, list: 'unassigned' as const };
  return {
    place,
    counts,
    lists: listsModel(present, place, inboxes, counts, starts ? '/conversations/new' : null),
    list: {
      id: base.slice(1).replaceAll('/', '-'),
      title: text(present, `list.${place.list}`),
      count,
      start: starts ? { label: text(present, 'inbox.start'), href: '/conversations/new' } : undefined,
      searchHref: '/search',
      filters: [
        { label: text(present, 'filter.open'), href: placeAddress(open), current: place.list === 'open' || undefined },
        {
          label: text(present, 'filter.unassigned'),
          href: placeAddress(waiting),
          current: place.list === 'unassigned' || undefined,
        },
        {
          label: text(present, 'filter.closed'),
          href: placeAddress({ ...place, list: 'closed' }),
          current: place.list === 'closed' || undefined,
        },
      ],
      ...rows,
    },
    topics: inboxIds.slice(0, 50).map((id) => `list:${id}:${place.list}`),
  };
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

  server.get('/', read, async (_request, reply) => reply.goTo('/inbox'));

  server.get('/inbox', read, async (request, reply) => {
    const visible = request.viewer.inboxIds;
    const all = (await conversations.inboxes.list()).filter((one) => visible === 'all' || visible.includes(one.id));
    return reply.goTo(placeAddress({ inboxId: all.length === 1 ? all[0]!.id : 0, list: 'open' }));
  });

  server.get<{ Params: { inbox: string; list: string }; Querystring: { after?: string } }>(
    '/inboxes/:inbox/:list',
    read,
    async (request, reply) => {
      const address = `/inboxes/${request.params.inbox}/${request.params.list}`;
      if (!LIST_NAMES.some((name) => name === request.params.list)) throw notFound('list');
      const column = await columnOf(parts, request, readPlace(address));
      // The list's last line asks for the next rows only.
      if (request.query.after && request.headers['hx-request'])
        return reply.page('inbox/rows', { rows: column.list.rows, more: column.list.more });
      return reply.page('inbox/page', {
        title: column.list.title,
        view: 'list',
        lists: column.lists,
        list: column.list,
        topics: column.topics.join(' '),
      });
    },
  );

  server.patch('/conversations', { config: { permission: 'conversation.manage' } }, async (request, reply) => {
    const form = formOf(request);
    const ids = form.numbers('conversation').slice(0, 1000);
    const { viewer } = request;
    const actor = actorOf(viewer);
    const allowed = [];
    for (const id of ids) {
      const conversation = await conversations.get(id);
      if (conversation && may(viewer, 'conversation.manage', { inboxId: conversation.inboxId })) allowed.push(id);
    }
    const undo = await bulk(form.text('do'), allowed, actor, viewer.userId);
    if (undo) parts.cookies.say(reply, 'said.bulk', { count: allowed.length, undo: `/undo/${undo}` });
    const back = request.headers.referer ? new URL(request.headers.referer).pathname : '/inbox';
    return reply.goTo(back);
  });

  async function bulk(what: string, ids: number[], actor: string, userId: number): Promise<string | null> {
    if (ids.length === 0) return null;
    if (what === 'read') {
      for (const id of ids) await conversations.markRead(id, userId);
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

  server.post<{ Params: { step: string } }>(
    '/undo/:step',
    { config: { permission: 'conversation.manage' } },
    async (request, reply) => {
      await conversations.undo(request.params.step, actorOf(request.viewer));
      parts.cookies.say(reply, 'said.undone');
      return reply.goTo(request.headers.referer ? new URL(request.headers.referer).pathname : '/inbox');
    },
  );
}
