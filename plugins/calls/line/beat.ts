// Again and again: who is still there, and whether somebody would hear it ring.
import type { PluginContext } from '../../../core/contract/context.ts';
import { rulesOf } from './acts.ts';
import { hubOf } from './hub.ts';

/** Returns how to end it. */
export function keepBeat(context: PluginContext): () => Promise<void> {
  const hub = hubOf(context);
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = beat(context).catch((error: unknown) => context.log.warn({ error }, 'Callers could not be told'));
  }, hub.limits.beat * 1000).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function beat(context: PluginContext): Promise<void> {
  const hub = hubOf(context);
  hub.beat();
  hub.rings.sweep();
  hub.messages.sweep();
  for (const account of context.accounts()) {
    const there = hub.on(account.account.publicId);
    if (there.length === 0) continue;
    const standing = await account.calls.standing(rulesOf(account));
    for (const one of there) one.tell({ standing });
  }
}
