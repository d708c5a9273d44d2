// Where a message belongs: one decision with a reason that is stored and shown (EM-8, EM-14).
import type { MessageEvent } from '../contract/inbound.ts';
import type { Placement } from '../database/entities/message.ts';
import { readThreadToken } from '../kernel/thread-token.ts';
import type { InboundRooms } from './rooms.ts';

/** `into` null: a new conversation. `maybe`: one that a stranger's reference points at. */
export interface Place {
  into: number | null;
  maybe: number | null;
  placement: Placement;
}

export class Threading {
  readonly #rooms: InboundRooms;

  constructor(rooms: InboundRooms) {
    this.#rooms = rooms;
  }

  /** Only inside `write`: what it finds must still be so when the message is recorded. */
  async place(accountId: number, contactId: number | null, event: MessageEvent): Promise<Place> {
    const { conversations } = this.#rooms;
    const { thread, tokens = [], references = [], joinOpen } = event.thread;
    const known = thread ? await conversations.byThread(accountId, thread) : null;
    if (known) return join(known.id, { rule: 'thread' });
    for (const token of tokens) {
      const found = await this.#byToken(token);
      if (found !== null) return join(found, { rule: 'token' });
    }
    const referred = await this.#byReference(accountId, references);
    if (referred) {
      const { conversationId, reference: detail } = referred;
      if (await this.#mayJoin(conversationId, event)) return join(conversationId, { rule: 'reference', detail });
      return { into: null, maybe: conversationId, placement: { rule: 'stranger', detail } };
    }
    const open = joinOpen && contactId !== null ? await conversations.openOf(contactId, accountId) : null;
    if (open) return join(open.id, { rule: 'open conversation' });
    return { into: null, maybe: null, placement: { rule: 'new' } };
  }

  async #byToken(token: string): Promise<number | null> {
    const publicId = readThreadToken(this.#rooms.secrets, token);
    return publicId ? ((await this.#rooms.conversations.byPublicId(publicId))?.id ?? null) : null;
  }

  /** The nearest known reference, within this account only: foreign references never join two customers' conversations. */
  async #byReference(accountId: number, references: string[]) {
    for (const reference of references.slice(0, 100)) {
      const found = await this.#rooms.conversations.findMessage(accountId, reference);
      if (found) return { conversationId: found.conversationId, reference };
    }
    return null;
  }

  /** Participants may; so may reports about what we sent ourselves, whoever the reporting machine is. */
  async #mayJoin(conversationId: number, event: MessageEvent): Promise<boolean> {
    if (event.automatic === 'bounce' || event.automatic === 'complaint' || event.direction === 'out') return true;
    const addresses = [event.sender.address, ...(event.sender.also ?? [])];
    return this.#rooms.conversations.participates(conversationId, addresses);
  }
}

function join(conversationId: number, placement: Placement): Place {
  return { into: conversationId, maybe: null, placement };
}
