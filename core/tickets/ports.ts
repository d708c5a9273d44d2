// What moves along with a ticket, as far as it is a verb of conversations: boot hands the room in.
import type { Reason } from '../contract/reason.ts';
import type { Actor } from '../events/events.ts';

/** What stands beside this room and is moved along with a ticket; boot hands it in. */
export interface TicketPorts {
  closeConversation(id: number, actor: Actor, why: Reason): Promise<{ undo: string | null }>;
  reopenConversation(id: number, actor: Actor, why: Reason): Promise<{ undo: string | null }>;
  assignConversation(
    id: number,
    to: { userId: number | null; teamId: number | null },
    actor: Actor,
    why?: Reason,
  ): Promise<{ undo: string | null }>;
  undoConversation(step: string, actor: Actor): Promise<void>;
  /** A line in the conversation's thread; the locale's text `happening.<type>`. */
  sayInConversation(
    id: number,
    happening: { type: string; params?: Record<string, string | number>; reason?: Reason },
    actor: Actor,
  ): Promise<void>;
  /** What a flow has asked of the customer before there was a ticket: property → answer. */
  collected(conversationId: number): Promise<Record<string, string>>;
  /** Users who see the tickets of a pipeline; null: everybody. */
  seersOf(pipelineId: number): Promise<ReadonlySet<number> | null>;
}

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
