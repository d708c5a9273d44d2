// The lists: an inbox (or all of them), one of its lists, rows page by page in the order chosen; undoing.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { inSlices } from '../../kernel/slices.ts';
import { SORTS } from '../../views/views.ts';
import { formOf } from '../forms.ts';
import { columnOf, rowsOf } from '../column.ts';
import { sectionsFor } from '../frame.ts';
import { inboxIdsIn } from '../list-order.ts';
import { ownAddress } from '../origin.ts';
import { LIST_NAMES, placeAddress, readPlace, viewPlace, type ListPlace } from '../present/lists.ts';
import type { WebParts } from '../rooms.ts';

export { presentFor } from '../reader.ts';

/** Of many conversations looked at before other requests have their turn. */
const SLICE = 50;
/** Lists of a person whose order is remembered. */
const SORTED = 100;

export function inbox(server: FastifyInstance, parts: WebParts): void {
  const { conversations } = parts.rooms;
  const read = { config: { permission: 'conversation.read' as const } };
  const manage = { config: { permission: 'conversation.manage' as const } };
  server.get('/', { config: { permission: 'signed-in' } }, begin);
  server.get('/inbox', read, home);
  server.get('/inboxes/:inbox/:list', read, list);
  server.get('/views/:id', read, view);
  server.put('/inboxes/:inbox/:list/sort', read, sort);
  server.put('/views/:id/sort', read, sort);
  server.post('/undo/:step', manage, undo);

  /** Not everybody reads conversations: whoever signs in begins at the first place that is open to them. */
  async function begin(request: FastifyRequest, reply: FastifyReply) {
    const open = sectionsFor(request.viewer).find(({ href: url }) => server.hasRoute({ method: 'GET', url }));
    return reply.goTo(open!.href);
  }

  async function home(request: FastifyRequest, reply: FastifyReply) {
    const [only = 0, ...others] = await inboxIdsIn(parts, request, { inboxId: 0 });
    return reply.goTo(placeAddress({ inboxId: others.length === 0 ? only : 0, list: 'open' }));
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

  /** Remembered for this list alone. */
  async function sort(request: FastifyRequest, reply: FastifyReply) {
    const place = request.url.split('?')[0]!.slice(0, -'/sort'.length);
    const wanted = SORTS.find((one) => one === formOf(request).text('sort'));
    const { habits, inboxIds } = request.viewer;
    const shown = readPlace(place);
    const isTheirs = shown.viewId
      ? (await parts.rooms.views.get(shown.viewId, request.viewer)) !== null
      : inboxIds === 'all' || shown.inboxId === 0 || inboxIds.includes(shown.inboxId);
    if (placeAddress(shown) !== place || !isTheirs) throw notFound('list');
    if (!wanted) throw invalid({ sort: 'wrong.choice' });
    // Newest last; of lists that are long gone nothing need be known.
    const { [place]: _before, ...others } = habits?.sorts ?? {};
    const sorts = Object.fromEntries([...Object.entries(others).slice(-SORTED), [place, wanted]]);
    await parts.rooms.accounts.users.prefer(request.viewer, { sorts });
    return reply.goTo(place);
  }

  async function show(request: FastifyRequest, reply: FastifyReply, place: ListPlace) {
    // The list's last line asks for the next rows only.
    if ((request.query as { after?: string }).after && request.headers['hx-request'])
      return reply.page('inbox/rows', await rowsOf(parts, request, place));
    const { list: shown, lists, topics } = await columnOf(parts, request, place);
    return reply.page('inbox/page', { title: shown.title, view: 'list', lists, list: shown, topics: topics.join(' ') });
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
