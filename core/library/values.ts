// What is known for the tokens of an entry: the contact, who writes, the conversation, its ticket, today.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Tickets } from '../tickets/tickets.ts';
import { namesOf, type TokenValues } from './filling.ts';

export interface ValueNeeds {
  clock: Clock;
  conversations: Pick<Conversations, 'thread'>;
  tickets: Pick<Tickets, 'ofConversation'>;
  workspace: { get(): Promise<{ name: string }> };
}

export function createValues({ clock, conversations, tickets, workspace }: ValueNeeds) {
  return async (viewer: Viewer, conversationId: number | null, beginsWith = ''): Promise<TokenValues> => {
    const head = conversationId === null ? null : await conversations.thread.head(conversationId, viewer.userId);
    const ticket =
      conversationId === null
        ? null
        : await tickets.ofConversation(conversationId, (one) => may(viewer, 'ticket.read', one));
    // Nobody is greeted by an address.
    const named = head?.contact?.name ?? beginsWith;
    const contact = named.includes('@') ? '' : named;
    const date = new Intl.DateTimeFormat(viewer.language, { dateStyle: 'long', timeZone: viewer.timeZone });
    return {
      ...namesOf(contact),
      name: contact,
      agent: viewer.name,
      agentFirstName: namesOf(viewer.name).firstName,
      workspace: (await workspace.get()).name,
      number: ticket ? `T-${ticket.number}` : head ? String(head.id) : '',
      subject: head?.subject ?? '',
      date: date.format(clock.now()),
    };
  };
}
