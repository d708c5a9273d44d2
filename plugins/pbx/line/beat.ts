// Signs of life on every line, and whether whoever holds it is still of the team.
import type { PluginContext } from '../../../core/contract/context.ts';
import { extensionOf } from './agents.ts';
import { hubOf } from './hub.ts';
import { CLOSED } from './limits.ts';

const GOING = 1001;

/** Gives what ends it, and every line. */
export function keepBeat(context: PluginContext): () => Promise<void> {
  const hub = hubOf(context);
  const timer = setInterval(() => {
    for (const one of hub.all()) one.beat();
    if (hub.all().length > 0)
      leave(context).catch((error: unknown) => context.log.warn({ error }, 'Lines could not be looked after'));
  }, hub.limits.beat * 1000).unref();
  return async () => {
    clearInterval(timer);
    hub.close(null, GOING);
  };
}

/** Whoever is of the team no more, or has no extension any more, is no telephone. */
async function leave(context: PluginContext): Promise<void> {
  const { members } = await context.team();
  for (const phone of hubOf(context).all()) {
    const account = context.accounts().find((one) => one.account.publicId === phone.account);
    const may = members.some(({ id }) => id === phone.userId) && account && extensionOf(account, phone.userId);
    if (!may) phone.close(CLOSED.notAllowed);
  }
}
