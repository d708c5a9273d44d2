// Running macros: chosen beside a conversation or for a selection, with what each will do; undone as one.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf } from '../forms.ts';
import { macroWorld } from '../macro-world.ts';
import { trusted } from '../models/shared.ts';
import { placeAddress } from '../present/lists.ts';
import { actionText } from '../present/macros.ts';
import { reasonText } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { askFirst } from '../ticket-world.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';
import { presentFor } from './inbox.ts';
import { LIBRARY_USE } from './library.ts';
import { MACROS, type MacroPlace } from './macros.ts';

/** Where a selection was made, when nothing else is known. */
const ALL = placeAddress({ inboxId: 0, list: 'open' });
/** Of one selection. */
const MOST = 200;

export function macroRunRoutes(server: FastifyInstance, parts: WebParts): void {
  const { macros, conversations } = parts.rooms;

  server.get<MacroPlace>('/conversations/:id/macros', LIBRARY_USE, async (request, reply) => {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    return pick(request, reply, [head.id], `/conversations/${head.id}`);
  });

  server.post<MacroPlace>('/conversations/:id/macro-runs', LIBRARY_USE, async (request, reply) => {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    return run(request, reply, [head.id], `/conversations/${head.id}`);
  });

  // Sent by the form of a list, with what is picked there.
  server.post('/conversations/macros', LIBRARY_USE, async (request, reply) => {
    const form = formOf(request);
    const picked = form.numbers('conversation');
    const words = form.on('all') || picked.length > MOST ? 'macros.pick.some' : 'macros.pick.many';
    return pick(request, reply, picked.slice(0, MOST), ALL, words);
  });

  server.post('/macro-runs', LIBRARY_USE, async (request, reply) => run(request, reply, pickedOf(request), ALL));

  server.delete<{ Params: { step: string } }>('/macro-runs/:step', LIBRARY_USE, async (request, reply) => {
    const touched = await macros.undoTouches(request.params.step);
    for (const id of touched) {
      const found = await conversations.get(id);
      if (found) demand(request.viewer, 'conversation.read', { inboxId: found.inboxId });
    }
    const { kept } = await macros.undo(request.params.step, request.viewer);
    parts.cookies.say(reply, kept > 0 ? 'said.macro-kept' : 'said.undone', kept > 0 ? { count: kept } : undefined);
    return touched.length === 1 ? back(request, reply, { id: touched[0]! }) : reply.goTo(ALL);
  });

  /** `words` tell how many a selection has. */
  async function pick(request: FastifyRequest, reply: FastifyReply, ids: number[], here: string, words?: string) {
    const say = parts.pages.say(request);
    const present = presentFor(parts, request);
    const world = await macroWorld(parts, request.viewer);
    const all = await macros.list(request.viewer);
    const model = {
      action: words ? '/macro-runs' : `${here}/macro-runs`,
      conversations: words ? ids : undefined,
      macros: all
        .filter(({ actions }) => actions.length > 0)
        .map(({ id, name, actions }) => ({
          id,
          name,
          steps: actions.map((action) => actionText(present, action, world)),
        })),
      manage: { label: say('macros.manage'), href: MACROS },
    };
    const text = words && say(words, { count: ids.length, most: MOST });
    const html = trusted(reply.view('macros/pick', model));
    return askFirst(request, reply, { title: say('macros.pick'), text, html, back: here });
  }

  async function run(request: FastifyRequest, reply: FastifyReply, ids: number[], here: string) {
    const say = parts.pages.say(request);
    const macro = await macros.get(request.viewer, formOf(request).number('macro'));
    if (!macro) throw notFound('macro');
    const answer = await macros.run(request.viewer, macro, ids);
    if (!answer.ok) {
      const text = reasonText(presentFor(parts, request), answer.why);
      return askFirst(request, reply, { title: say('macros.refused', { name: macro.name }), error: text, back: here });
    }
    const { count, unowned } = answer;
    const values = { name: macro.name, count, unowned, undo: `/macro-runs/${answer.undo}?_method=DELETE` };
    parts.cookies.say(reply, 'said.macro-run', values);
    return ids.length === 1 && here !== ALL ? back(request, reply, { id: ids[0]! }) : whence(request, reply);
  }

  function whence(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const from = URL.parse(String(request.headers['hx-current-url'] ?? request.headers.referer ?? ''));
    const isList = from !== null && /^\/(inboxes\/(all|\d+)\/\w+|views\/\d+)$/.test(from.pathname);
    return reply.goTo(isList ? from.pathname : ALL);
  }
}

function pickedOf(request: FastifyRequest): number[] {
  return formOf(request).numbers('conversation').slice(0, MOST);
}
