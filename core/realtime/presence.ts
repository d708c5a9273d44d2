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
  const views = createViews();
  const answering = createTimers<string>();
  const changes = gathering(limits.gatherPresence, onChange);
  const leave = (line: Line) => changes.add(views.leave(line));
  return {
    leave,
    viewed: views.of,
    view(line, conversationId) {
      if (views.of(line) === conversationId) return;
      leave(line);
      if (conversationId !== null) views.enter(line, conversationId);
      changes.add(views.of(line));
    },
    hide(line, hidden) {
      line.hidden = hidden;
      changes.add(views.of(line));
    },
    answers(userId, conversationId, does) {
      const key = keyOf(userId, conversationId);
      const end = () => changes.add(conversationId);
      if (does ? answering.keep(key, limits.answering, end) : answering.drop(key)) end();
    },
    watchers(conversationId, exceptUserId) {
      const found = new Map<number, Watcher>();
      for (const { hidden, viewer } of views.on(conversationId)) {
        if (hidden || viewer.userId === exceptUserId) continue;
        const isAnswering = answering.has(keyOf(viewer.userId, conversationId));
        found.set(viewer.userId, { id: viewer.userId, name: viewer.name, answering: isAnswering });
      }
      return [...found.values()].sort((one, other) => one.name.localeCompare(other.name) || one.id - other.id);
    },
    watched: views.all,
    stop() {
      answering.stop();
      changes.stop();
    },
  };
}

const keyOf = (userId: number, conversationId: number) => `${userId} ${conversationId}`;

/** Which page shows which conversation. */
function createViews() {
  const viewed = new Map<Line, number>();
  const viewers = new Map<number, Set<Line>>();
  return {
    of: (line: Line) => viewed.get(line),
    on: (conversationId: number) => viewers.get(conversationId) ?? [],
    all: () => [...viewers.keys()],
    enter(line: Line, conversationId: number): void {
      viewed.set(line, conversationId);
      viewers.set(conversationId, (viewers.get(conversationId) ?? new Set()).add(line));
    },
    /** Gives the conversation that was left. */
    leave(line: Line): number | undefined {
      const conversationId = viewed.get(line);
      if (conversationId === undefined) return undefined;
      viewed.delete(line);
      viewers.get(conversationId)?.delete(line);
      if (viewers.get(conversationId)?.size === 0) viewers.delete(conversationId);
      return conversationId;
    },
  };
}

/** Calls once for all that was added within the time. */
function gathering(milliseconds: number, call: (ids: number[]) => void) {
  const timer = createTimers<'call'>();
  const gathered = new Set<number>();
  return {
    add(id: number | undefined): void {
      if (id === undefined) return;
      gathered.add(id);
      if (timer.has('call')) return;
      timer.keep('call', milliseconds, () => {
        call([...gathered]);
        gathered.clear();
      });
    },
    stop: timer.stop,
  };
}
