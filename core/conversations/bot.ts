// A chatflow talks with the customer: until it ends the conversation is nobody's to answer.
import type { Actor } from '../events/events.ts';
import { createRecording } from './recording.ts';
import { conversationById, liveConversation, patchConversation } from './rows.ts';
import { tell } from './telling.ts';
import type { Intake } from './intake.ts';
import type { Needs } from './shapes.ts';

export function createBot(needs: Needs): Pick<Intake, 'botBegan' | 'botEnded'> {
  return {
    botBegan: (id, happening) =>
      needs.database.write(async () => {
        const conversation = await liveConversation(needs.database, id);
        await patchConversation(needs, id, { bot_since: needs.clock.now() });
        const line = await createRecording(needs).happened(id, happening, 'desk');
        await tell(needs, 'conversation.changed', conversation, 'desk', { messageId: line.id, data: { bot: true } });
      }),
    botEnded: (id, happening, actor) => needs.database.write(() => ended(needs, id, happening, actor)),
  };
}

/** Whoever takes over is not behind with their answer: the customer waits for people only since now. */
async function ended(
  needs: Needs,
  id: number,
  happening: Parameters<Intake['botEnded']>[1],
  actor: Actor,
): Promise<void> {
  const conversation = await conversationById(needs.database, id);
  if (!conversation?.botSince) return;
  if (conversation.mergedIntoId) return patchConversation(needs, id, { bot_since: null });
  const waits = conversation.waitingSince !== null && { waiting_since: needs.clock.now() };
  await patchConversation(needs, id, { bot_since: null, ...waits });
  const line = await createRecording(needs).happened(id, happening, actor);
  await tell(needs, 'conversation.changed', conversation, actor, { messageId: line.id, data: { bot: false } });
}
