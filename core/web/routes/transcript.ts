// Mailing what was said to somebody, for channels that can: a dialog that asks where to.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, isEmail, normalEmail } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf } from '../forms.ts';
import { reasonText } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';
import { presentFor } from './inbox.ts';

interface ConversationPlace {
  Params: { id: string };
}

export function transcripts(server: FastifyInstance, parts: WebParts): void {
  const { channels, conversations, contacts } = parts.rooms;
  const config = { permission: 'conversation.answer' as const };

  server.get<ConversationPlace>('/conversations/:id/transcript', { config }, async (request, reply) => {
    const { head } = await found(request);
    const summary = head.contactId === null ? null : await contacts.summary(head.contactId);
    const known = summary?.identities.find(({ address, suppressed }) => address.kind === 'email' && !suppressed);
    return ask(request, reply, head, { to: known?.address.value ?? '' });
  });

  server.post<ConversationPlace>('/conversations/:id/transcript', { config }, async (request, reply) => {
    const { head, transcript } = await found(request);
    const to = normalEmail(formOf(request).text('to')).slice(0, 300);
    if (!isEmail(to)) return ask(request, reply, head, { to, error: parts.pages.say(request)('wrong.email') });
    const participants = await conversations.thread.participants(head.id);
    const people = participants.map(({ address }) => address);
    const result = await transcript(head.publicId, people, to);
    if (!result.sent) {
      const error = reasonText(presentFor(parts, request), result.why, head.account!.channel);
      return ask(request, reply, head, { to, error });
    }
    await conversations.transcriptSent(head.id, to, actorOf(request.viewer));
    parts.cookies.say(reply, 'said.transcript', { address: to });
    return back(request, reply, head);
  });

  async function found(request: FastifyRequest<ConversationPlace>) {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
    const transcript = head.accountId === null ? undefined : channels.live(head.accountId)?.connection.transcript;
    if (!transcript) throw notFound('conversation');
    return { head, transcript };
  }

  function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    head: ThreadHead,
    { to, error }: { to: string; error?: string },
  ): FastifyReply {
    const say = parts.pages.say(request);
    const label = say('ask.transcript.address');
    const field = { kind: 'text' as const, inputType: 'email', name: 'to', label, value: to, maximum: 254 };
    const model = {
      title: say('ask.transcript.title'),
      text: say('ask.transcript.text'),
      groups: [{ fields: [{ ...field, required: true, focus: true, error }] }],
      action: `/conversations/${head.id}/transcript`,
      submit: say('ask.transcript.submit'),
      back: `/conversations/${head.id}`,
    };
    return reply.dialog(model, error ? 422 : 200);
  }
}
