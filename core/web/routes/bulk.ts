// What is done with many conversations at once: those picked, or the whole list or view, with one way back (RE-7, VW-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may, type Viewer } from '../../accounts/accounts.ts';
import { inSlices } from '../../kernel/slices.ts';
import { COMMANDS, doCommand, type Command } from '../../runs/runs.ts';
import { formOf } from '../forms.ts';
import { runNotice } from '../frame.ts';
import { inboxIdsIn, pageOf } from '../list-order.ts';
import { readPlace } from '../present/lists.ts';
import type { WebParts } from '../rooms.ts';
import { whence } from './inbox.ts';

/** Picked by hand. */
const MOST_PICKED = 1000;
/** Of a whole list; the rest is said and waits for the next time. */
const MOST = 5000;
/** Read at once. */
const PAGE = 200;
/** Looked at before other requests have their turn. */
const SLICE = 50;

export function bulkRoutes(server: FastifyInstance, parts: WebParts): void {
  const { conversations, runs } = parts.rooms;
  server.patch('/conversations', { config: { permission: 'conversation.manage' } }, many);

  // For whoever looks: how far their own is.
  server.get('/bulk-runs/mine', { config: { permission: 'conversation.manage' } }, async (request, reply) => {
    const run = runNotice(await runs.of(request.viewer.userId));
    const html = run ? reply.view('layouts/run', run) : '';
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });
  server.delete('/bulk-runs/mine', { config: { permission: 'conversation.manage' } }, async (request, reply) => {
    await runs.forget(request.viewer.userId, formOf(request).number('run') || 0);
    return reply.goTo(whence(request));
  });

  async function many(request: FastifyRequest, reply: FastifyReply) {
    const form = formOf(request);
    const { viewer } = request;
    const what = form.text('do');
    if (form.on('all')) return wholeList(request, reply, what);
    const allowed = await manageable(form.numbers('conversation').slice(0, MOST_PICKED), viewer);
    const command = commandIn(what);
    if (what === 'read') await read(allowed, viewer.userId);
    const work = (id: number) => doCommand(parts.rooms, viewer, command!, id);
    const { undo } = command && allowed.length > 0 ? await conversations.bulk(allowed, actorOf(viewer), work) : {};
    if (undo) parts.cookies.say(reply, 'said.bulk', { count: allowed.length, undo: `/undo/${undo}` });
    return reply.goTo(whence(request));
  }

  async function wholeList(request: FastifyRequest, reply: FastifyReply, what: string) {
    const { viewer } = request;
    const ids = await manageable(await idsIn(parts, request, formOf(request).text('place')), viewer);
    const command = commandIn(what);
    if (what === 'read') {
      await read(ids, viewer.userId);
      parts.cookies.say(reply, 'said.bulk', { count: ids.length });
    } else if (command && ids.length > 0 && !(await runs.begin(viewer, ids, command)))
      parts.cookies.say(reply, 'said.bulk-busy');
    return reply.goTo(whence(request));
  }

  async function manageable(ids: number[], viewer: Viewer): Promise<number[]> {
    const allowed: number[] = [];
    await inSlices(ids, SLICE, async (some) => {
      for (const id of some) {
        const found = await conversations.get(id);
        if (found && may(viewer, 'conversation.manage', { inboxId: found.inboxId })) allowed.push(id);
      }
    });
    return allowed;
  }

  const read = (ids: number[], userId: number) =>
    inSlices(ids, SLICE, async (some) => {
      for (const id of some) await conversations.markRead(id, userId);
    });
}

function commandIn(what: string): Command | undefined {
  return COMMANDS.find((one) => one === what);
}

/** What stands in the list now, newest first. */
async function idsIn(parts: WebParts, request: FastifyRequest, address: string): Promise<number[]> {
  const place = readPlace(address);
  const inboxIds = await inboxIdsIn(parts, request, place);
  const view = place.viewId === undefined ? null : await parts.rooms.views.get(place.viewId, request.viewer);
  if (place.viewId !== undefined && !view) return [];
  const ids: number[] = [];
  for (let after: string | undefined; ids.length < MOST;) {
    const asked = { place, view, sort: 'newest' as const, inboxIds, after, limit: PAGE };
    const { rows, next } = await pageOf(parts, request, asked);
    ids.push(...rows.map(({ id }) => id));
    if (next === null) break;
    after = next;
  }
  return ids.slice(0, MOST);
}
