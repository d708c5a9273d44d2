// What the desk keeps of a call beside its row: the contact, the conversation, the message in the thread, who owns it.
import type { CallEnding } from '../contract/call.ts';
import type { Person } from '../contract/address.ts';
import type { CallPart } from '../contract/part.ts';
import { reason } from '../contract/reason.ts';
import { patch } from '../database/columns.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { Actor } from '../events/events.ts';
import { handOut } from '../routing/routing.ts';
import { secondsOf } from './legs.ts';
import type { Call, CallResult } from './shapes.ts';
import type { World } from './world.ts';

/** Only inside `write`: where a call of somebody belongs, and its line there. */
export async function record(
  world: World,
  account: ChannelAccount,
  from: Person,
  key: string,
): Promise<{ conversationId: number; messageId: number; begun: boolean }> {
  const { contacts, conversations, clock } = world;
  const at = clock.now();
  const { contactId } = await contacts.take(from, { accountId: account.id, at });
  const open = await conversations.openOf(contactId, account.id);
  const actor = `contact:${contactId}`;
  const place = { inboxId: account.inboxId, accountId: account.id, contactId, subject: '', at, actor };
  const conversation = open ?? (await conversations.start(place));
  const { id: messageId } = await conversations.record({
    ...{ conversationId: conversation.id, kind: 'message', direction: 'in', accountId: account.id },
    ...{ authorContactId: contactId, externalId: `call:${key}`, at },
    parts: [{ type: 'call', direction: 'in', outcome: 'ringing' }],
    people: [{ role: 'from', name: from.name ?? '', address: from.address }],
    placement: { rule: open ? 'open conversation' : 'new' },
  });
  return { conversationId: conversation.id, messageId, begun: !open };
}

/** Only inside `write`: the line in the thread says how it stands. */
export async function renew(world: World, call: Call, outcome: CallPart['outcome'], actor: Actor): Promise<void> {
  if (call.messageId === null) return;
  const duration = outcome === 'answered' ? secondsOf(call) : undefined;
  const part: CallPart = { type: 'call', direction: call.direction, outcome, ...(duration && { duration }) };
  await world.conversations.renewCall(call.messageId, part, actor);
}

const TOOK = reason('call.took', 'Took the call');

/** Only inside `write`: whoever takes a call has heard it, and looks after the conversation unless somebody does already. */
export async function own(world: World, call: Call, userId: number): Promise<void> {
  const conversation = call.conversationId === null ? null : await world.conversations.get(call.conversationId);
  if (!conversation || conversation.mergedIntoId !== null) return;
  await world.conversations.markRead(conversation.id, userId);
  if (conversation.ownerId !== null) return;
  const to = { userId, teamId: conversation.teamId };
  const { undo } = await world.conversations.assign(conversation.id, to, TOOK, `user:${userId}`);
  await patch(world.database, 'call', call.id, { taking: undo });
}

/** Only inside `write`: whoever took it was not there after all, so the conversation is as it was before. */
export async function disown(world: World, { id, conversationId, taking }: Call): Promise<void> {
  if (taking === null) return;
  await patch(world.database, 'call', id, { taking: null });
  const conversation = conversationId === null ? null : await world.conversations.get(conversationId);
  if (conversation && conversation.mergedIntoId === null) await world.conversations.undo(taking, 'desk');
}

export function resultOf(call: Call, ending: CallEnding): Exclude<CallResult, ''> {
  if (call.answeredAt) return 'answered';
  if (ending === 'failed') return 'failed';
  return call.direction === 'out' && (ending === 'busy' || ending === 'declined') ? 'busy' : 'missed';
}

/** Only inside `write`: what began with the call is handed out once it is over, by the account's routing (CH-4). */
export async function handOn(world: World, call: Call): Promise<void> {
  if (!call.begun || call.conversationId === null) return;
  await patch(world.database, 'call', call.id, { begun: false });
  const [account, conversation] = [
    world.ports.account(call.accountId)?.row,
    await world.conversations.get(call.conversationId),
  ];
  if (!account || !conversation || conversation.mergedIntoId !== null) return;
  if (conversation.ownerId === null && conversation.teamId === null) await handOut(world, account, conversation);
  await world.tickets.fromConversation(conversation.id, {});
}
