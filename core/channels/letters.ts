// Letters of channels: mails beside the conversations, written down as jobs, sent by an account that can send mail.
import type { Letter } from '../contract/letter.ts';
import { reason } from '../contract/reason.ts';
import type { ChannelNeeds, ChannelRooms } from './rooms.ts';
import { sendSystemMail, type Senders } from './system-mail.ts';
import { makeThreadToken } from '../kernel/thread-token.ts';

const KIND = 'channel.letter';
const ATTEMPTS = 12;
/** Seconds until a message that is being taken in is looked for again. */
const PAUSE = 5;

/** Handles the jobs of the kind; call it once. */
export function createLetters(rooms: ChannelNeeds, senders: Senders): ChannelRooms['sendLetter'] {
  const { database, jobs, clock, secrets } = rooms;
  jobs.handle(KIND, {
    attempts: ATTEMPTS,
    async run(payload) {
      const { letter, accountId } = payload as unknown as { letter: Letter; accountId: number };
      const conversation = letter.about
        ? await conversationOf(rooms, accountId, letter.about)
        : (letter.conversation ?? null);
      if (letter.about && conversation === null)
        return { retry: reason('letter.too_early', 'The message it belongs to is not recorded yet.'), after: PAUSE };
      const threadToken = conversation ? makeThreadToken(secrets, conversation) : '';
      const inboxId = await inboxOf(rooms, accountId);
      // The account may be gone meanwhile; who wrote to it is answered all the same.
      return sendSystemMail(senders, letter.to, letter, clock, { threadToken, inboxId, by: letter.from });
    },
  });
  return (accountId, letter) =>
    database.write(async () => {
      const at = clock.now().getTime();
      const fresh = await database.row(
        'insert into channel_letter (account_id, key, at) values (?, ?, ?) on conflict do nothing returning key',
        [accountId, letter.key, at],
      );
      if (fresh) await jobs.add({ kind: KIND, payload: { letter, accountId } });
    });
}

async function inboxOf({ database }: ChannelNeeds, accountId: number): Promise<number | null> {
  const row = await database.row<{ inbox_id: number }>('select inbox_id from channel_account where id = ?', [
    accountId,
  ]);
  return row?.inbox_id ?? null;
}

async function conversationOf({ conversations }: ChannelNeeds, accountId: number, message: string) {
  const found = await conversations.findMessage(accountId, message);
  return found && ((await conversations.get(found.conversationId))?.publicId ?? null);
}
