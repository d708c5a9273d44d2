// Every half minute: how things stand now, and who is still there.
import type { PluginContext } from '../../../core/contract/context.ts';
import { availabilityOf } from '../account/availability.ts';
import { hubOf } from './hub.ts';

/** Returns how to end it. */
export function keepBeat(context: PluginContext): () => Promise<void> {
  const hub = hubOf(context);
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = beat(context).catch((error: unknown) => context.log.warn({ error }, 'Visitors could not be told'));
  }, hub.limits.beat * 1000).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

export async function beat(context: PluginContext): Promise<void> {
  const hub = hubOf(context);
  const open = new Set(hub.lines.accounts());
  for (const account of context.accounts()) {
    const { publicId } = account.account;
    if (open.has(publicId)) hub.tellState(publicId, await availabilityOf(account));
  }
  hub.beat();
  hub.asks.sweep();
  hub.uploads.sweep();
}
