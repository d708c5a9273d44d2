// All live lines of a desk: by person and by what they listen to.
import type { Line } from './line.ts';
import type { Topic } from './topics.ts';

export interface Lines {
  add(line: Line): void;
  remove(line: Line): void;
  /** From now on it listens to these and to nothing else. */
  join(line: Line, topics: Map<string, Topic>): void;
  all(): Line[];
  size(): number;
  of(userId: number): ReadonlySet<Line>;
  userIds(): number[];
  on(topic: string): ReadonlySet<Line>;
  /** Topics that somebody listens to. */
  topics(): Iterable<[string, Topic]>;
}

export function createLines(): Lines {
  const byUser = new Map<number, Set<Line>>();
  const byTopic = new Map<string, { topic: Topic; lines: Set<Line> }>();
  const all = new Set<Line>();
  const nobody: ReadonlySet<Line> = new Set();

  function leave(line: Line, name: string): void {
    const entry = byTopic.get(name);
    entry?.lines.delete(line);
    if (entry?.lines.size === 0) byTopic.delete(name);
    line.topics.delete(name);
  }

  function enter(line: Line, name: string, topic: Topic): void {
    const entry = byTopic.get(name) ?? { topic, lines: new Set<Line>() };
    byTopic.set(name, entry);
    entry.lines.add(line);
    line.topics.set(name, topic);
  }

  return {
    add(line) {
      const { userId } = line.viewer;
      all.add(line);
      byUser.set(userId, (byUser.get(userId) ?? new Set()).add(line));
    },
    remove(line) {
      const { userId } = line.viewer;
      all.delete(line);
      byUser.get(userId)?.delete(line);
      if (byUser.get(userId)?.size === 0) byUser.delete(userId);
      for (const name of line.topics.keys()) leave(line, name);
    },
    join(line, topics) {
      if (!all.has(line)) return;
      for (const name of line.topics.keys()) if (!topics.has(name)) leave(line, name);
      for (const [name, topic] of topics) enter(line, name, topic);
    },
    all: () => [...all],
    size: () => all.size,
    of: (userId) => byUser.get(userId) ?? nobody,
    userIds: () => [...byUser.keys()],
    on: (name) => byTopic.get(name)?.lines ?? nobody,
    *topics() {
      for (const [name, { topic }] of byTopic) yield [name, topic];
    },
  };
}
