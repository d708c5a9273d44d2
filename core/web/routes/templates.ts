// The template picker: a list to search, one to fill in beside what the phone will show, sent from there (WA-3, WA-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Template } from '../../contract/template.ts';
import { notFound } from '../../kernel/errors.ts';
import { discardEmpty, offerUndo, readComposer } from '../composing.ts';
import { contactName, reasonText, text } from '../present/marks.ts';
import { templatePreview } from '../present/templates.ts';
import { presentFor } from '../reader.ts';
import type { WebParts } from '../rooms.ts';
import { fillDialog, foundOptions, pickDialog } from '../template-dialogs.ts';
import { leftTemplateForm, readTemplateForm } from '../template-form.ts';
import { templatePlace, templatesAt, type TemplatePlace } from '../template-place.ts';

const ANSWER = { config: { permission: 'conversation.answer' } } as const;
const POST = { config: { permission: 'conversation.answer', provesToken: true } } as const;

type Asked = FastifyRequest<{ Params: { id: string }; Querystring: Record<string, string | undefined> }>;

export function templateRoutes(server: FastifyInstance, parts: WebParts): void {
  // “new” stands for a conversation that begins; contact and address are named beside it.
  server.get('/conversations/:id/templates', ANSWER, async (request: Asked, reply) =>
    pickDialog(parts, request, reply, await placeOf(parts, request)),
  );
  server.get('/conversations/:id/templates/found', ANSWER, async (request: Asked, reply) => {
    const place = await placeOf(parts, request);
    return reply.page('templates/found', foundOptions(parts, request, place, await templatesAt(place)));
  });
  server.get('/conversations/:id/templates/form', ANSWER, async (request: Asked, reply) => {
    const place = await placeOf(parts, request);
    const template = await templateOf(place, request.query.template ?? '');
    const form = await leftTemplateForm(parts, request.viewer, place, template);
    return fillDialog(parts, request, reply, { place, template, form });
  });
  server.post('/conversations/:id/templates/preview', POST, async (request: Asked, reply) => {
    const given = await readComposer(parts, request);
    const place = await templatePlace(parts, request, given.text);
    const template = await templateOf(place, given.text('template'));
    const { values, files } = await readTemplateForm(parts, request.viewer, place, template, given, true);
    const shown = templatePreview(presentFor(parts, request), place.live.row.channel, template, { values, files });
    return reply.page('templates/preview', shown);
  });
  server.post('/conversations/:id/templates', POST, async (request: Asked, reply) => send(parts, request, reply));
}

function placeOf(parts: WebParts, request: Asked): Promise<TemplatePlace> {
  return templatePlace(parts, request, (name) => request.query[name] ?? '');
}

export async function templateOf(place: TemplatePlace, id: string): Promise<Template> {
  const found = (await templatesAt(place)).find((one) => one.id === id);
  if (!found) throw notFound('template');
  return found;
}

async function send(parts: WebParts, request: Asked, reply: FastifyReply): Promise<FastifyReply> {
  const { conversations, outbound } = parts.rooms;
  const given = await readComposer(parts, request);
  const place = await templatePlace(parts, request, given.text);
  const template = await templateOf(place, given.text('template'));
  const form = await readTemplateForm(parts, request.viewer, place, template, given);
  const filling = { place, template, form };
  if (given.refused !== null)
    return fillDialog(parts, request, reply, filling, { error: parts.pages.say(request)('composer.file.too_large') });
  if (Object.keys(form.faults).length > 0) return fillDialog(parts, request, reply, filling);
  const sent = await outbound.send({
    conversationId: place.head?.id ?? null,
    accountId: place.live.row.id,
    userId: request.viewer.userId,
    to: place.to,
    template: form.choice,
    attachmentIds: form.attachmentIds,
    formKey: given.text('key'),
    seenMessageId: place.head ? given.number('seen') || null : undefined,
    anyway: given.text('anyway') === 'yes',
  });
  if (!sent.ok) {
    const present = presentFor(parts, request);
    if (sent.kind === 'refused')
      return fillDialog(parts, request, reply, filling, {
        error: reasonText(present, sent.why, place.live.row.channel),
      });
    const by = sent.by ?? (place.head?.contact ? contactName(present, place.head.contact) : '');
    const error = text(present, 'composer.collision', { by });
    return fillDialog(parts, request, reply, filling, { error, anyway: true });
  }
  await conversations.drafts.discard(place.draft);
  // Words that were typed for another way are kept.
  if (place.begun) await discardEmpty(parts, place.begun);
  if (sent.undoUntil) await offerUndo(parts, reply, sent.messageId, sent.undoUntil);
  return reply.goTo(`/conversations/${sent.conversationId}`);
}
