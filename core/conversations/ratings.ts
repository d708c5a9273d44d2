// What customers think of how they were helped, one rating a conversation, told in its thread.
import type { Intake } from './intake.ts';
import { createRecording } from './recording.ts';
import type { Needs } from './shapes.ts';

const LONGEST = 2000;

export function createRatings(needs: Needs): Pick<Intake, 'rate'> {
  return {
    rate: (conversationId, { accountId, contactId, score, comment = '', at }) =>
      needs.database.write(async () => {
        const words = comment.trim().slice(0, LONGEST);
        const changed = await needs.database.row(
          `insert into rating (conversation_id, account_id, contact_id, score, comment, at) values (?, ?, ?, ?, ?, ?)
           on conflict (conversation_id) do update set score = excluded.score, comment = excluded.comment, at = excluded.at
           where excluded.at >= rating.at and (excluded.score <> rating.score or excluded.comment <> rating.comment)
           returning score`,
          [conversationId, accountId, contactId, score, words, at],
        );
        if (!changed) return;
        const happening = { type: words ? 'rated_with_words' : 'rated', params: { score, words } };
        await createRecording(needs).happened(
          conversationId,
          happening,
          contactId === null ? 'desk' : `contact:${contactId}`,
        );
      }),
  };
}
