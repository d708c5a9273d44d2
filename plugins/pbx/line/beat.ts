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
      sendAway(context).catch((error: unknown) => context.log.warn({ error }, 'Lines could not be looked after'));
  }, hub.limits.beat * 1000).unref();
  return async () => {
    clearInterval(timer);
    hub.close(null, GOING);
  };
}

/** Whoever has signed out, is of the team no more, or has no extension any more, is no telephone. */
export async function sendAway(context: PluginContext): Promise<void> {
  const phones = hubOf(context).all();
  const { members } = await context.team();
  const open = await context.stillOpen(phones.map(({ session }) => session));
  for (const phone of phones) {
    const account = context.accounts().find((one) => one.account.publicId === phone.account);
    const isMember = open.has(phone.session) && members.some(({ id }) => id === phone.userId);
    if (!isMember || !account || !extensionOf(account, phone.userId)) phone.close(CLOSED.notAllowed);
  }
}
