// Writing: answers, comments, drafts and their files.
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { SendAnswer } from '../../outbound/outbound.ts';
import {
  asParagraphs,
  attachFile,
  chosenWay,
  keepDraft,
  offerUndo,
  openComposer,
  placeOf,
  wordsOf,
  type Composed,
} from '../composing.ts';
import { contactName, reasonText, text } from '../present/marks.ts';
import { moment } from '../present/questions.ts';
import type { WebParts } from '../rooms.ts';
import { chosenMoment } from '../send-later.ts';
import { isHtmx } from '../replies.ts';
import { answeredIn, composerOf, conversationPage, visibleConversation, type ComposerState } from './conversation.ts';
import { back } from './handling.ts';
import { askForStage, stageSent, wantedStage } from './staged-sending.ts';
import { presentFor } from './inbox.ts';

const LIMITS = { fileSize: 25 * 1024 * 1024, files: 20, fields: 200, fieldSize: 2_000_000 };

type Refused = Exclude<SendAnswer, { ok: true }>;

export function messages(server: FastifyInstance, parts: WebParts): void {
  const { accounts, conversations, outbound } = parts.rooms;
  void server.register(multipart, { limits: LIMITS });
  const config = { permission: 'conversation.answer' as const, provesToken: true };
  server.post('/conversations/:id/messages', { config }, answer);
  server.post('/conversations/:id/comments', { config }, comment);
  server.post('/conversations/:id/draft', { config }, save);
  server.post('/conversations/:id/composer', { config }, change);
  server.get('/conversations/:id/composer', { config: { permission: config.permission } }, composer);
  server.post('/conversations/:id/draft/files', { config }, attach);

  async function again(request: FastifyRequest, reply: FastifyReply, head: ThreadHead, state: ComposerState) {
    return reply.page('inbox/page', await conversationPage(parts, request, head.id, state), 422);
  }

  /** As it stands now, for a page whose window has opened or ended. */
  async function composer(request: FastifyRequest, reply: FastifyReply) {
    const { id } = request.params as { id: string };
    const head = await visibleConversation(parts, request.viewer, Number(id));
    if (!isHtmx(request)) return reply.goTo(`/conversations/${head.id}`);
    const model = await composerOf(parts, request, head, {});
    const html = model ? reply.view('conversation/composer', model) : '';
    return reply.partials(model ? [{ target: `#composer-${head.id}`, html }] : []);
  }

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    const composed = await openComposer(parts, request);
    const { head, form } = composed;
    const { userId } = request.viewer;
    const place = { userId, conversationId: head.id, kind: 'reply' as const };
    const accountId = chosenWay(parts, request.viewer, form.number('account'));
    const draft = await keepDraft(parts, place, form, accountId);
    for (const file of form.files) await conversations.drafts.attach(draft.id, file);
    const stage = await wantedStage(parts, request, head, form.number('stage'));
    if (stage?.asks) return askForStage(parts, request, reply, head, stage, form);
    const later = chosenMoment(parts, request, form);
    const laterAt = form.text('laterAt') || undefined;
    const state = { accountId, laterAt };
    if (later.wrong) return again(request, reply, head, { ...state, error: parts.pages.say(request)(later.wrong) });
    const sent = await outbound.send({
      ...(await wordsOf(parts, place, form)),
      conversationId: head.id,
      accountId,
      userId,
      replyToMessageId: (await answeredIn(parts, head, form.number('replyTo')))?.id ?? null,
      seenMessageId: form.number('seen') || null,
      anyway: form.text('anyway') === 'yes',
      sendAt: later.at,
    });
    if (!sent.ok) return again(request, reply, head, { ...refusal(request, head, sent, later.at), ...state });
    await conversations.drafts.discard(place);
    if (stage) await stageSent(parts, sent, stage, actorOf(request.viewer));
    if (sent.undoUntil) await offerUndo(parts, reply, sent.messageId, sent.undoUntil);
    return back(request, reply, head);
  }

  /** What the composer says when the answer did not go: what was typed is kept. */
  function refusal(request: FastifyRequest, head: ThreadHead, sent: Refused, later?: Date): ComposerState {
    const present = presentFor(parts, request);
    if (sent.kind === 'refused') return { error: reasonText(present, sent.why, head.account?.channel) };
    const by = sent.by ?? (head.contact ? contactName(present, head.contact) : '');
    const show = `/conversations/${head.id}#message-${sent.newestId}`;
    const anyway = later
      ? text(present, 'composer.collision.anyway_at', { at: moment(present, later) })
      : text(present, 'composer.collision.anyway');
    const said = text(present, 'composer.collision', { by });
    return { collision: { text: said, show, anyway, later: later?.toISOString() } };
  }

  async function comment(request: FastifyRequest, reply: FastifyReply) {
    const { head, form } = await openComposer(parts, request);
    const html = form.text('html') || asParagraphs(form.text('text'));
    if (html.replace(/<[^<>]*>/g, '').trim() === '') {
      const error = text(presentFor(parts, request), 'composer.empty');
      return again(request, reply, head, { comment: true, error });
    }
    const mentioned = [...html.matchAll(/data-user="(\d{1,9})"/g)].map((match) => Number(match[1]));
    // Who may not look here is not told of it either.
    const readers = new Set((await accounts.users.whoMay('conversation.read', head)).map(({ id }) => id));
    await conversations.comment(
      head.id,
      request.viewer.userId,
      html,
      mentioned.filter((id) => readers.has(id)),
      form.text('key'),
    );
    await conversations.drafts.discard({ userId: request.viewer.userId, conversationId: head.id, kind: 'comment' });
    return back(request, reply, head);
  }

  async function save(request: FastifyRequest, reply: FastifyReply) {
    const composed = await openComposer(parts, request);
    // Typed before it was sent, and on its way longer: it is no draft any more.
    const sent = await conversations.writtenIn(composed.form.text('key'), request.viewer.userId);
    if (sent) return reply.code(204).send();
    const place = placeOf(request.viewer.userId, composed);
    await keepDraft(parts, place, composed.form);
    return place.kind === 'comment' ? reply.code(204).send() : lossesOf(request, reply, composed);
  }

  /** What of these words the customer will not see, said while they are written (CH-9). */
  async function lossesOf(request: FastifyRequest, reply: FastifyReply, { head, form }: Composed) {
    const accountId = chosenWay(parts, request.viewer, form.number('account'));
    const model = await composerOf(parts, request, head, { accountId });
    if (!model) return reply.code(204).send();
    return reply.type('text/html; charset=utf-8').send(reply.view('conversation/composer/losses', model));
  }

  /** Another way, or a comment instead of an answer: the words stay. */
  async function change(request: FastifyRequest, reply: FastifyReply) {
    const composed = await openComposer(parts, request);
    const comment = composed.form.text('way') === 'comment';
    const accountId = comment ? undefined : chosenWay(parts, request.viewer, composed.form.number('way'));
    await keepDraft(parts, placeOf(request.viewer.userId, composed), composed.form, accountId);
    const page = await conversationPage(parts, request, composed.head.id, { comment, accountId });
    return reply.page('inbox/page', page);
  }

  async function attach(request: FastifyRequest, reply: FastifyReply) {
    const { head, form } = await openComposer(parts, request);
    const { mode } = request.query as { mode?: string };
    const kind = mode === 'comment' ? ('comment' as const) : ('reply' as const);
    const place = { userId: request.viewer.userId, conversationId: head.id, kind };
    return attachFile(parts, request, reply, place, form);
  }
}
