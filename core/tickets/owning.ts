// Whom a ticket can be given: nobody who does not see it where it is (AD-1).
import { DeskError } from '../kernel/errors.ts';
import type { Needs } from './shapes.ts';

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
