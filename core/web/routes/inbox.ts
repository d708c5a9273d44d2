// The lists: an inbox (or all of them), one of its lists, rows page by page, actions on many at once.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { inSlices } from '../../kernel/slices.ts';
import { formOf } from '../forms.ts';
import { columnOf, rowsOf } from '../column.ts';
import { ownAddress } from '../origin.ts';
import { LIST_NAMES, placeAddress, readPlace, viewPlace, type ListPlace } from '../present/lists.ts';
import type { WebParts } from '../rooms.ts';

export { presentFor } from '../reader.ts';

/** Of many conversations looked at before other requests have their turn. */
const SLICE = 50;

export function inbox(server: FastifyInstance, parts: WebParts): void {
  const { conversations } = parts.rooms;
  const read = { config: { permission: 'conversation.read' as const } };
  const manage = { config: { permission: 'conversation.manage' as const } };
  server.get('/', read, async (_request, reply) => reply.goTo('/inbox'));
  server.get('/inbox', read, home);
  server.get('/inboxes/:inbox/:list', read, list);
  server.get('/views/:id', read, view);
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
    return show(request, reply, readPlace(`/inboxes/${params.inbox}/${params.list}`));
  }

  async function view(request: FastifyRequest, reply: FastifyReply) {
    const { id } = request.params as { id: string };
    if (!/^[1-9]\d{0,8}$/.test(id)) throw notFound('view');
    return show(request, reply, viewPlace(Number(id)));
  }

  async function show(request: FastifyRequest, reply: FastifyReply, place: ListPlace) {
    // The list's last line asks for the next rows only.
    if ((request.query as { after?: string }).after && request.headers['hx-request'])
      return reply.page('inbox/rows', await rowsOf(parts, request, place));
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

/** The table a form belongs to, with its filters when the person comes from there. */
export function tableBefore(request: FastifyRequest, base: string): string {
  const address = whence(request);
  return address.startsWith(`${base}?`) ? address : base;
}
