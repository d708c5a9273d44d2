// What customers do at this moment, as their channel tells it: they type, they look at a page of the site.
import type { PresenceEvent, TypingEvent } from '../contract/inbound.ts';
import type { Stage } from './stage.ts';

/** Shown in their open conversation; nobody is told when no page is open. */
export async function customerHappens(
  stage: Stage,
  accountId: number,
  event: TypingEvent | PresenceEvent,
): Promise<void> {
  const { conversations, contacts } = stage.rooms;
  if (stage.lines.size() === 0 && event.type === 'typing') return;
  const thread = event.type === 'typing' ? event.thread.thread : undefined;
  const threaded = thread ? await conversations.byThread(accountId, thread) : null;
  const contactId = threaded?.contactId ?? (await contacts.find(event.by.address, accountId));
  if (contactId === null) return;
  const conversation = threaded ?? (await conversations.openOf(contactId, accountId));
  if (!conversation) return;
  if (event.type === 'presence') return stage.visits.tell(conversation.id, event.here, event.page ?? '');
  if (!event.on) return stage.typing.stops(conversation.id, { kind: 'contact', id: contactId });
  const contact = await contacts.summary(contactId);
  const called = { name: contact?.title || event.by.name || '', namelessFrom: contact?.namelessFrom ?? null };
  stage.typing.types(conversation.id, { kind: 'contact', id: contactId, ...called });
}
