// Where a message belongs: one decision with a reason that is stored and shown (EM-8, EM-14).
import type { MessageEvent } from '../contract/inbound.ts';
import type { Placement } from '../database/entities/message.ts';
import { readThreadToken } from '../kernel/thread-token.ts';
import type { InboundRooms } from './inbound.ts';

/** `into` null: a new conversation. `maybe`: one that a stranger's reference points at. */
export interface Place {
  into: number | null;
  maybe: number | null;
  placement: Placement;
}

export function createThreading(rooms: InboundRooms) {
  const { conversations, secrets } = rooms;

  /** Only inside `write`: what it finds must still be so when the message is recorded. */
  return async function place(accountId: number, contactId: number | null, event: MessageEvent): Promise<Place> {
    const { thread, tokens = [], references = [], joinOpen } = event.thread;
    if (thread) {
      const found = await conversations.byThread(accountId, thread);
      if (found) return join(found.id, { rule: 'thread' });
    }
    for (const token of tokens) {
      const found = await byToken(token);
      if (found !== null) return join(found, { rule: 'token' });
    }
    const referred = await byReference(accountId, references);
    if (referred && (await mayJoin(referred.conversationId, event))) {
      return join(referred.conversationId, { rule: 'reference', detail: referred.reference });
    }
    if (referred)
      return {
        into: null,
        maybe: referred.conversationId,
        placement: { rule: 'stranger', detail: referred.reference },
      };
    if (joinOpen && contactId !== null) {
      const found = await conversations.openOf(contactId, accountId);
      if (found) return join(found.id, { rule: 'open conversation' });
    }
    return { into: null, maybe: null, placement: { rule: 'new' } };
  };

  function join(conversationId: number, placement: Placement): Place {
    return { into: conversationId, maybe: null, placement };
  }

  async function byToken(token: string): Promise<number | null> {
    const publicId = readThreadToken(secrets, token);
    return publicId ? ((await conversations.byPublicId(publicId))?.id ?? null) : null;
  }

  /** The nearest known reference, within this account only: foreign references never join two customers' conversations. */
  async function byReference(accountId: number, references: string[]) {
    for (const reference of references.slice(0, 100)) {
      const found = await conversations.findMessage(accountId, reference);
      if (found) return { conversationId: found.conversationId, reference };
    }
    return null;
  }

  /** Participants may; so may reports about what we sent ourselves, whoever the reporting machine is. */
  async function mayJoin(conversationId: number, event: MessageEvent): Promise<boolean> {
    if (event.automatic === 'bounce' || event.automatic === 'complaint' || event.direction === 'out') return true;
    return conversations.participates(conversationId, [event.sender.address, ...(event.sender.also ?? [])]);
  }
}
