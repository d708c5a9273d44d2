// What a flow may know when it goes on: who writes, whether anybody is there, whether it is open.
import type { Conversation } from '../conversations/conversations.ts';
import type { Said } from './answers.ts';
import type { Facts } from './conditions.ts';
import { isOpen } from '../kernel/hours.ts';
import type { ChatflowRooms } from './rooms.ts';
import type { Flow } from './rows.ts';

/** Somebody who is there outside the account's hours does not count as available. */
export async function factsFor(rooms: ChatflowRooms, conversation: Conversation, flow: Flow): Promise<Facts> {
  const live = rooms.ports.account(flow.accountId);
  const contact = conversation.contactId === null ? null : await rooms.contacts.summary(conversation.contactId);
  const open = isOpen(live?.hours, rooms.clock.now());
  const there = open && live !== null && (await rooms.routing.isAnybodyThere(live.row.routing));
  const name = contact?.name ?? '';
  const address = (kind: string) => contact?.identities.find((one) => one.address.kind === kind)?.address.value ?? '';
  return {
    language: conversation.language ?? contact?.language ?? flow.language ?? '',
    hours: open ? 'open' : 'closed',
    team: there ? 'available' : 'away',
    values: { name, firstName: name.split(' ')[0] ?? '', email: address('email'), phone: address('phone') },
  };
}

/** A stored message as an answer. */
export async function saidIn(rooms: ChatflowRooms, messageId: number): Promise<Said | null> {
  const item = await rooms.conversations.thread.item(messageId);
  if (!item) return null;
  const chosen = item.parts.find((part) => part.type === 'choice')?.chosen ?? null;
  const texts = item.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const text = texts.join('\n').trim() || (chosen?.title ?? '');
  return { text, chosen, files: item.attachments.map(({ name }) => name) };
}
