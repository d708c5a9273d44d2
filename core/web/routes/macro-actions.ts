// The actions of a macro: added, put in order, taken out.
import type { FastifyInstance } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import { formOf, orAgain } from '../forms.ts';
import { readAction } from '../present/macros.ts';
import type { WebParts } from '../rooms.ts';
import { LIBRARY_USE } from './library.ts';
import { changeableMacro, macroPage, MACROS, type MacroPlace } from './macros.ts';
import { placed } from './pipelines.ts';

export function macroActionRoutes(server: FastifyInstance, parts: WebParts): void {
  const { macros } = parts.rooms;
  const at = `${MACROS}/:id/actions`;

  server.post<MacroPlace>(at, LIBRARY_USE, async (request, reply) => {
    const macro = await changeableMacro(parts, request, request.params.id);
    const form = formOf(request);
    if (form.text('do') === 'template') return reply.goTo(`${MACROS}/${macro.id}/templates`);
    const work = async () => {
      await macros.change(request.viewer, macro.id, { actions: [...macro.actions, readAction(form)] });
      return reply.goTo(`${MACROS}/${macro.id}`);
    };
    return orAgain(parts.locales, request, work, (wrong) =>
      macroPage(parts, request, reply, macro, { action: wrong, typed: form.text('do') }),
    );
  });

  server.put<MacroPlace>(`${at}/order`, LIBRARY_USE, async (request, reply) => {
    const macro = await changeableMacro(parts, request, request.params.id);
    const places = macro.actions.map((_action, index) => index + 1);
    const actions = placed(formOf(request), places).map((place) => macro.actions[place - 1]!);
    await macros.change(request.viewer, macro.id, { actions });
    return reply.goTo(`${MACROS}/${macro.id}`);
  });

  server.delete<{ Params: { id: string; place: string } }>(`${at}/:place`, LIBRARY_USE, async (request, reply) => {
    const macro = await changeableMacro(parts, request, request.params.id);
    const index = Number(request.params.place) - 1;
    if (!macro.actions[index]) throw notFound('action');
    await macros.change(request.viewer, macro.id, { actions: macro.actions.toSpliced(index, 1) });
    return reply.goTo(`${MACROS}/${macro.id}`);
  });
}
