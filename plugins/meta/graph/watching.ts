// An account looks once whether all is well when it opens, and then rests: Meta brings what happens by itself.
import { once } from 'node:events';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Health } from '../../../core/contract/health.ts';

/** Returns before it is told to when Meta cannot be asked: core then tries again, with pauses that grow. */
export async function watch(context: AccountContext, signal: AbortSignal, look: () => Promise<Health>): Promise<void> {
  const health = await look();
  if (signal.aborted) return;
  context.health(health);
  if (health.state !== 'recovering') await once(signal, 'abort');
}
