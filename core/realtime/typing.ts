// Who is typing in which conversation: customers and colleagues, each for some seconds after the last key.
import type { RealtimeLimits } from './limits.ts';
import type { Writer } from './port.ts';
import { createTimers } from './timers.ts';

export interface Typing {
  /** A key was pressed. */
  types(conversationId: number, writer: Writer): void;
  /** They stopped, or what they typed has arrived. */
  stops(conversationId: number, writer: Pick<Writer, 'kind' | 'id'> | 'contact'): void;
  /** Everybody but this person, the contact first. */
  writers(conversationId: number, exceptUserId: number): Writer[];
  contactTypes(conversationId: number): boolean;
  stop(): void;
}

export function createTyping(
  limits: RealtimeLimits,
  onChange: (conversationId: number, who: Writer['kind']) => void,
): Typing {
  const now = new Map<number, Map<string, Writer>>();
  const timers = createTimers<string>();
  const nameOf = ({ kind, id }: Pick<Writer, 'kind' | 'id'>) => `${kind}:${id}`;

  function end(conversationId: number, name: string): void {
    const writers = now.get(conversationId);
    const writer = writers?.get(name);
    if (!writers || !writer) return;
    timers.drop(`${conversationId} ${name}`);
    writers.delete(name);
    if (writers.size === 0) now.delete(conversationId);
    onChange(conversationId, writer.kind);
  }

  return {
    types(conversationId, writer) {
      const name = nameOf(writer);
      const writers = now.get(conversationId) ?? new Map<string, Writer>();
      now.set(conversationId, writers.set(name, writer));
      const isNew = timers.keep(`${conversationId} ${name}`, limits.typing, () => end(conversationId, name));
      if (isNew) onChange(conversationId, writer.kind);
    },
    stops(conversationId, who) {
      if (who !== 'contact') return end(conversationId, nameOf(who));
      for (const [name, { kind }] of now.get(conversationId) ?? []) if (kind === 'contact') end(conversationId, name);
    },
    writers(conversationId, exceptUserId) {
      const all = [...(now.get(conversationId)?.values() ?? [])];
      const others = all.filter(({ kind, id }) => kind === 'contact' || id !== exceptUserId);
      return others.sort((one, other) => one.kind.localeCompare(other.kind) || one.id - other.id);
    },
    contactTypes: (conversationId) =>
      [...(now.get(conversationId)?.values() ?? [])].some(({ kind }) => kind === 'contact'),
    stop: () => timers.stop(),
  };
}
