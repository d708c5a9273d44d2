// The inbox every desk begins with, and an address for inboxes that no account reaches (WS-3).
import type { WebRooms } from './rooms.ts';

/** Does nothing before the desk has its administrator, and nothing twice. */
export async function prepareInboxes(rooms: Pick<WebRooms, 'accounts' | 'conversations' | 'channels' | 'log'>) {
  const { accounts, conversations, channels, log } = rooms;
  if (await accounts.firstRun.needed()) return;
  const known = await conversations.inboxes.list({ archived: true });
  if (known.length === 0) known.push(await conversations.inboxes.create({ name: 'Support', actor: 'desk' }));
  const reached = new Set((await channels.accounts()).map(({ account }) => account.inboxId));
  for (const inbox of known) {
    if (inbox.archivedAt || reached.has(inbox.id)) continue;
    try {
      await channels.ensureFallback(inbox);
    } catch (error) {
      log.error({ error, inbox: inbox.id }, 'An inbox could not be given an address');
    }
  }
}
