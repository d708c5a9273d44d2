// Where a message belongs: one decision with a reason that is stored and shown (EM-8, EM-14).
import type { MessageEvent } from '../contract/inbound.ts';
import type { Address } from '../contract/address.ts';
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
  const { database, conversations, secrets } = rooms;

  /** Only inside `write`: what it finds must still be so when the message is recorded. */
  return async function place(accountId: number, contactId: number | null, event: MessageEvent): Promise<Place> {
    const { thread, tokens = [], references = [], joinOpen } = event.thread;
    if (thread) {
      const found = await byThread(accountId, thread);
      if (found !== null) return join(found, { rule: 'thread' });
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
      const found = await openOf(accountId, contactId);
      if (found !== null) return join(found, { rule: 'open conversation' });
    }
    return { into: null, maybe: null, placement: { rule: 'new' } };
  };

  function join(conversationId: number, placement: Placement): Place {
    return { into: conversationId, maybe: null, placement };
  }

  async function byThread(accountId: number, thread: string): Promise<number | null> {
    const row = await database.row<{ id: number; merged_into_id: number | null }>(
      'select id, merged_into_id from conversation where account_id = ? and thread_key = ? order by merged_into_id is not null limit 1',
      [accountId, thread],
    );
    return row ? followMerged(row.id) : null;
  }

  async function byToken(token: string): Promise<number | null> {
    const publicId = readThreadToken(secrets, token);
    if (!publicId) return null;
    const row = await database.row<{ id: number }>('select id from conversation where public_id = ?', [publicId]);
    return row ? followMerged(row.id) : null;
  }

  /** The nearest known reference, within this account only: foreign references never join two customers' conversations. */
  async function byReference(
    accountId: number,
    references: string[],
  ): Promise<{ conversationId: number; reference: string } | null> {
    for (const reference of references.slice(0, 100)) {
      const found = await conversations.findMessage(accountId, reference);
      if (found) return { conversationId: await followMerged(found.conversationId), reference };
    }
    return null;
  }

  async function followMerged(id: number): Promise<number> {
    let at = id;
    for (let hops = 0; hops < 20; hops += 1) {
      const row = await database.row<{ merged_into_id: number | null }>(
        'select merged_into_id from conversation where id = ?',
        [at],
      );
      if (!row?.merged_into_id) return at;
      at = row.merged_into_id;
    }
    return at;
  }

  /** Participants may; so may reports about what we sent ourselves, whoever the reporting machine is. */
  async function mayJoin(conversationId: number, event: MessageEvent): Promise<boolean> {
    if (event.automatic === 'bounce' || event.automatic === 'complaint' || event.direction === 'out') return true;
    for (const address of [event.sender.address, ...(event.sender.also ?? [])]) {
      if (await isParticipant(conversationId, address)) return true;
    }
    return false;
  }

  async function isParticipant(conversationId: number, address: Address): Promise<boolean> {
    const value = address.kind === 'email' ? address.value.toLowerCase() : address.value;
    const row = await database.row(
      'select 1 as yes from participant where conversation_id = ? and kind = ? and value = ?',
      [conversationId, address.kind, value],
    );
    return row !== undefined;
  }

  async function openOf(accountId: number, contactId: number): Promise<number | null> {
    const row = await database.row<{ id: number }>(
      `select id from conversation where contact_id = ? and account_id = ? and status <> 'closed' and place = 'inbox' and merged_into_id is null
       order by last_message_at desc, id desc limit 1`,
      [contactId, accountId],
    );
    return row?.id ?? null;
  }
}
