// What is done again and again: answers nobody saw go on by e-mail, and who never wrote is forgotten.
import type { PluginJob } from '../../core/contract/contract.ts';
import type { AccountContext, PluginContext } from '../../core/contract/context.ts';
import { settingsOf } from './settings.ts';
import { sendMissed } from './visitor/mails.ts';
import { addressOf } from './visitor/tokens.ts';
import { findVisitor, forgetOld } from './visitor/visitors.ts';

const MINUTE = 60_000;
/** Milliseconds after which an answer is not sent after anybody any more. */
const TOO_OLD = 7 * 86_400_000;
/** Visitors looked at in one go. */
const MOST = 200;

export const jobs: PluginJob[] = [
  { name: 'missed', schedule: '* * * * *', run: missed },
  { name: 'forget', schedule: '17 3 * * *', run: forgetOld },
];

async function missed(context: PluginContext): Promise<void> {
  for (const account of context.accounts()) {
    const { missedAfter } = settingsOf(account.account);
    if (missedAfter > 0) await missedOn(account, account.now().getTime() - missedAfter * MINUTE);
  }
}

async function missedOn(account: AccountContext, due: number): Promise<void> {
  const { id } = account.account;
  await account.store.run('delete from chat_unseen where account_id = ? and at < ?', [id, due - TOO_OLD]);
  const waiting = await account.store.rows<{ visitor_id: string }>(
    `select visitor_id from chat_unseen where account_id = ? group by visitor_id having min(at) <= ? limit ${MOST}`,
    [id, due],
  );
  for (const { visitor_id: visitorId } of waiting) await writeTo(account, visitorId);
}

async function writeTo(account: AccountContext, visitorId: string): Promise<void> {
  const row = await findVisitor(account, visitorId);
  const email = row?.email || (await account.contact(addressOf(visitorId)))?.email;
  if (!email) return;
  const unseen = await account.store.rows<{ key: string; conversation: string }>(
    'select key, conversation from chat_unseen where visitor_id = ? order by at, key',
    [visitorId],
  );
  const conversation = unseen.at(-1)!.conversation;
  const keys = unseen.map(({ key }) => key);
  await sendMissed(account, visitorId, { email, keys, conversation });
  await account.store.run('delete from chat_unseen where key in (?)', [keys]);
}
