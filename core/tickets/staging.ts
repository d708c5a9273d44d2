// Stages of single tickets, and how a ticket's stage and its conversations' status keep each other right.
//
// A ticket → its conversations: reaching a closed stage closes those still open, where the pipeline says so (`closes`);
// leaving it opens again exactly those it had closed. Conversations → their ticket is in following.ts.
import { reason } from '../contract/reason.ts';
import type { Actor } from '../events/events.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import { act, type Acting } from './acting.ts';
import { writeFields } from './changing.ts';
import { demandSeer, takeOff, unseeingOwner } from './owning.ts';
import { createPipelines, firstStage } from './pipelines.ts';
import { liveTicket, patchTicket } from './rows.ts';
import type { Missing, Needs, Pipeline, Stage, StageAnswer, StageKind, Ticket, TicketChanges } from './shapes.ts';
import type { Tickets } from './verbs.ts';

type Part = Pick<Tickets, 'missing' | 'losesOwner' | 'setStage' | 'close' | 'reopen'>;

export function createStaging(needs: Needs): Part {
  const { database } = needs;
  const toFirst = (kind: StageKind) => (ticketId: number, actor: Actor) =>
    database.write(async () => {
      const ticket = await liveTicket(database, ticketId);
      if ((ticket.stageKind === 'closed') === (kind === 'closed')) return { ok: true as const, undo: null };
      const pipeline = (await createPipelines(needs).get(ticket.pipelineId))!;
      return setStage(needs, ticketId, firstStage(pipeline, kind)!.id, actor);
    });
  return {
    missing: (ticketId, stageId, filled) => missing(needs, ticketId, stageId, filled),
    losesOwner: (ticketId, stageId) => losesOwner(needs, ticketId, stageId),
    setStage: (ticketId, stageId, actor, filled) =>
      database.write(() => setStage(needs, ticketId, stageId, actor, filled)),
    close: toFirst('closed'),
    reopen: toFirst('open'),
  };
}

async function missing(
  needs: Needs,
  ticketId: number,
  stageId: number,
  filled: TicketChanges = {},
): Promise<Missing[]> {
  const ticket = await liveTicket(needs.database, ticketId);
  const stage = await createPipelines(needs).stage(stageId);
  return stage ? lacking(needs, ticket, stage, filled) : [];
}

async function losesOwner(needs: Needs, ticketId: number, stageId: number): Promise<string | null> {
  const ticket = await liveTicket(needs.database, ticketId);
  const stage = await createPipelines(needs).stage(stageId);
  return (stage && (await unseeingOwner(needs, ticket, stage.pipelineId))) ?? null;
}

async function lacking(needs: Needs, ticket: Ticket, stage: Stage, filled: TicketChanges): Promise<Missing[]> {
  const definitions = await needs.properties.definitions.list('ticket');
  const values = (await needs.properties.values.of('ticket', [ticket.id])).get(ticket.id)!;
  const whole = {
    ...{ description: filled.description ?? ticket.description, priority: filled.priority ?? ticket.priority },
    ownerId: filled.ownerId === undefined ? ticket.ownerId : filled.ownerId,
    teamId: filled.teamId === undefined ? ticket.teamId : filled.teamId,
  };
  const unseeing = await unseeingOwner(needs, { ...whole, pipelineId: ticket.pipelineId }, stage.pipelineId);
  const has: Record<string, boolean> = {
    description: whole.description.trim() !== '',
    priority: whole.priority !== 'none',
    owner: (whole.ownerId !== null && unseeing === undefined) || whole.teamId !== null,
  };
  return stage.required.flatMap((key) => {
    const definition = definitions.find((one) => `property.${one.key}` === key);
    if (!definition) return key in has && !has[key] ? [{ key, label: key }] : [];
    const given = filled.properties?.[definition.key];
    const there = given === undefined ? values[definition.key] !== undefined : given !== '' && given !== null;
    return there ? [] : [{ key, label: definition.label }];
  });
}

/** Inside `write`. `besides` belongs to the same step. */
export async function setStage(
  needs: Needs,
  ticketId: number,
  stageId: number,
  actor: Actor,
  filled?: TicketChanges,
  besides?: () => Promise<void>,
): Promise<StageAnswer> {
  const ticket = await liveTicket(needs.database, ticketId);
  const stage = await createPipelines(needs).stage(stageId);
  const pipeline = stage && (await createPipelines(needs).get(stage.pipelineId));
  if (!stage || !pipeline) throw notFound('stage');
  if (!pipeline.stages.some(({ id }) => id === stageId)) throw invalid({ stage: 'wrong.choice' });
  // Whoever it is given along with it must see it there.
  await demandSeer(needs, filled?.ownerId, pipeline.id);
  const lacks = await lacking(needs, ticket, stage, filled ?? {});
  if (lacks.length > 0) return { ok: false, missing: lacks };
  const kept = filled?.ownerId === undefined ? ticket : { ...ticket, ownerId: null };
  const unowned = await unseeingOwner(needs, kept, pipeline.id);
  const done = await act(needs, [ticketId], actor, async (acting) => {
    if (filled) await writeFields(needs, { ...ticket, pipelineId: pipeline.id }, filled, actor, acting);
    if (unowned !== undefined) await takeOff(needs, ticket, unowned, actor, acting);
    await moveTo(needs, ticket, { stage, pipeline }, actor, acting);
    await besides?.();
  });
  return { ok: true, ...done, ...(unowned !== undefined && { unowned }) };
}

/** Without asking for anything. `because` says in the timeline that nobody chose it. */
export async function moveTo(
  needs: Needs,
  ticket: Ticket,
  { stage, pipeline }: { stage: Stage; pipeline: Pipeline },
  actor: Actor,
  acting: Acting,
  because?: Record<string, unknown>,
): Promise<void> {
  if (stage.id === ticket.stageId) return;
  const was = (await createPipelines(needs).stage(ticket.stageId))!;
  const closes = stage.kind === 'closed' && ticket.stageKind !== 'closed';
  const opens = stage.kind !== 'closed' && ticket.stageKind === 'closed';
  await patchTicket(needs, ticket.id, {
    pipeline_id: stage.pipelineId,
    stage_id: stage.id,
    stage_kind: stage.kind,
    place: needs.clock.now().getTime(),
    ...(closes && { closed_at: needs.clock.now() }),
    ...(opens && { closed_at: null }),
  });
  const moved = stage.pipelineId !== ticket.pipelineId && { pipeline: pipeline.name };
  await acting.line(ticket.id, 'stage', { was: was.name, wasId: was.id, is: stage.name, ...moved, ...because });
  if (closes && pipeline.closes) await closeAll(needs, ticket, actor, acting);
  if (opens) await openAgain(needs, ticket, actor, acting);
}

async function closeAll(needs: Needs, ticket: Ticket, actor: Actor, acting: Acting): Promise<void> {
  const { database, ports } = needs;
  const rows = await database.rows<{ id: number }>(
    `select conversation.id from ticket_conversation join conversation on conversation.id = conversation_id
     where ticket_id = ? and status <> 'closed' and merged_into_id is null`,
    [ticket.id],
  );
  const why = reason('ticket.closed', `Its ticket T-${ticket.number} was closed.`, { number: ticket.number });
  for (const { id } of rows) {
    const sql = 'update ticket_conversation set closed_with = ? where conversation_id = ? and ticket_id = ?';
    await database.run(sql, [true, id, ticket.id]);
    acting.along(await ports.closeConversation(id, actor, why));
  }
}

async function openAgain(needs: Needs, ticket: Ticket, actor: Actor, acting: Acting): Promise<void> {
  const { database, ports } = needs;
  const rows = await database.rows<{ id: number }>(
    `select conversation.id from ticket_conversation join conversation on conversation.id = conversation_id
     where ticket_id = ? and closed_with = ? and merged_into_id is null`,
    [ticket.id, true],
  );
  const why = reason('ticket.reopened', `Its ticket T-${ticket.number} was opened again.`, { number: ticket.number });
  await database.run('update ticket_conversation set closed_with = ? where ticket_id = ?', [false, ticket.id]);
  for (const { id } of rows) acting.along(await ports.reopenConversation(id, actor, why));
}
