// Writing: answers, comments, drafts and their files, taking back, sending again.
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import { provesToken } from '../session.ts';
import { readParts, type PartForm } from '../multipart.ts';
import { readAddressees } from '../present/composer.ts';
import { reasonText, text } from '../present/marks.ts';
import { attachmentAddress } from '../present/parts.ts';
import type { WebParts } from '../rooms.ts';
import { conversationPage, visibleConversation, type ComposerState } from './conversation.ts';
import { back } from './handling.ts';
import { presentFor } from './inbox.ts';

type ById = { Params: { id: string } };

export function messages(server: FastifyInstance, parts: WebParts): void {
  const { conversations, outbound, files } = parts.rooms;
  void server.register(multipart, {
    limits: { fileSize: 25 * 1024 * 1024, files: 20, fields: 200, fieldSize: 2_000_000 },
  });
  const answer = { config: { permission: 'conversation.answer' as const, provesToken: true } };

  /** The conversation and the form, when the person may answer there and the form is theirs. */
  async function open(request: FastifyRequest<ById>): Promise<{ head: ThreadHead; form: PartForm }> {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
    const form = await readParts(request, files);
    if (!provesToken(request, request.headers['x-csrf-token'] ?? form.text('_csrf')))
      throw conflict('forged', 'The page is out of date. Load it again.');
    return { head, form };
  }

  async function keepDraft(request: FastifyRequest, head: ThreadHead, form: PartForm) {
    const kind = form.text('mode') === 'comment' ? ('comment' as const) : ('reply' as const);
    const place = { userId: request.viewer.userId, conversationId: head.id, kind };
    const list = (name: string) =>
      form.has(name)
        ? readAddressees(form.text(name)).map((one) =>
            one.name ? `${one.name} <${one.address.value}>` : one.address.value,
          )
        : undefined;
    const body = {
      html: form.text('html') || undefined,
      text: form.text('text'),
      to: list('to'),
      cc: list('cc'),
      bcc: list('bcc'),
      subject: form.has('subject') ? form.text('subject') : undefined,
      replyToMessageId: form.number('replyTo') || null,
    };
    return conversations.drafts.save(place, body, form.number('seen') || undefined);
  }

  async function again(request: FastifyRequest, reply: FastifyReply, head: ThreadHead, state: ComposerState) {
    return reply.page('inbox/page', await conversationPage(parts, request, head.id, state), 422);
  }

  server.post<ById>('/conversations/:id/messages', answer, async (request, reply) => {
    const { head, form } = await open(request);
    const present = presentFor(parts, request);
    const draft = await keepDraft(request, head, form);
    for (const file of form.files) await conversations.drafts.attach(draft.id, file);
    const kept = await conversations.drafts.get({
      userId: request.viewer.userId,
      conversationId: head.id,
      kind: 'reply',
    });
    const wanted = new Set(form.numbers('file'));
    const attachmentIds = (kept?.attachments ?? [])
      .filter((one) => form.files.length > 0 || wanted.has(one.id))
      .map((one) => one.id);
    const sent = await outbound.send({
      conversationId: head.id,
      userId: request.viewer.userId,
      html: form.text('html') || undefined,
      text: form.text('text'),
      subject: form.has('subject') ? form.text('subject') : undefined,
      to: form.has('to') ? readAddressees(form.text('to')) : undefined,
      cc: form.has('cc') ? readAddressees(form.text('cc')) : undefined,
      bcc: form.has('bcc') ? readAddressees(form.text('bcc')) : undefined,
      attachmentIds,
      replyToMessageId: form.number('replyTo') || null,
      seenMessageId: form.number('seen') || null,
      anyway: form.text('anyway') === 'yes',
    });
    if (!sent.ok && sent.kind === 'stale') {
      const by = sent.by ?? head.contact?.name ?? '';
      const collision = {
        text: text(present, 'composer.collision', { by }),
        show: `/conversations/${head.id}#message-${sent.newestId}`,
      };
      return again(request, reply, head, { collision });
    }
    if (!sent.ok) return again(request, reply, head, { error: reasonText(present, sent.why) });
    await conversations.drafts.discard({ userId: request.viewer.userId, conversationId: head.id, kind: 'reply' });
    if (sent.undoUntil) {
      const message = await conversations.thread.item(sent.messageId);
      parts.cookies.say(reply, 'said.sending', {
        undo: `/messages/${message!.publicId}/sending?_method=DELETE`,
        seconds: Math.round((sent.undoUntil.getTime() - parts.rooms.clock.now().getTime()) / 1000),
      });
    }
    return back(request, reply, head);
  });

  server.post<ById>('/conversations/:id/comments', answer, async (request, reply) => {
    const { head, form } = await open(request);
    const html = form.text('html') || paragraphs(form.text('text'));
    if (html.replace(/<[^>]*>/g, '').trim() === '')
      return again(request, reply, head, { comment: true, error: text(presentFor(parts, request), 'composer.empty') });
    const mentioned = [...html.matchAll(/data-mention="u?(\d{1,9})"/g)].map((match) => Number(match[1]));
    await conversations.comment(head.id, request.viewer.userId, html, mentioned);
    await conversations.drafts.discard({ userId: request.viewer.userId, conversationId: head.id, kind: 'comment' });
    return back(request, reply, head);
  });

  server.post<ById>('/conversations/:id/draft', answer, async (request, reply) => {
    const { head, form } = await open(request);
    await keepDraft(request, head, form);
    return reply.code(204).send();
  });

  server.post<ById>('/conversations/:id/composer', answer, async (request, reply) => {
    const { head, form } = await open(request);
    await keepDraft(request, head, form);
    const comment = form.text('way') === 'comment';
    return reply.page(
      'inbox/page',
      await conversationPage(parts, request, head.id, {
        comment,
        accountId: comment ? undefined : form.number('way') || undefined,
      }),
    );
  });

  server.post<ById & { Querystring: { mode?: string } }>(
    '/conversations/:id/draft/files',
    answer,
    async (request, reply) => {
      const { head, form } = await open(request);
      const place = {
        userId: request.viewer.userId,
        conversationId: head.id,
        kind: request.query.mode === 'comment' ? ('comment' as const) : ('reply' as const),
      };
      const file = form.files[0];
      if (!file)
        return reply.page(
          'conversation/composer/file',
          {
            id: 'refused',
            name: form.refused ?? '',
            bytes: 0,
            error: text(presentFor(parts, request), 'composer.file.too_large'),
          },
          422,
        );
      const draft = (await conversations.drafts.get(place)) ?? (await conversations.drafts.save(place, {}));
      const kept = await conversations.drafts.attach(draft.id, file);
      const thumb = kept.type.startsWith('image/') ? attachmentAddress(kept) : undefined;
      return reply.page('conversation/composer/file', { id: kept.id, name: kept.name, bytes: kept.bytes, thumb });
    },
  );

  async function visibleMessage(request: FastifyRequest, key: string) {
    const row = await parts.rooms.database.row<{ id: number; conversation_id: number }>(
      'select id, conversation_id from message where public_id = ?',
      [key],
    );
    if (!row) throw notFound('message');
    const head = await visibleConversation(parts, request.viewer, row.conversation_id);
    return { id: row.id, head };
  }

  server.delete<{ Params: { key: string } }>(
    '/messages/:key/sending',
    { config: { permission: 'conversation.answer' } },
    async (request, reply) => {
      const { id, head } = await visibleMessage(request, request.params.key);
      demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
      const item = await conversations.thread.item(id);
      const words = item?.parts.find((part) => part.type === 'text');
      if (!(await outbound.cancel(id, actorOf(request.viewer)))) throw conflict('sent_already', 'It has left already.');
      await conversations.drafts.save(
        { userId: request.viewer.userId, conversationId: head.id, kind: 'reply' },
        { html: words?.html, text: words?.text ?? '' },
      );
      parts.cookies.say(reply, 'said.taken_back');
      return back(request, reply, head);
    },
  );

  server.post<{ Params: { id: string } }>(
    '/deliveries/:id/attempts',
    { config: { permission: 'conversation.answer' } },
    async (request, reply) => {
      const row = await parts.rooms.database.row<{ conversation_id: number }>(
        'select conversation_id from delivery where id = ?',
        [Number(request.params.id)],
      );
      if (!row) throw notFound('delivery');
      const head = await visibleConversation(parts, request.viewer, row.conversation_id);
      if (!may(request.viewer, 'conversation.answer', { inboxId: head.inboxId })) throw notFound('delivery');
      await outbound.retry(Number(request.params.id), actorOf(request.viewer));
      return back(request, reply, head);
    },
  );
}

function paragraphs(words: string): string {
  const escaped = words
    .slice(0, 100_000)
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
  return escaped.trim() === '' ? '' : `<p>${escaped.trim().replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br>')}</p>`;
}
