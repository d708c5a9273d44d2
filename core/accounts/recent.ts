// What each person has looked at lately: told at once, written down a moment later and together.
import { toNumber } from '../database/rows.ts';
import type { AccountsDeps } from './deps.ts';

export const VIEWED_KINDS = ['conversation', 'contact', 'ticket', 'record'] as const;
export type ViewedKind = (typeof VIEWED_KINDS)[number];

export interface ViewedThing {
  kind: ViewedKind;
  id: number;
  at: Date;
}

export interface Recent {
  /** Nobody waits for it: looking at something costs no write of its own. */
  viewed(userId: number, kind: ViewedKind, id: number): void;
  /** Newest first, each thing once; what is gone since is still named. */
  list(userId: number): Promise<ViewedThing[]>;
  /** Writes down what is known so far; the desk asks before it closes. */
  keep(): Promise<void>;
}

/** Of one person. */
const MOST = 30;
/** Milliseconds; whoever walks through a list causes one write. */
const SOON = 2_000;

const keyOf = ({ kind, id }: Pick<ViewedThing, 'kind' | 'id'>) => `${kind}-${id}`;

export function createRecent({ database, clock, log }: Pick<AccountsDeps, 'database' | 'clock' | 'log'>): Recent {
  /** Not written yet, by person. */
  let waiting = new Map<number, Map<string, ViewedThing>>();
  let writing: typeof waiting = new Map();
  let timer: NodeJS.Timeout | undefined;

  async function keep(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const all = waiting;
    [waiting, writing] = [new Map(), all];
    await database.write(async () => {
      for (const [userId, things] of all) await write(userId, [...things.values()]);
    });
  }

  async function write(userId: number, things: ViewedThing[]): Promise<void> {
    for (const { kind, id, at } of things)
      await database.run(
        `insert into recently_viewed (user_id, kind, thing_id, viewed_at) select id, ?, ?, ? from desk_user where id = ?
         on conflict (user_id, kind, thing_id) do update set viewed_at = excluded.viewed_at`,
        [kind, id, at, userId],
      );
    await database.run(
      `delete from recently_viewed where user_id = ? and viewed_at < (
         select min(viewed_at) from (
           select viewed_at from recently_viewed where user_id = ? order by viewed_at desc limit ${MOST}) as newest)`,
      [userId, userId],
    );
  }

  return {
    keep,
    viewed(userId, kind, id) {
      if (userId === 0) return;
      const mine = waiting.get(userId) ?? new Map<string, ViewedThing>();
      const thing = { kind, id, at: clock.now() };
      mine.delete(keyOf(thing));
      mine.set(keyOf(thing), thing);
      waiting.set(userId, mine);
      timer ??= setTimeout(() => {
        keep().catch((error: unknown) => log.warn({ error }, 'what people looked at is not written down'));
      }, SOON).unref();
    },
    async list(userId) {
      const rows = await database.rows<{ kind: ViewedKind; thing_id: number; viewed_at: number }>(
        'select kind, thing_id, viewed_at from recently_viewed where user_id = ? order by viewed_at desc limit ?',
        [userId, MOST],
      );
      const written = rows.map(({ kind, thing_id: id, viewed_at: at }) => ({ kind, id, at: new Date(toNumber(at)) }));
      const fresh = [waiting, writing].flatMap((one) => [...(one.get(userId)?.values() ?? [])].toReversed());
      const all = new Map<string, ViewedThing>();
      for (const thing of [...fresh, ...written]) if (!all.has(keyOf(thing))) all.set(keyOf(thing), thing);
      return [...all.values()].slice(0, MOST);
    },
  };
}
