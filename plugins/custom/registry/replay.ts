// What a bridge was told is told once more; of a message that did not go out, by the desk's queue, so that its fate follows.
import { replayHook, type Hook } from '../store/hooks.ts';
import { messageOf } from '../store/messages.ts';
import type { Registry } from './registry.ts';

export async function replay(registry: Registry, hook: Hook): Promise<void> {
  const { context } = registry;
  const key = await keyOf(registry, hook);
  if (hook.accountId !== null && key !== '') {
    // Written down first: the queue may be quicker than what follows.
    await replayHook(context, hook.id, 'sending');
    if (await registry.offers.sendAgain(hook.accountId, key)) return;
  }
  await replayHook(context, hook.id, 'waiting');
  registry.wake();
}

/** The desk's key of the delivery; empty for what is about no message of the team. */
async function keyOf({ context }: Registry, { type, channelId, body }: Hook): Promise<string> {
  if (type !== 'OUTGOING_CHANNEL_MESSAGE_CREATED') return '';
  const { message } = JSON.parse(body) as { message: { id: string } };
  return (await messageOf(context, channelId, message.id))?.key ?? '';
}
