// What moves along with a ticket, as far as it is a verb of conversations: boot hands the room in.
import type { Reason } from '../contract/reason.ts';
import type { TicketPorts } from './shapes.ts';

interface Done {
  undo: string | null;
}

/** The verbs of conversations that tickets need. */
interface Beside {
  close(id: number, actor: string, why: Reason): Promise<Done>;
  reopen(id: number, actor: string, why: Reason): Promise<Done>;
  assign(
    id: number,
    to: { userId: number | null; teamId: number | null },
    why: Reason | null,
    actor: string,
  ): Promise<Done>;
  undo(step: string, actor: string): Promise<void>;
  happened(id: number, happening: Parameters<TicketPorts['sayInConversation']>[1], actor: string): Promise<unknown>;
}

export function besideConversations(
  conversations: Beside,
  others: Pick<TicketPorts, 'collected' | 'seersOf'>,
): TicketPorts {
  return {
    closeConversation: (id, actor, why) => conversations.close(id, actor, why),
    reopenConversation: (id, actor, why) => conversations.reopen(id, actor, why),
    assignConversation: (id, to, actor, why) => conversations.assign(id, to, why ?? null, actor),
    undoConversation: (step, actor) => conversations.undo(step, actor),
    sayInConversation: async (id, happening, actor) => void (await conversations.happened(id, happening, actor)),
    ...others,
  };
}
