// Whose words a forwarded message brings: corrected by a person with one click, and undone as easily (EM-17).
import { patch } from '../database/columns.ts';
import type { Watched } from '../database/undo.ts';
import { conflict } from '../kernel/errors.ts';
import { act, type Decision } from './acting.ts';
import type { Commands } from './commands.ts';
import { addParticipants } from './recording.ts';
import { messageById } from './rows.ts';
import type { Message, Needs } from './shapes.ts';

/** As channels note it in a message's details: who handed it on, or who seems to have written it first. */
interface Mailbox {
  name?: string;
  address: string;
}

export interface OtherAuthor {
  person: Mailbox;
  /** What the sender of now becomes when the other one counts. */
  swap: 'forwarder' | 'originalSender';
}

/** Who else could count as the author; null when nobody is in question. */
export function otherAuthorOf({
  details,
  direction,
  kind,
}: Pick<Message, 'details' | 'direction' | 'kind'>): OtherAuthor | null {
  if (kind !== 'message' || direction !== 'in') return null;
  const { forwarder, originalSender } = details as { forwarder?: Mailbox; originalSender?: Mailbox };
  if (forwarder?.address) return { person: forwarder, swap: 'originalSender' };
  if (originalSender?.address) return { person: originalSender, swap: 'forwarder' };
  return null;
}

export function createReattributing(needs: Needs): Pick<Commands, 'reattribute'> {
  return {
    reattribute: (conversationId, messageId, contactId, actor) =>
      act(needs, conversationId, actor, 'reattribute', async (conversation) => {
        const message = await messageById(needs.database, messageId);
        const other = message?.conversationId === conversationId ? otherAuthorOf(message) : null;
        if (!message || !other) throw conflict('no_other_author', 'Nobody else is known to have written this.');
        return decide(needs, conversation.contactId, message, other, contactId);
      }),
  };
}

function decide(
  needs: Needs,
  was: number | null,
  message: Message,
  { person, swap }: OtherAuthor,
  contactId: number,
): Decision {
  const { id, conversationId, accountId, details, addresses } = message;
  const from = addresses.find((one) => one.role === 'from');
  const { forwarder: _forwarder, originalSender: _original, ...rest } = details;
  const swapped = { ...rest, ...(from && { [swap]: { name: from.name, address: from.address.value } }) };
  const sender = {
    role: 'from' as const,
    name: person.name ?? '',
    address: { kind: 'email' as const, value: person.address },
  };
  const others = addresses.filter(({ role }) => role !== 'from' && role !== 'reply-to');
  return {
    // The conversation is with whoever wrote first in it.
    columns: message.authorContactId === was ? { contact_id: contactId } : {},
    watch: watches(conversationId, id),
    async beside() {
      await patch(needs.database, 'message', id, {
        author_contact_id: contactId,
        details: JSON.stringify(swapped),
        addresses: JSON.stringify([sender, ...others]),
        changed_at: needs.clock.now(),
      });
      await addParticipants(needs, conversationId, accountId, [{ ...sender, contactId }]);
    },
    happening: { type: 'reattributed', params: { person: person.name || person.address } },
    event: 'conversation.changed',
    data: { reload: true },
  };
}

function watches(conversationId: number, messageId: number): Watched[] {
  return [
    {
      table: 'message',
      key: ['id'],
      columns: ['author_contact_id', 'details', 'addresses'],
      where: 'id = ?',
      params: () => [messageId],
    },
    {
      table: 'participant',
      key: ['conversation_id', 'kind', 'value'],
      columns: ['conversation_id', 'kind', 'value', 'name', 'contact_id'],
      where: 'conversation_id = ?',
      params: () => [conversationId],
    },
  ];
}
