// The owner of a contact who is not there gets what the contact wrote by e-mail, if they want mails of it (CH-4, NT-1).
import type { Viewer } from '../accounts/accounts.ts';
import type { Notification } from '../conversations/conversations.ts';
import type { Needs } from './needs.ts';

/** The rest is read at the desk. */
const WORDS = 3000;

/** Only inside `write`. One letter for each conversation: it holds what was written. */
export async function sendOwnerLetter(needs: Needs, viewer: Viewer, told: Notification): Promise<void> {
  const { database, accounts, publicUrl } = needs;
  const said = await database.row<{ words: string }>(
    `select substr(text, 1, ${WORDS}) as words from message where conversation_id = ? and kind = 'message'
     and direction = 'in' order by id desc limit 1`,
    [told.conversationId],
  );
  await accounts.sendMail({
    template: 'owner-offline',
    to: viewer.email,
    language: viewer.language,
    params: {
      name: viewer.name,
      desk: (await accounts.workspace.get()).name,
      contact: told.contact?.name || '—',
      subject: told.subject || '—',
      words: said?.words ?? '',
      link: `${publicUrl}/conversations/${told.conversationId}`,
    },
  });
}
