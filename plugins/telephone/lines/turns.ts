// One thing after the other for each call, whatever comes at once.
import type { PluginContext } from '../../../core/contract/context.ts';

type Turns = Map<string, Promise<unknown>>;

export function turnsOf(context: PluginContext): Turns {
  return context.once('turns', () => new Map());
}

/** Waits for what is done for the call already. */
export function inTurn<T>(context: PluginContext, key: string, work: () => Promise<T>): Promise<T> {
  const turns = turnsOf(context);
  const done = (turns.get(key) ?? Promise.resolve()).then(work);
  const kept = done.catch(() => {}).finally(() => turns.get(key) === kept && turns.delete(key));
  turns.set(key, kept);
  return done;
}
