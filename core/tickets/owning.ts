// Whom a ticket can be given: nobody who does not see it where it is, and nobody keeps it who does not see where it goes (AD-1).
import { reason } from '../contract/reason.ts';
import type { Actor } from '../events/events.ts';
import { DeskError } from '../kernel/errors.ts';
import type { Acting } from './acting.ts';
import { liveConversationsOf, patchTicket } from './rows.ts';
import type { Needs, Ticket } from './shapes.ts';

export async function seesTickets(
  { ports }: Pick<Needs, 'ports'>,
  userId: number,
  pipelineId: number,
): Promise<boolean> {
  const seers = await ports.seersOf(pipelineId);
  return seers === null || seers.has(userId);
}

/** Throws `owner_sees_not`. */
export async function demandSeer(
  needs: Pick<Needs, 'ports' | 'database'>,
  userId: number | null | undefined,
  pipelineId: number,
): Promise<void> {
  if (!userId || (await seesTickets(needs, userId, pipelineId))) return;
  const name = await nameOf(needs, userId);
  if (name === '') return;
  const told = `${name} does not see tickets of this pipeline. Choose somebody else, or open the pipeline to them.`;
  throw new DeskError('owner_sees_not', 422, told, {
    params: { name },
    fields: { owner: 'wrong.owner_sees_not' },
  });
}

export async function nameOf({ database }: Pick<Needs, 'database'>, userId: number): Promise<string> {
  return (await database.row<{ name: string }>('select name from desk_user where id = ?', [userId]))?.name ?? '';
}

/** The owner's name, where they do not see tickets of the pipeline it is to go to; undefined where they do. */
export async function unseeingOwner(
  needs: Pick<Needs, 'ports' | 'database'>,
  { ownerId, pipelineId }: Pick<Ticket, 'ownerId' | 'pipelineId'>,
  toPipelineId: number,
): Promise<string | undefined> {
  if (ownerId === null || toPipelineId === pipelineId || (await seesTickets(needs, ownerId, toPipelineId)))
    return undefined;
  return nameOf(needs, ownerId);
}

/** Inside an act. Conversations that went along with the owner are nobody's either, and say why; the team stays. */
export async function takeOff(needs: Needs, ticket: Ticket, name: string, actor: Actor, acting: Acting): Promise<void> {
  const { database, ports } = needs;
  await patchTicket(needs, ticket.id, { owner_id: null });
  await acting.line(ticket.id, 'owner unseeing', { was: name });
  if (!ticket.ownerFollows) return;
  const why = reason('ticket.owner_sees_not', `Unassigned because ${name} may not see its ticket.`, { name });
  const theirs = await database.rows<{ id: number }>('select id from conversation where id in (?) and owner_id = ?', [
    await liveConversationsOf(database, ticket.id),
    ticket.ownerId,
  ]);
  const to = { userId: null, teamId: ticket.teamId };
  for (const { id } of theirs) acting.along(await ports.assignConversation(id, to, actor, why));
}
