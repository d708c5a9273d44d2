// All views a person has: their order, which stand in the left column, copies, deletion with undo (VW-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import type { View } from '../../views/views.ts';
import { formOf } from '../forms.ts';
import type { ListViewLine } from '../models/list-views.ts';
import { filterWords } from '../present/list-view-words.ts';
import { text } from '../present/marks.ts';
import { presentFor } from '../reader.ts';
import type { WebParts } from '../rooms.ts';
import { viewWorld, type ViewWorld } from '../view-world.ts';
import { placed } from './pipelines.ts';

export const VIEWS = '/views';
export const VIEW_EDIT = { config: { permission: 'view.edit' } } as const;
export type ViewPlace = { Params: { id: string } };

/** The view of that number when the viewer has it. */
export async function viewOf({ rooms }: WebParts, { viewer }: FastifyRequest, id: string): Promise<View> {
  const view = /^[1-9]\d{0,8}$/.test(id) ? await rooms.views.get(Number(id), viewer) : null;
  if (!view) throw notFound('view');
  return view;
}

export function listViewRoutes(server: FastifyInstance, parts: WebParts): void {
  const { views } = parts.rooms;

  server.get(VIEWS, { config: { permission: 'conversation.read' } }, async (request, reply) =>
    allPage(parts, request, reply),
  );

  server.put(`${VIEWS}/order`, VIEW_EDIT, async (request, reply) => {
    const known = (await views.list(request.viewer)).map(({ id }) => id);
    await views.order(placed(formOf(request), known), request.viewer);
    return reply.goTo(VIEWS);
  });

  for (const [method, pinned] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const)
    server.route<ViewPlace>({
      ...VIEW_EDIT,
      method,
      url: `${VIEWS}/:id/pin`,
      handler: async (request, reply) => {
        const view = await viewOf(parts, request, request.params.id);
        await views.pin(view.id, pinned, request.viewer);
        return reply.goTo(VIEWS);
      },
    });

  changing(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;
  const { views } = rooms;

  server.post<ViewPlace>(`${VIEWS}/:id/copy`, VIEW_EDIT, async (request, reply) => {
    const view = await viewOf(parts, request, request.params.id);
    const name = text(presentFor(parts, request), 'view.copy_of', { name: view.name });
    const made = await views.copy(view.id, name.slice(0, 60), request.viewer);
    return reply.goTo(`${VIEWS}/${made.id}/edit`);
  });

  server.delete<ViewPlace>(`${VIEWS}/:id`, VIEW_EDIT, async (request, reply) => {
    const view = await viewOf(parts, request, request.params.id);
    await views.delete(view.id, request.viewer);
    cookies.say(reply, 'said.view-deleted', {
      ...{ name: view.name, undo: `${VIEWS}/${view.id}/deletion?_method=DELETE` },
    });
    return reply.goTo(VIEWS);
  });

  server.delete<ViewPlace>(`${VIEWS}/:id/deletion`, VIEW_EDIT, async (request, reply) => {
    const id = Number(request.params.id);
    if (!Number.isSafeInteger(id)) throw notFound('view');
    await views.restore(id, request.viewer);
    return reply.goTo(VIEWS);
  });
}

async function allPage(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const heading = text(present, 'view.all');
  const mayEdit = may(request.viewer, 'view.edit');
  const world = await viewWorld(parts, request);
  const views = await parts.rooms.views.list(request.viewer);
  const start = { label: text(present, 'view.new'), href: `${VIEWS}/new`, icon: 'plus', primary: true };
  return reply.page('list-views/page', {
    ...{ title: heading, heading, text: text(present, 'view.text'), order: `${VIEWS}/order?_method=PUT` },
    crumb: { label: text(present, 'view.inbox'), href: '/inbox' },
    links: mayEdit ? [start] : [],
    lines: views.map((view) => lineOf(parts, request, world, view)),
    empty: { title: text(present, 'view.none.title'), text: text(present, 'view.none.text') },
  });
}

function lineOf(parts: WebParts, request: FastifyRequest, world: ViewWorld, view: View): ListViewLine {
  const present = presentFor(parts, request);
  const { id, name, icon, colour, pinned, access, ownerName, ownerId } = view;
  const mayChange = parts.rooms.views.mayChange(view, request.viewer);
  const at = `${VIEWS}/${id}`;
  const whose =
    ownerId === request.viewer.userId
      ? text(present, `access.${access}`)
      : text(present, 'view.shared_by', { name: ownerName ?? '—' });
  const act = (key: string, action: string, symbol: string) => ({ label: text(present, key), action, icon: symbol });
  return {
    ...{ id, name, icon, href: at, colour: colour || undefined },
    detail: `${whose} · ${filterWords(present, world, view.filter)}`,
    pin: {
      action: `${at}/pin?_method=${pinned ? 'DELETE' : 'PUT'}`,
      label: text(present, pinned ? 'view.unpin' : 'view.pin'),
      on: pinned,
    },
    file: may(request.viewer, 'export')
      ? { label: text(present, 'exports.link'), href: `${at}/export.csv` }
      : undefined,
    edit: mayChange ? { label: text(present, 'view.edit'), href: `${at}/edit` } : undefined,
    acts: [
      act('view.copy', `${at}/copy`, 'copy'),
      ...(mayChange ? [act('view.delete', `${at}?_method=DELETE`, 'trash')] : []),
    ],
  };
}
