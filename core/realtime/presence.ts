// Who has which conversation before their eyes, and who is answering it.
import type { Line } from './line.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Watcher } from './port.ts';
import { createTimers } from './timers.ts';

export interface Presence {
  /** The conversation the page shows; null for none. */
  view(line: Line, conversationId: number | null): void;
  /** The tab went to the background or came back. */
  hide(line: Line, hidden: boolean): void;
  /** They write an answer (not a comment); `false` when it has been sent. */
  answers(userId: number, conversationId: number, does: boolean): void;
  leave(line: Line): void;
  /** The conversation the page shows. */
  viewed(line: Line): number | undefined;
  /** Colleagues of this person, by name. */
  watchers(conversationId: number, exceptUserId: number): Watcher[];
  /** Conversations that somebody has open. */
  watched(): number[];
  stop(): void;
}

/** `onChange` hears of conversations whose watchers may have changed, gathered over a short while. */
export function createPresence(limits: RealtimeLimits, onChange: (conversationIds: number[]) => void): Presence {
  const viewed = new Map<Line, number>();
  const viewers = new Map<number, Set<Line>>();
  const answering = createTimers<string>();
  const gather = createTimers<'changes'>();
  const changed = new Set<number>();
  const keyOf = (userId: number, conversationId: number) => `${userId} ${conversationId}`;

  function touch(conversationId: number): void {
    changed.add(conversationId);
    if (gather.has('changes')) return;
    gather.keep('changes', limits.gatherPresence, () => {
      onChange([...changed]);
      changed.clear();
    });
  }

  function leave(line: Line): void {
    const before = viewed.get(line);
    if (before === undefined) return;
    viewed.delete(line);
    viewers.get(before)?.delete(line);
    if (viewers.get(before)?.size === 0) viewers.delete(before);
    touch(before);
  }

  return {
    leave,
    viewed: (line) => viewed.get(line),
    view(line, conversationId) {
      if (viewed.get(line) === conversationId) return;
      leave(line);
      if (conversationId === null) return;
      viewed.set(line, conversationId);
      viewers.set(conversationId, (viewers.get(conversationId) ?? new Set()).add(line));
      touch(conversationId);
    },
    hide(line, hidden) {
      line.hidden = hidden;
      const conversationId = viewed.get(line);
      if (conversationId !== undefined) touch(conversationId);
    },
    answers(userId, conversationId, does) {
      const key = keyOf(userId, conversationId);
      const end = () => touch(conversationId);
      if (does ? answering.keep(key, limits.answering, end) : answering.drop(key)) end();
    },
    watchers(conversationId, exceptUserId) {
      const found = new Map<number, Watcher>();
      for (const { hidden, viewer } of viewers.get(conversationId) ?? []) {
        if (hidden || viewer.userId === exceptUserId) continue;
        const isAnswering = answering.has(keyOf(viewer.userId, conversationId));
        found.set(viewer.userId, { id: viewer.userId, name: viewer.name, answering: isAnswering });
      }
      return [...found.values()].sort((one, other) => one.name.localeCompare(other.name) || one.id - other.id);
    },
    watched: () => [...viewers.keys()],
    stop() {
      answering.clear();
      gather.clear();
    },
  };
}
