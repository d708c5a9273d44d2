// Messages change their conversation: the commands, which rule decides what becomes of them (EM-14).
import { notFound } from '../kernel/errors.ts';
import { act } from './acting.ts';
import { mergeTwo } from './merging.ts';
import { conversationById, followed, liveConversation } from './rows.ts';
import { moveMessages, split } from './splitting.ts';
import type { Actor } from '../events/events.ts';
import type { Commands } from './commands.ts';
import type { Done, Needs } from './shapes.ts';

type Part = Pick<Commands, 'merge' | 'split' | 'moveMessages' | 'acceptStranger'>;

export function createMoving(needs: Needs): Part {
  const { database } = needs;
  return {
    merge: (intoId, fromId, actor) => database.write(() => mergeTwo(needs, intoId, fromId, actor)),
    split: (conversationId, messageIds, actor) => database.write(() => split(needs, conversationId, messageIds, actor)),
    moveMessages: (messageIds, toId, actor) => database.write(() => moveMessages(needs, messageIds, toId, actor)),
    acceptStranger: (conversationId, how, actor) => database.write(() => accept(needs, conversationId, how, actor)),
  };
}

async function accept(needs: Needs, conversationId: number, how: 'join' | 'apart', actor: Actor): Promise<Done> {
  const conversation = await liveConversation(needs.database, conversationId);
  if (!conversation.maybeBelongsToId) return { undo: null };
  if (how === 'join') {
    const pointed = await conversationById(needs.database, conversation.maybeBelongsToId);
    const target = await followed(needs.database, pointed);
    if (!target) throw notFound('conversation');
    if (target.id !== conversationId) return mergeTwo(needs, target.id, conversationId, actor);
  }
  return act(needs, conversationId, actor, 'apart', () => ({
    columns: { maybe_belongs_to_id: null },
    happening: { type: 'kept_apart' },
    event: 'conversation.changed',
    data: { apart: true },
  }));
}
