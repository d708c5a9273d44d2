// A template as an action of a macro: chosen and filled in as in the composer, with what is known put in when it runs (AU-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import { fillTemplate, isFile } from '../../contract/template-filling.ts';
import type { Template, TemplateFile } from '../../contract/template.ts';
import { formOf, orAgain, type Form } from '../forms.ts';
import { text } from '../present/marks.ts';
import { fieldName, templatePreview } from '../present/templates.ts';
import { presentFor } from '../reader.ts';
import type { WebParts } from '../rooms.ts';
import { fillDialog, foundOptions, pickDialog, type Filling } from '../template-dialogs.ts';
import { templatesAt, type TemplatePlace } from '../template-place.ts';
import { LIBRARY_USE } from './library.ts';
import { changeableMacro, MACROS, type MacroPlace } from './macros.ts';
import { templateOf } from './templates.ts';

type Asked = FastifyRequest<MacroPlace & { Querystring: Record<string, string | undefined> }>;

const AT = `${MACROS}/:id/templates`;

export function macroTemplateRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get(AT, LIBRARY_USE, async (request: Asked, reply) => {
    const place = await placeOf(parts, request, (name) => request.query[name] ?? '');
    return place ? pickDialog(parts, request, reply, place) : noneDialog(parts, request, reply);
  });
  server.get(`${AT}/found`, LIBRARY_USE, async (request: Asked, reply) => {
    const place = await placeOf(parts, request, (name) => request.query[name] ?? '');
    const none = { options: [] };
    return reply.page('templates/found', place ? foundOptions(parts, request, place, await templatesAt(place)) : none);
  });
  server.get(`${AT}/form`, LIBRARY_USE, async (request: Asked, reply) => {
    const place = await placeOf(parts, request, (name) => request.query[name] ?? '');
    if (!place) return noneDialog(parts, request, reply);
    const template = await templateOf(place, request.query.template ?? '');
    const form = { typed: {}, values: {}, files: {}, faults: {} };
    return fillDialog(parts, request, reply, { place, template, form });
  });
  server.post(`${AT}/preview`, LIBRARY_USE, async (request: Asked, reply) => {
    const given = formOf(request);
    const place = await placeOf(parts, request, given.text);
    if (!place) return noneDialog(parts, request, reply);
    const template = await templateOf(place, given.text('template'));
    const typed = typedIn(template, given);
    const { files } = await filesIn(parts, request, template, given);
    const shown = { values: typed, files };
    return reply.page(
      'templates/preview',
      templatePreview(presentFor(parts, request), place.live.row.channel, template, shown),
    );
  });
  server.post(AT, LIBRARY_USE, async (request: Asked, reply) => add(parts, request, reply));
}

/** The chosen account, or the first that has templates; null where none has. */
async function placeOf(
  parts: WebParts,
  request: Asked,
  given: (name: string) => string,
): Promise<TemplatePlace | null> {
  const macro = await changeableMacro(parts, request, request.params.id);
  const accounts = parts.rooms.channels
    .running()
    .filter(({ row, connection }) => row.active && connection.templates !== undefined)
    .filter(({ row }) => may(request.viewer, 'conversation.answer', { inboxId: row.inboxId }));
  const live = accounts.find(({ row }) => row.id === Number(given('account'))) ?? accounts[0];
  if (!live) return null;
  const back = `${MACROS}/${macro.id}`;
  return {
    head: null,
    live,
    contactName: '',
    macro: { accounts },
    draft: { userId: request.viewer.userId, conversationId: null, kind: 'template' },
    address: `${back}/templates`,
    back,
    carried: { account: String(live.row.id) },
  };
}

function noneDialog(parts: WebParts, request: Asked, reply: FastifyReply): FastifyReply {
  const present = presentFor(parts, request);
  const back = `${MACROS}/${Number(request.params.id)}`;
  return reply.dialog({ title: text(present, 'template.pick'), text: text(present, 'template.none.macro'), back });
}

function typedIn({ parameters }: Template, form: Form): Record<string, string> {
  const asked = parameters.filter((one) => one.preset === undefined && !isFile(one));
  return Object.fromEntries(asked.map(({ key }) => [key, form.text(fieldName(key)).slice(0, 5000)]));
}

/** Documents of the library, by what was chosen in the form. */
async function filesIn({ rooms }: WebParts, { viewer }: Asked, { parameters }: Template, form: Form) {
  const files: Record<string, TemplateFile> = {};
  const documents: Record<string, number> = {};
  for (const { key } of parameters.filter(isFile)) {
    const id = form.number(`${fieldName(key)}.entry`);
    const file = Number.isSafeInteger(id) && id > 0 ? await rooms.library.entries.fileOf(viewer, id) : null;
    if (!file) continue;
    const { fileId, name, type: mimeType, bytes } = file;
    files[key] = { fileId, name, mimeType, bytes };
    documents[key] = id;
  }
  return { files, documents };
}

async function add(parts: WebParts, request: Asked, reply: FastifyReply): Promise<FastifyReply> {
  const given = formOf(request);
  const place = await placeOf(parts, request, given.text);
  if (!place) return noneDialog(parts, request, reply);
  const template = await templateOf(place, given.text('template'));
  const typed = typedIn(template, given);
  const { files, documents } = await filesIn(parts, request, template, given);
  const filled = fillTemplate(template, { values: typed, files });
  const filling: Filling = { place, template, form: { typed, values: typed, files, faults: {} } };
  if ('faults' in filled)
    return fillDialog(parts, request, reply, { ...filling, form: { ...filling.form, faults: filled.faults } });
  const macro = await changeableMacro(parts, request, request.params.id);
  const { name, language } = template;
  const action = {
    do: 'template' as const,
    accountId: place.live.row.id,
    name,
    language,
    values: typed,
    files: documents,
  };
  const work = async () => {
    await parts.rooms.macros.change(request.viewer, macro.id, { actions: [...macro.actions, action] });
    return reply.goTo(place.back);
  };
  return orAgain(parts.locales, request, work, (wrong) =>
    fillDialog(parts, request, reply, filling, { error: Object.values(wrong)[0] }),
  );
}
