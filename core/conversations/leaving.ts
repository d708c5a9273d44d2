// A customer says that they are done, or takes what was said along.
import { toJson } from '../database/rows.ts';
import { act } from './acting.ts';
import type { Commands } from './commands.ts';
import type { Intake } from './intake.ts';
import { conversationById } from './rows.ts';
import type { Needs } from './shapes.ts';

export function createLeaving(needs: Needs): Pick<Intake, 'ended'> & Pick<Commands, 'transcriptSent'> {
  return {
    ended: (id, at, actor) => needs.database.write(() => ended(needs, id, at, actor)),
    transcriptSent: (id, address, actor) =>
      act(needs, id, actor, 'transcript', () => ({
        happening: { type: 'transcript_sent', params: { address } },
        event: 'conversation.changed',
      })),
  };
}

/** What people still owe an answer stays open; what only a bot was talking about is over. */
async function ended(needs: Needs, id: number, at: Date, actor: string): Promise<void> {
  const conversation = await conversationById(needs.database, id);
  if (!conversation || conversation.status === 'closed' || conversation.place === 'merged') return;
  const isOwed = conversation.waitingSince !== null && conversation.botSince === null;
  if (isOwed && (await isSaid(needs, id, at))) return;
  const closed = { status: 'closed', closed_at: needs.clock.now(), snoozed_until: null, waiting_since: null };
  await act(needs, id, actor, 'close', () => ({
    ...(!isOwed && { columns: { ...closed, bot_since: null } }),
    happening: { type: isOwed ? 'ended_unanswered' : 'ended', params: { at: at.getTime() } },
    event: isOwed ? 'conversation.changed' : 'conversation.closed',
  }));
}

/** The same end again, or ending it twice without a word in between, is once. */
async function isSaid({ database }: Needs, id: number, at: Date): Promise<boolean> {
  const rows = await database.rows<{ details: unknown; since: number }>(
    `select details, id > coalesce((select max(id) from message where conversation_id = ? and kind = 'message'), 0) as since
     from message where conversation_id = ? and kind = 'event'`,
    [id, id],
  );
  return rows.some(({ details, since }) => {
    const { type, params } = toJson<{ type: string; params?: { at?: number } }>(details);
    return type === 'ended_unanswered' && (Boolean(since) || params?.at === at.getTime());
  });
}
