// One undo for a whole run: newest first, held replies taken back, drafts as they were.
import { actorOf, type Viewer } from '../accounts/accounts.ts';
import { toJson } from '../database/rows.ts';
import { takeStep } from '../database/undo.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import type { Deed, Needs, RunData } from './shapes.ts';

/** Gives back what can be; `kept` counts replies that had left already. */
export async function giveBackAll(needs: Needs, deeds: Deed[], viewer: Viewer): Promise<{ kept: number }> {
  const { database } = needs;
  return database.write(async () => {
    let kept = 0;
    for (const deed of deeds.toReversed()) if (!(await giveBack(needs, deed, viewer))) kept += 1;
    return { kept };
  });
}

async function giveBack(
  { conversations, tickets, outbound, clock }: Needs,
  deed: Deed,
  viewer: Viewer,
): Promise<boolean> {
  const actor = actorOf(viewer);
  switch (deed.of) {
    case 'conversation':
      await conversations.undo(deed.step, actor);
      return true;
    case 'ticket':
      await tickets.undo(deed.step, actor);
      return true;
    case 'message':
      return outbound.cancel(deed.id, actor);
    case 'comment':
      await conversations.deleteMessage(deed.id, { at: clock.now(), actor });
      return true;
    case 'draft': {
      const place = { userId: viewer.userId, conversationId: deed.conversationId, kind: 'reply' as const };
      if (deed.before) await conversations.drafts.save(place, deed.before);
      else await conversations.drafts.discard(place);
      return true;
    }
  }
}

/** Conversations that undoing the step would change. */
export async function touchedBy({ database }: Needs, step: string): Promise<number[]> {
  const row = await database.row<{ kind: string; data: unknown }>(
    'select kind, data from undo_step where public_id = ?',
    [step],
  );
  return row?.kind === 'macro' ? toJson<RunData>(row.data).conversationIds : [];
}

/** Throws as every undo does. */
export async function undoRun(needs: Needs, step: string, viewer: Viewer): Promise<{ kept: number }> {
  const { database, conversations } = needs;
  return database.write(async () => {
    const taken = await takeStep(needs, step, viewer.userId);
    if (taken.kind !== 'macro') throw conflict('undo_elsewhere', 'This step belongs to another page.');
    const { deeds, macro, conversationIds } = taken.data as unknown as RunData;
    if (!Array.isArray(deeds)) throw notFound('step');
    const done = await giveBackAll(needs, deeds, viewer);
    for (const id of conversationIds)
      if (await conversations.get(id))
        await conversations.happened(id, { type: 'macro_undone', params: { name: macro } }, actorOf(viewer));
    return done;
  });
}
