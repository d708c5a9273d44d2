// Send and set the ticket's stage in one action; what the stage requires is asked before anything leaves (RE-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { NewMessage } from '../../outbound/outbound.ts';
import type { TicketView } from '../../tickets/tickets.ts';
import { chosenWay, offerUndo } from '../composing.ts';
import { formOf, type Form } from '../forms.ts';
import { readAddressees } from '../present/addressees.ts';
import { reasonText, text } from '../present/marks.ts';
import { readTicket } from '../present/ticket-form.ts';
import type { WebParts } from '../rooms.ts';
import { chosenMoment } from '../send-later.ts';
import { ticketWorld } from '../ticket-world.ts';
import { conversationPage, visibleConversation } from './conversation.ts';
import { ticketOf } from './conversation-ticket.ts';
import { back } from './handling.ts';
import { presentFor } from './inbox.ts';
import { stageQuestion } from './ticket.ts';
import { ticketForm } from './new-ticket.ts';

export interface WantedStage {
  ticket: TicketView;
  stageId: number;
  /** Something it requires is missing. */
  asks: boolean;
}

/** Null when nothing was chosen beside Send, or the ticket is not the person's to change. */
export async function wantedStage(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  stageId: number,
): Promise<WantedStage | null> {
  if (!Number.isSafeInteger(stageId)) return null;
  const { tickets } = parts.rooms;
  const ticket = await ticketOf(parts, request, head.id);
  const stage = await tickets.pipelines.stage(stageId);
  if (!ticket || stage?.pipelineId !== ticket.pipelineId || !may(request.viewer, 'ticket.edit', ticket)) return null;
  return { ticket, stageId, asks: (await tickets.missing(ticket.id, stageId)).length > 0 };
}

/** What of the composer is not in its draft and goes along with the answers. */
const CARRIED = ['key', 'seen', 'anyway', 'later', 'laterAt', 'laterAnyway'];

/** The words wait as a draft meanwhile. */
export function askForStage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  head: ThreadHead,
  { ticket, stageId }: WantedStage,
  form: Pick<Form, 'has' | 'text'>,
  wrong?: Record<string, string>,
): Promise<FastifyReply> {
  const address = `/conversations/${head.id}`;
  const hidden = CARRIED.filter((name) => form.has(name)).map((name) => ({ name, value: form.text(name) }));
  const question = { ticket, stageId, back: address, action: `${address}/staged-messages`, hidden, wrong };
  return stageQuestion(parts, request, reply, question);
}

export function stagedSending(server: FastifyInstance, parts: WebParts): void {
  const config = { permission: 'conversation.answer' as const };
  server.post<{ Params: { id: string } }>('/conversations/:id/staged-messages', { config }, async (request, reply) => {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    demand(request.viewer, 'conversation.answer', head);
    const form = formOf(request);
    const stage = await wantedStage(parts, request, head, form.number('stage'));
    if (!stage) return back(request, reply, head);
    return ticketForm(
      parts,
      request,
      () => fillAndSend(parts, request, reply, head, stage),
      (wrong) => askForStage(parts, request, reply, head, stage, form, wrong),
    );
  });
}

async function fillAndSend(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  head: ThreadHead,
  { ticket, stageId }: WantedStage,
): Promise<FastifyReply> {
  const { tickets, outbound, conversations } = parts.rooms;
  const form = formOf(request);
  const actor = actorOf(request.viewer);
  const filled = readTicket(form, await ticketWorld(parts, request.viewer));
  const missing = await tickets.missing(ticket.id, stageId, filled);
  if (missing.length > 0) return askForStage(parts, request, reply, head, { ticket, stageId, asks: true }, form);
  await tickets.change(ticket.id, filled, actor);
  const later = chosenMoment(parts, request, form);
  if (later.wrong) return refused(parts, request, reply, head, parts.pages.say(request)(later.wrong));
  const place = { userId: request.viewer.userId, conversationId: head.id, kind: 'reply' as const };
  const words = await drafted(parts, place, form);
  const sent = await outbound.send({
    ...words,
    accountId: chosenWay(parts, request.viewer, words.accountId),
    ...{ conversationId: head.id, userId: request.viewer.userId, sendAt: later.at },
    seenMessageId: form.number('seen') || null,
    anyway: form.text('anyway') === 'yes',
  });
  if (!sent.ok) {
    const present = presentFor(parts, request);
    const why =
      sent.kind === 'refused'
        ? reasonText(present, sent.why)
        : text(present, 'composer.collision', { by: sent.by ?? head.contact?.name ?? '' });
    return refused(parts, request, reply, head, why);
  }
  await conversations.drafts.discard(place);
  await stageSent(parts, sent, { ticket, stageId }, actor);
  if (sent.undoUntil) await offerUndo(parts, reply, sent.messageId, sent.undoUntil);
  return reply.goTo(`/conversations/${head.id}`);
}

/** A message that waits brings the stage back when it is taken back. */
export async function stageSent(
  { rooms }: WebParts,
  { messageId, undoUntil }: { messageId: number; undoUntil: Date | null },
  { ticket, stageId }: Pick<WantedStage, 'ticket' | 'stageId'>,
  actor: string,
): Promise<void> {
  const { tickets } = rooms;
  if (undoUntil) await tickets.stageWithMessage(ticket.id, stageId, messageId, actor);
  else await tickets.setStage(ticket.id, stageId, actor);
}

async function refused(parts: WebParts, request: FastifyRequest, reply: FastifyReply, head: ThreadHead, error: string) {
  return reply.page('inbox/page', await conversationPage(parts, request, head.id, { error }), 422);
}

/** The message as the composer left it. */
async function drafted(
  { rooms }: WebParts,
  place: Parameters<WebParts['rooms']['conversations']['drafts']['get']>[0],
  form: Form,
): Promise<Partial<NewMessage>> {
  const draft = await rooms.conversations.drafts.get(place);
  const { html, text: words, subject, to, cc, bcc, replyToMessageId, passesOn, accountId } = draft?.body ?? {};
  const people = (list: string[] | undefined) => (list ? readAddressees(list.join(', ')) : undefined);
  return {
    html,
    accountId: accountId ?? undefined,
    text: words ?? '',
    subject,
    ...{ to: people(to), cc: people(cc), bcc: people(bcc) },
    replyToMessageId: replyToMessageId ?? null,
    attachmentIds: (draft?.attachments ?? []).map(({ id }) => id),
    passesOnMessageId: passesOn,
    formKey: form.text('key'),
  };
}
