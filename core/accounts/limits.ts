// How much a person is given at most: open conversations and open tickets (CH-4, TK-3).
import { invalid } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { actorOf, demand, type Viewer } from './permissions.ts';
import { userToChange } from './user-rows.ts';

export const MOST_LIMIT = 10_000;

export interface Limits {
  /** Null: as the workspace says; 0: any number. */
  conversationLimit: number | null;
  ticketLimit: number | null;
}

export interface Limiting {
  /** Demands `user.manage`; throws `invalid`. */
  setLimits(viewer: Viewer, id: number, limits: Limits): Promise<void>;
}

export function limiting({ database, events }: AccountsDeps, audit: Audit): Limiting {
  return {
    async setLimits(viewer, id, { conversationLimit, ticketLimit }) {
      demand(viewer, 'user.manage');
      const limits = { conversationLimit, ticketLimit };
      const wrong = wrongLimits(limits);
      if (Object.keys(wrong).length > 0) throw invalid(wrong);
      await database.write(async (em) => {
        const user = await userToChange(em, id);
        if (user.conversationLimit === conversationLimit && user.ticketLimit === ticketLimit) return;
        em.assign(user, limits);
        await em.flush();
        await audit.write(viewer, 'user.limits_changed', `user:${id}`, limits);
        await events.add({ type: 'user.changed', actor: actorOf(viewer), data: { userId: id, limits: true } });
      });
    },
  };
}

/** Field → text key of limits that are no whole numbers within reach. */
export function wrongLimits(limits: Partial<Limits>): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const field of ['conversationLimit', 'ticketLimit'] as const) {
    const limit = limits[field];
    if (limit === undefined || limit === null) continue;
    if (!Number.isInteger(limit) || limit < 0 || limit > MOST_LIMIT) wrong[field] = 'wrong.limit';
  }
  return wrong;
}
