// A page is gone and could not hang up: the desk does it, so that nobody is left talking to nobody at the telephone system.
import type { AccountContext } from '../../../core/contract/context.ts';
import { openFar } from '../line/far.ts';
import { hubOf } from '../line/hub.ts';
import { byeOf } from '../sip/talks.ts';
import { settingsOf } from '../settings.ts';
import type { Dialog } from './store.ts';

/** By the line of another page of theirs, else by one of its own. Nobody waits for it. */
export function hangUpFor(context: AccountContext, { userId, sip }: Dialog): void {
  const hub = hubOf(context);
  const { publicId } = context.account;
  const talks = hub.talks(publicId, userId);
  const talk = talks.get(sip);
  const bye = talk && byeOf(talk);
  talks.delete(sip);
  if (!bye || hub.phone(publicId, userId)?.sayToPbx(bye)) return;
  byOwnLine(context, bye).catch((error: unknown) => context.log.warn({ error }, 'A talk could not be hung up'));
}

/** Until the telephone system has answered, or lets the line go. */
async function byOwnLine(context: AccountContext, bye: string): Promise<void> {
  const far = await openFar(context, settingsOf(context.account).address);
  if ('why' in far) return context.log.warn({ why: far.why.code }, 'A talk could not be hung up');
  const { socket } = far;
  const timer = setTimeout(() => socket.terminate(), hubOf(context).limits.answer).unref();
  socket.once('message', () => socket.close());
  socket.once('close', () => clearTimeout(timer));
  socket.send(bye);
}
