// What conversations do to their tickets, within the same transaction.
//
// A customer's answer brings a waiting or closed ticket back to the pipeline's first open stage, where the pipeline says
// so (`reopens`). In a help desk a conversation and its ticket are one thing: when the last of a ticket's conversations
// is closed the ticket is closed too, unless the closed stage asks for something that is missing (it then stays, and the
// timeline says why); a person who opens a conversation again opens its ticket. In other inboxes the ticket's work can
// outlast the conversation: closing that changes nothing here. What lies in spam or trash hides its ticket.
import type { ToldEvent } from '../events/events.ts';
import { act, addLine, tellTicket } from './acting.ts';
import { setOwner, ticketNameFrom, writeFields } from './changing.ts';
import { responded, unanswered } from './first-response.ts';
import { nameOf, seesTickets } from './owning.ts';
import { createPipelines, firstStage } from './pipelines.ts';
import { createOpening } from './opening.ts';
import { unstage } from './staged-messages.ts';
import { createStaging, moveTo } from './staging.ts';
import { lastLine, merged, partAgain } from './merged-conversations.ts';
import { conversationsOf, patchTicket, ticketsOfConversation } from './rows.ts';
import type { Needs, StageKind, Ticket } from './shapes.ts';

export function followConversations(needs: Needs): void {
  needs.events.follow(async (event) => {
    if (event.conversationId === null || !isHeard(event)) return;
    if (event.type === 'conversation.created') return begun(needs, event);
    const tickets = await ticketsOfConversation(needs.database, event.conversationId);
    for (const ticket of tickets) await follow(needs, ticket, event);
    if (typeof event.data.into === 'number') await merged(needs, tickets, event, event.data.into);
    if (
      tickets.length === 0 &&
      event.type === 'conversation.changed' &&
      event.data.was === 'spam' &&
      event.data.place === 'inbox'
    )
      await createOpening(needs).fromConversation(event.conversationId);
  });
}

const HEARD = new Set<string>([
  ...['conversation.created', 'conversation.changed', 'conversation.assigned', 'conversation.closed'],
  ...[
    'conversation.reopened',
    'conversation.moved',
    'conversation.merged',
    'message.received',
    'message.written',
    'message.deleted',
  ],
]);

function isHeard({ type, data }: ToldEvent): boolean {
  return HEARD.has(type) || (type === 'message.changed' && (data.answer !== undefined || data.called !== undefined));
}

/** A conversation that a person begins in a help desk is a ticket as well; others are made when their message is there. */
async function begun(needs: Needs, event: ToldEvent): Promise<void> {
  if (!event.actor.startsWith('user:')) return;
  const inbox = await needs.database.row<{ kind: string }>('select kind from inbox where id = ?', [event.inboxId]);
  if (inbox?.kind === 'help desk') await createOpening(needs).fromConversation(event.conversationId!);
}

async function follow(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  const { data, actor } = event;
  const byHand = actor.startsWith('user:');
  switch (event.type) {
    case 'message.received':
      return data.automatic === null && !data.quiet ? answered(needs, ticket, event) : undefined;
    case 'message.written':
      return data.answer === true && byHand ? responded(needs, ticket) : undefined;
    case 'message.changed':
      if (data.called) return renamed(needs, ticket, event);
      if (data.answer === false) return unanswered(needs, ticket);
      return byHand ? responded(needs, ticket) : undefined;
    case 'message.deleted':
      return unstage(needs, ticket, event);
    case 'conversation.assigned':
      return ticket.ownerFollows ? owned(needs, ticket, event) : undefined;
    case 'conversation.closed':
      return (await isHelpDesk(needs, event)) ? done(needs, ticket, event) : undefined;
    case 'conversation.reopened':
      if (byHand && ticket.stageKind === 'closed' && (await isHelpDesk(needs, event)))
        await toFirst(needs, ticket, 'open', event);
      return;
    case 'conversation.moved':
      return moved(needs, ticket, event);
    case 'conversation.changed':
      return changed(needs, ticket, event);
    default:
  }
}

async function isHelpDesk({ database }: Needs, { conversationId }: ToldEvent): Promise<boolean> {
  const sql = 'select inbox.kind from conversation join inbox on inbox.id = inbox_id where conversation.id = ?';
  return (await database.row<{ kind: string }>(sql, [conversationId]))?.kind === 'help desk';
}

async function answered(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  // Its conversation is open again by itself.
  await needs.database.run('update ticket_conversation set closed_with = ? where conversation_id = ?', [
    false,
    event.conversationId,
  ]);
  const pipeline = await createPipelines(needs).get(ticket.pipelineId);
  if (ticket.stageKind !== 'open' && pipeline?.reopens) return toFirst(needs, ticket, 'open', event, 'answer');
  await patchTicket(needs, ticket.id, {});
  await tellTicket(needs, 'ticket.changed', ticket.id, event.actor);
}

async function owned(needs: Needs, ticket: Ticket, { data, actor }: ToldEvent): Promise<void> {
  const to = { ownerId: data.userId as number | null, teamId: data.teamId as number | null };
  if (to.ownerId === ticket.ownerId && to.teamId === ticket.teamId) return;
  if (to.ownerId !== null && !(await seesTickets(needs, to.ownerId, ticket.pipelineId))) {
    await addLine(needs, ticket.id, actor, 'owner kept', { is: await nameOf(needs, to.ownerId) });
    return tellTicket(needs, 'ticket.changed', ticket.id, actor);
  }
  await act(needs, [ticket.id], actor, (acting) => setOwner(needs, ticket, to, acting));
}

async function done(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  if (ticket.stageKind === 'closed') return;
  const open = await needs.database.row(
    `select 1 as here from ticket_conversation join conversation on conversation.id = conversation_id
     where ticket_id = ? and status <> 'closed' and merged_into_id is null limit 1`,
    [ticket.id],
  );
  if (open) return;
  const pipeline = await createPipelines(needs).get(ticket.pipelineId);
  const stage = pipeline && firstStage(pipeline, 'closed');
  if (!stage) return;
  const missing = await createStaging(needs).missing(ticket.id, stage.id);
  if (missing.length === 0) return toFirst(needs, ticket, 'closed', event);
  const detail = { stage: stage.name, missing: missing.map(({ label }) => label).join(', ') };
  await addLine(needs, ticket.id, event.actor, 'not closed', detail);
  await tellTicket(needs, 'ticket.changed', ticket.id, event.actor);
}

async function toFirst(
  needs: Needs,
  ticket: Ticket,
  kind: StageKind,
  event: ToldEvent,
  because = 'conversation',
): Promise<void> {
  const pipeline = (await createPipelines(needs).get(ticket.pipelineId))!;
  const stage = firstStage(pipeline, kind);
  if (!stage) return;
  const detail = { because, conversationId: event.conversationId };
  await act(needs, [ticket.id], event.actor, (acting) =>
    moveTo(needs, ticket, { stage, pipeline }, event.actor, acting, detail),
  );
}

/** Still called after a message that was held back, it is called by what that really says (WA-12). */
async function renamed(needs: Needs, ticket: Ticket, { data, actor }: ToldEvent): Promise<void> {
  const called = data.called as { was: string; is: string };
  const name = ticketNameFrom(called.is);
  if (name === '' || ticket.name !== ticketNameFrom(called.was)) return;
  await act(needs, [ticket.id], actor, (acting) => writeFields(needs, ticket, { name }, actor, acting));
}

/** The ticket is at home where its first conversation is. */
async function moved(needs: Needs, ticket: Ticket, { conversationId, data, actor }: ToldEvent): Promise<void> {
  const [first] = await conversationsOf(needs.database, ticket.id);
  if (first !== conversationId || typeof data.to !== 'number') return;
  await patchTicket(needs, ticket.id, { inbox_id: data.to });
  await tellTicket(needs, 'ticket.changed', ticket.id, actor, {}, ticket);
}

async function changed(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  const { data } = event;
  if (data.place !== undefined || data.undone !== undefined) await hide(needs, ticket, event);
  if (data.undone === 'close' || data.undone === 'reopen') await takeBack(needs, ticket, event);
  if (data.undone === 'assign' && ticket.ownerFollows) await ownedAgain(needs, ticket, event);
  if (data.undone === 'merge') await partAgain(needs, ticket, event);
}

async function hide(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  const seen = await needs.database.row(
    `select 1 as here from ticket_conversation join conversation on conversation.id = conversation_id
     where ticket_id = ? and place in ('inbox', 'merged') limit 1`,
    [ticket.id],
  );
  const hidden = seen === undefined;
  if (hidden === ticket.hidden) return;
  await patchTicket(needs, ticket.id, { hidden });
  await addLine(needs, ticket.id, event.actor, hidden ? 'hidden' : 'shown');
  await tellTicket(needs, 'ticket.changed', ticket.id, event.actor);
}

/** Undoing the conversation's closing (or opening) gives the ticket its stage back, when nothing has come since. */
async function takeBack(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  const last = await lastLine(needs, ticket.id, 'stage');
  if (last?.because !== 'conversation' || last.conversationId !== event.conversationId) return;
  const pipelines = createPipelines(needs);
  const stage = await pipelines.stage(last.wasId as number);
  const pipeline = stage && (await pipelines.get(stage.pipelineId));
  if (!stage || !pipeline) return;
  await act(needs, [ticket.id], event.actor, (acting) =>
    moveTo(needs, ticket, { stage, pipeline }, event.actor, acting, { because: 'undo' }),
  );
}

async function ownedAgain(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  const sql = 'select owner_id as "userId", team_id as "teamId" from conversation where id = ?';
  const row = await needs.database.row<{ userId: number | null; teamId: number | null }>(sql, [event.conversationId]);
  if (row) await owned(needs, ticket, { ...event, data: { ...row } });
}
