// API: macros, read, written and run.
import type { FastifyRequest } from 'fastify';
import { DeskError, notFound } from '../kernel/errors.ts';
import type { Macro, NewMacro } from '../macros/macros.ts';
import { MacroRun, MacroShape, NewMacroShape, RunMacro } from './library-shapes.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { conversationOf } from './scope.ts';

const tag = 'library';

export function macroRoutes(rooms: ApiRooms): ApiRoute[] {
  const { macros } = rooms;
  const read = { method: 'GET' as const, permission: 'library.use' as const, tag };
  const write = { method: 'POST' as const, permission: 'library.use' as const, tag };
  return [
    {
      ...read,
      url: '/macros',
      summary: 'Macros you may run, by name',
      answer: Type.Object({ items: Type.Array(MacroShape) }),
      run: async ({ viewer }) => ({ items: (await macros.list(viewer)).map(macroView) }),
    },
    {
      ...write,
      url: '/macros',
      status: 201,
      summary: 'Add a macro',
      body: NewMacroShape,
      answer: MacroShape,
      run: async ({ viewer, body }) =>
        macroView(await macros.create(viewer, { ...SHARED, ...(body as Partial<NewMacro>) } as NewMacro)),
    },
    {
      ...write,
      permission: 'conversation.manage',
      tag: 'conversations',
      url: '/conversations/:key/macro-runs',
      summary: 'Run a macro here; all of it or nothing',
      body: RunMacro,
      answer: MacroRun,
      run,
    },
  ];

  async function run(request: FastifyRequest) {
    const conversation = await conversationOf(rooms, request.viewer, keyOf(request));
    const macro = await macros.get(request.viewer, (request.body as { macro: number }).macro);
    if (!macro) throw notFound('macro');
    const answer = await macros.run(request.viewer, macro, [conversation.id]);
    if (!answer.ok) throw new DeskError('macro_refused', 409, answer.why.text, { params: { why: answer.why.code } });
    return { done: macro.actions.length, unowned: answer.unowned };
  }
}

const SHARED = { access: 'everyone' as const, userIds: [], teamIds: [] };

function macroView({ id, name, actions, uses, access, userIds, teamIds }: Macro) {
  return { id, name, actions, uses, access, userIds, teamIds };
}
