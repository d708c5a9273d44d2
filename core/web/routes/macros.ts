// Settings → Macros: what there is, and one macro: its name, with whom it is shared, what it does in order (AU-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayChange, SHARED_KINDS } from '../../accounts/accounts.ts';
import type { Macro, NewMacro } from '../../macros/macros.ts';
import { forbidden, notFound } from '../../kernel/errors.ts';
import { nameField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import { macroWorld } from '../macro-world.ts';
import type { Section } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import { accessFields, readAccess, sharedWith } from '../present/sharing.ts';
import { actionFields, actionText } from '../present/macros.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';
import { LIBRARY_USE, peopleToShareWith } from './library.ts';

export const MACROS = '/settings/macros';
export interface MacroPlace {
  Params: { id: string };
}
type Typed = Omit<NewMacro, 'actions'>;

export function macroRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales, pages } = parts;
  const { macros } = rooms;

  server.get(MACROS, LIBRARY_USE, async (request, reply) => {
    const say = pages.say(request);
    const links = [{ label: say('macros.new'), href: `${MACROS}/new`, icon: 'plus', primary: true }];
    const content = { heading: say('macros.heading'), text: say('macros.text'), links };
    return pages.settings(request, reply, 'macros', { ...content, sections: [await table(parts, request)] });
  });

  server.get(`${MACROS}/new`, LIBRARY_USE, async (request, reply) =>
    newPage(parts, request, reply, { name: '', access: 'everyone', userIds: [], teamIds: [] }),
  );

  server.post(MACROS, LIBRARY_USE, async (request, reply) => {
    const typed = typedIn(request);
    const work = async () => {
      const macro = await macros.create(request.viewer, { ...typed, actions: [] });
      return reply.goTo(`${MACROS}/${macro.id}`);
    };
    return orAgain(locales, request, work, (wrong) => newPage(parts, request, reply, typed, wrong));
  });
  changing(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { macros } = rooms;

  server.get<MacroPlace>(`${MACROS}/:id`, LIBRARY_USE, async (request, reply) => {
    const macro = await changeableMacro(parts, request, request.params.id);
    return macroPage(parts, request, reply, macro);
  });

  server.patch<MacroPlace>(`${MACROS}/:id`, LIBRARY_USE, async (request, reply) => {
    const macro = await changeableMacro(parts, request, request.params.id);
    const typed = typedIn(request);
    const work = async () => {
      await macros.change(request.viewer, macro.id, typed);
      cookies.say(reply, 'said.saved');
      return reply.goTo(`${MACROS}/${macro.id}`);
    };
    return orAgain(locales, request, work, (wrong) =>
      macroPage(parts, request, reply, { ...macro, ...typed }, { form: wrong }),
    );
  });

  server.post<MacroPlace>(`${MACROS}/:id/trash`, LIBRARY_USE, async (request, reply) => {
    const macro = await macros.remove(request.viewer, Number(request.params.id), true);
    const undo = `${MACROS}/${macro.id}/trash?_method=DELETE`;
    cookies.say(reply, 'said.library-deleted', { name: macro.name, undo });
    return reply.goTo(MACROS);
  });

  server.delete<MacroPlace>(`${MACROS}/:id/trash`, LIBRARY_USE, async (request, reply) => {
    await macros.remove(request.viewer, Number(request.params.id), false);
    cookies.say(reply, 'said.undone');
    return reply.goTo(MACROS);
  });
}

export async function changeableMacro({ rooms }: WebParts, { viewer }: FastifyRequest, id: string): Promise<Macro> {
  const macro = await rooms.macros.get(viewer, Number(id));
  if (!macro) throw notFound('macro');
  if (!mayChange(SHARED_KINDS.macro, viewer, macro)) throw forbidden('library.manage');
  return macro;
}

function typedIn(request: FastifyRequest): Typed {
  const form = formOf(request);
  return { name: form.text('name'), ...readAccess(form) };
}

async function table(parts: WebParts, request: FastifyRequest): Promise<Section> {
  const present = presentFor(parts, request);
  const say = parts.pages.say(request);
  const world = await macroWorld(parts, request.viewer);
  const people = await peopleToShareWith(parts);
  const all = await parts.rooms.macros.list(request.viewer);
  const rows = all.map((macro) => ({
    id: `macro-${macro.id}`,
    cells: [
      {
        text: macro.name,
        href: mayChange(SHARED_KINDS.macro, request.viewer, macro) ? `${MACROS}/${macro.id}` : undefined,
        detail: macro.actions.map((action) => actionText(present, action, world)).join(' · ') || say('macros.empty'),
      },
      { text: sharedWith(present, macro, people) },
      { text: String(macro.uses) },
      macro.usedAt ? { at: macro.usedAt, style: 'ago' as const } : { text: say('library.never') },
    ],
  }));
  const keys = ['field.name', 'library.access', 'library.uses', 'library.used'];
  const columns = keys.map((key) => ({ label: say(key) }));
  const empty = { title: say('macros.none.title'), text: say('macros.none.text') };
  return { card: true, table: { label: say('macros.heading'), columns, rows, empty } };
}

async function newPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: Typed,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const form = { action: MACROS, groups: await groups(parts, request, typed, wrong), back: MACROS };
  const content = {
    heading: say('macros.new'),
    text: say('macros.new.text'),
    crumb: { label: say('macros.heading'), href: MACROS },
    narrow: true,
    sections: [{ form }],
  };
  return parts.pages.settings(request, reply, 'macros', content, wrong ? 422 : 200);
}

async function groups(parts: WebParts, request: FastifyRequest, typed: Typed, wrong: Wrong = {}) {
  const present = presentFor(parts, request);
  const say = parts.pages.say(request);
  const access = accessFields(present, typed, await peopleToShareWith(parts));
  return [
    { fields: withWrong([{ ...nameField(say, typed.name), maximum: 80 }], wrong) },
    { title: say('library.access'), fields: withWrong(access, wrong) },
  ];
}

interface Again {
  form?: Wrong;
  /** Of the form that adds an action. */
  action?: Wrong;
  typed?: string;
}

export async function macroPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  macro: Macro,
  again: Again = {},
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const at = `${MACROS}/${macro.id}`;
  const fields = await groups(parts, request, macro, again.form);
  const content = {
    heading: macro.name,
    text: say('library.used_times', { count: macro.uses }),
    crumb: { label: say('macros.heading'), href: MACROS },
    acts: [{ label: say('library.delete'), icon: 'trash', action: `${at}/trash` }],
    narrow: true,
    sections: [
      ...(await actionSections(parts, request, reply, macro, again)),
      { title: say('macros.about'), form: { action: `${at}?_method=PATCH`, groups: fields, back: MACROS } },
    ],
  };
  return parts.pages.settings(request, reply, 'macros', content, again.form || again.action ? 422 : 200);
}

/** What it does, and the form that adds to it. */
async function actionSections(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { id: macroId, actions }: Macro,
  { action: wrong = {}, typed = 'reply' }: Again,
): Promise<Section[]> {
  const say = parts.pages.say(request);
  const present = presentFor(parts, request);
  const world = await macroWorld(parts, request.viewer);
  const at = `${MACROS}/${macroId}/actions`;
  const lines = actions.map((action, index) => ({
    id: index + 1,
    label: actionText(present, action, world),
    remove: `${at}/${index + 1}?_method=DELETE`,
  }));
  const order = { label: say('macros.actions'), action: `${at}/order?_method=PUT`, lines };
  const add = {
    id: 'add-action',
    action: at,
    groups: [{ fields: withWrong(actionFields(present, world, typed), wrong) }],
    submit: say('macros.add'),
    quiet: lines.length > 0,
  };
  const html = trusted(reply.view('macros/actions', order));
  return [
    { title: say('macros.actions'), text: say('macros.actions.text'), html },
    { title: say('macros.add'), card: true, form: add },
  ];
}
