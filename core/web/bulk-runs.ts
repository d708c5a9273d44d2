// One change of a whole list at a time for each person: done while they go on, with how far it is, and one way back.
import type { Conversations } from '../conversations/conversations.ts';
import type { Log } from '../kernel/log.ts';
import type { RunNotice } from './models/frame.ts';

type Done = Awaited<ReturnType<Conversations['bulk']>>;
type Command = (conversationId: number) => Promise<Done>;

export interface BulkRuns {
  /** Returns at once; false while an earlier one of theirs goes on. What cannot be ended is undone (see `bulk`). */
  begin(userId: number, conversationIds: number[], actor: string, command: Command): boolean;
  of(userId: number): RunNotice | undefined;
  /** Not to be shown any more. */
  forget(userId: number): void;
  /** Resolves when nothing is under way. For tests. */
  idle(): Promise<void>;
}

export function createBulkRuns({ conversations, log }: { conversations: Conversations; log: Log }): BulkRuns {
  const runs = new Map<number, RunNotice>();
  const atWork = new Set<Promise<void>>();

  async function carryOut(run: RunNotice, ids: number[], actor: string, command: Command): Promise<void> {
    try {
      const { undo } = await conversations.bulk(ids, actor, async (id) => {
        const done = await command(id);
        run.done += 1;
        return done;
      });
      Object.assign(run, { state: 'done', undo: undo ? `/undo/${undo}` : undefined });
    } catch (error) {
      log.error({ error }, 'A change of many conversations failed and has been undone');
      run.state = 'failed';
    }
  }

  return {
    async idle() {
      await Promise.all(atWork);
    },
    begin(userId, ids, actor, command) {
      if (runs.get(userId)?.state === 'running') return false;
      const run: RunNotice = { state: 'running', done: 0, total: ids.length };
      runs.set(userId, run);
      const work = carryOut(run, ids, actor, command).finally(() => atWork.delete(work));
      atWork.add(work);
      return true;
    },
    of: (userId) => runs.get(userId),
    forget(userId) {
      if (runs.get(userId)?.state !== 'running') runs.delete(userId);
    },
  };
}
