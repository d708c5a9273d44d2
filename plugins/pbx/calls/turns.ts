// One thing after the other for each call, whatever comes at once.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';

type Turns = Map<string, Promise<unknown>>;

export function turnsOf(context: PluginContext): Turns {
  return context.once('turns', () => new Map());
}

/** Waits for what is done for the call already. Not to be waited for within itself. */
export function inTurn<T>(context: AccountContext, key: string, work: () => Promise<T>): Promise<T> {
  const turns = turnsOf(context);
  const name = `${context.account.id} ${key}`;
  const done = (turns.get(name) ?? Promise.resolve()).then(work);
  const kept = done.catch(() => {}).finally(() => turns.get(name) === kept && turns.delete(name));
  turns.set(name, kept);
  return done;
}

/** The same for what nobody waits for. */
export function later(context: AccountContext, key: string, work: () => Promise<unknown>): void {
  inTurn(context, key, work).catch((error: unknown) =>
    context.log.error({ error }, 'A call of the telephone system could not be brought along'),
  );
}
