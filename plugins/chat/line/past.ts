// What a visitor sees of what was said: from the desk's own database, without what has not left it yet.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { History, PastMessage } from '../../../core/contract/history.ts';
import { clientIdOf, wireMessage, type WireMessage } from '../outbound.ts';
import { addressOf } from '../visitor/tokens.ts';
import type { Hub } from './hub.ts';

export interface ShownPast {
  messages: WireMessage[];
  earlier: boolean;
  /** Whether a conversation is open. */
  open: boolean;
  /** Answers of the team that were not read. */
  unread: number;
  /** Where the next older part ends. */
  before: string | undefined;
}

const LEFT = new Set(['sent', 'delivered', 'read', 'played']);

export async function pastOf(
  context: AccountContext,
  hub: Hub,
  visitorId: string,
  about: { before?: string; readUpTo: string },
): Promise<ShownPast> {
  const history = await context.history({ person: addressOf(visitorId), before: about.before });
  const shown = history.messages.filter((message) => hasLeft(message, hub));
  const read = about.before ? shown.length : readBy(shown, visitorId, about.readUpTo);
  return {
    messages: await Promise.all(
      shown.map(async (message, index): Promise<WireMessage> => {
        const wire = await wireMessage(context, visitorId, message);
        return message.direction === 'in' && index < read ? { ...wire, status: 'read' } : wire;
      }),
    ),
    earlier: history.earlier,
    open: isOpen(history),
    unread: shown.filter(({ direction, status }) => direction === 'out' && status !== 'read' && status !== 'played')
      .length,
    before: history.messages[0]?.id,
  };
}

/** What is held for undo, or could not be sent, is not shown. */
export function hasLeft({ direction, status, keys }: PastMessage, hub: Hub): boolean {
  return direction === 'in' || LEFT.has(status ?? 'sent') || keys.some((key) => hub.wasHandedOver(key));
}

/** How many of them, from the oldest, the team has read: up to a mark, and everything before an answer. */
function readBy(messages: PastMessage[], visitorId: string, mark: string): number {
  const marked = messages.findLastIndex(({ externalId }) => clientIdOf(externalId, visitorId) === mark) + 1;
  const answered = messages.findLastIndex(({ direction, author }) => direction === 'out' && author !== null);
  return Math.max(marked, answered);
}

export function isOpen({ conversations }: History): boolean {
  return conversations.some(({ status }) => status !== 'closed');
}
