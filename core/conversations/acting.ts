// How every command goes: look, decide, change the row, say so in the thread, tell others, keep what undoes it.
import { undoable, type Watched } from '../database/undo.ts';
import { userOf, type Actor, type EventType } from '../events/events.ts';
import { createRecording } from './recording.ts';
import { liveConversation, patchConversation, type Row } from './rows.ts';
import { tell } from './telling.ts';
import type { Conversation, Done, Happening, Needs } from './shapes.ts';

/** What a command decided. Without `happening` nothing is said in the thread. */
export interface Decision {
  columns?: Row;
  /** Rows beside the conversation's own. */
  beside?(): Promise<void>;
  watch?: Watched[];
  happening?: {
    type: string;
    params?: Happening['params'];
    reason?: Happening['reason'];
    decision?: Happening['decision'];
  };
  event: EventType;
  data?: Record<string, unknown>;
}

const CONVERSATION_COLUMNS =
  `public_id inbox_id account_id contact_id subject snippet snippet_of status place owner_id team_id assignment_reason
  unrouted_since thread_key automatic has_outbound waiting_since snoozed_until last_direction last_inbound_at last_message_at
  last_message_id message_count language maybe_belongs_to_id merged_into_id closed_at`.split(/\s+/);

/** The rows of conversations; `ids` is asked before and after the act. */
export function watchConversations(ids: () => number[]): Watched {
  return {
    table: 'conversation',
    key: ['id'],
    columns: CONVERSATION_COLUMNS,
    where: 'id in (?)',
    params: () => [ids()],
    firm: ['merged_into_id'],
  };
}

/** Message rows that the act itself makes. */
export function watchLines(ids: () => number[]): Watched {
  return { table: 'message', key: ['id'], columns: ['id'], where: 'id in (?)', params: () => [ids()] };
}

/** Does nothing and gives no step when `decide` answers null: it is so already. */
export function act(
  needs: Needs,
  conversationId: number,
  actor: Actor,
  kind: string,
  decide: (conversation: Conversation) => Promise<Decision | null> | Decision | null,
): Promise<Done> {
  return needs.database.write(async () => {
    const conversation = await liveConversation(needs.database, conversationId);
    const decision = await decide(conversation);
    if (!decision) return { undo: null };
    const lines: number[] = [];
    const watch = [watchConversations(() => [conversationId]), watchLines(() => lines), ...(decision.watch ?? [])];
    const { undo } = await undoable(
      needs,
      { kind, userId: userOf(actor), watch, data: { conversationIds: [conversationId] } },
      async () => {
        if (decision.columns) await patchConversation(needs, conversationId, decision.columns);
        await decision.beside?.();
        const line =
          decision.happening && (await createRecording(needs).happened(conversationId, decision.happening, actor));
        if (line) lines.push(line.id);
        const told = {
          ...conversation,
          inboxId: (decision.columns?.inbox_id as number | undefined) ?? conversation.inboxId,
        };
        await tell(needs, decision.event, told, actor, { messageId: line?.id, data: decision.data });
      },
    );
    return { undo };
  });
}
