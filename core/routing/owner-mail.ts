// The owner of a contact who is not there gets what the contact wrote by e-mail (CH-4).
import type { Accounts } from '../accounts/accounts.ts';
import { contactTitle } from '../database/calling.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';

export interface OwnerMailRooms {
  database: Database;
  events: Pick<Events, 'follow'>;
  accounts: Pick<Accounts, 'sendMail' | 'users' | 'workspace'>;
  /** Without a slash at the end. */
  publicUrl: string;
}

/** The rest is read at the desk. */
const WORDS = 3000;

/** From now on, within the transaction of what happened: no mail is lost, and none is about what did not come. */
export function mailOwners({ database, events, accounts, publicUrl }: OwnerMailRooms): void {
  events.follow(async ({ type, conversationId, data }) => {
    if (type !== 'notification.created' || data.kind !== 'owner_offline' || conversationId === null) return;
    const user = await accounts.users.find(data.userId as number);
    if (user?.status !== 'active') return;
    const said = await database.row<{ subject: string; contact: string | null; words: string | null }>(
      `select conversation.subject, ${contactTitle('contact')} as contact,
         (select substr(text, 1, ${WORDS}) from message where conversation_id = conversation.id and kind = 'message'
            and direction = 'in' order by id desc limit 1) as words
       from conversation left join contact on contact.id = conversation.contact_id where conversation.id = ?`,
      [conversationId],
    );
    await accounts.sendMail({
      template: 'owner-offline',
      to: user.email,
      language: user.language,
      params: {
        name: user.name,
        desk: (await accounts.workspace.get()).name,
        contact: said?.contact || '—',
        subject: said?.subject || '—',
        words: said?.words ?? '',
        link: `${publicUrl}/conversations/${conversationId}`,
      },
    });
  });
}
