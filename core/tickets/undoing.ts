// Giving back what was done to a ticket, with the conversations that went along.
import { toJson } from '../database/rows.ts';
import { giveBack, takeStep } from '../database/undo.ts';
import { userOf } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { placesOf, tellTicket } from './acting.ts';
import { patchTicket, ticketById } from './rows.ts';
import type { Needs } from './shapes.ts';
import type { Tickets } from './verbs.ts';

export function createUndoing(needs: Needs): Pick<Tickets, 'undo' | 'undoTouches'> {
  const { database } = needs;
  return {
    undo: (stepPublicId, actor) => database.write(() => undoStep(needs, stepPublicId, actor, userOf(actor))),
    async undoTouches(stepPublicId) {
      const row = await database.row<{ data: unknown; kind: string }>(
        'select kind, data from undo_step where public_id = ?',
        [stepPublicId],
      );
      return row && KINDS.includes(row.kind) ? toJson<{ ticketIds: number[] }>(row.data).ticketIds : [];
    },
  };
}

/** A step of one act, and one that stands for several. */
const KINDS = ['ticket', 'tickets'];

/** Inside `write`. `userId` is whose step it must be; null: anybody's. Throws as every undo does. */
export async function undoStep(
  needs: Needs,
  stepPublicId: string,
  actor: string,
  userId: number | null,
): Promise<void> {
  const step = await takeStep(needs, stepPublicId, userId);
  const { ticketIds, steps } = step.data as { ticketIds: number[]; steps: string[] };
  if (step.kind === 'tickets') {
    for (const one of steps.toReversed()) await undoStep(needs, one, actor, userId);
    return;
  }
  if (step.kind !== 'ticket') throw conflict('undo_elsewhere', 'This step belongs to another page.');
  // The ticket first: what its conversations then tell finds it as it was.
  const before = await placesOf(needs, ticketIds);
  await giveBack(needs.database, step.changes);
  for (const one of steps.toReversed()) await needs.ports.undoConversation(one, actor);
  for (const id of ticketIds) {
    if (await ticketById(needs.database, id)) await patchTicket(needs, id, {});
    await tellTicket(needs, 'ticket.changed', id, actor, { undone: true }, before.get(id));
  }
}
