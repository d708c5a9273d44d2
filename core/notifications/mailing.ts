// Mails of what a person was told and has not read: one for all that is due.
import { may } from '../accounts/accounts.ts';
import type { Notification } from '../conversations/conversations.ts';
import type { Needs } from './needs.ts';
import { quietUntil } from './quiet.ts';
import { sendOwnerLetter } from './owner-letter.ts';
import { listenerOf } from './settings.ts';

const MAIL = 'notifications.mail';
/** Lines of one mail; the rest is counted. */
const MOST = 30;

interface Due {
  id: number;
  userId: number;
  mailAt: Date;
}

/** Within the transaction that told it. One job stands for all that is due by its time. */
export async function mailLater({ database, jobs, clock }: Needs, { id, userId, mailAt }: Due): Promise<void> {
  const sooner = await database.row(
    'select 1 as there from notification where user_id = ? and mail_at > ? and mail_at <= ? and id <> ? limit 1',
    [userId, clock.now(), mailAt, id],
  );
  if (!sooner) await jobs.add({ kind: MAIL, payload: { userId }, orderKey: `${MAIL}:${userId}`, runAt: mailAt });
}

export function handleMails(needs: Needs): void {
  needs.jobs.handle(MAIL, { run: ({ userId }) => needs.database.write(() => mail(needs, Number(userId))) });
}

async function mail(needs: Needs, userId: number): Promise<void> {
  const { database, jobs, clock } = needs;
  const now = clock.now();
  const listener = await listenerOf(needs, userId);
  // Quiet hours may have been chosen since.
  const until = listener && quietUntil(listener.settings, listener.timeZone, now);
  if (until)
    await database.run('update notification set mail_at = ? where user_id = ? and mail_at <= ?', [until, userId, now]);
  const due = await database.rows<{ id: number; read_at: unknown }>(
    'update notification set mail_at = null where user_id = ? and mail_at <= ? returning id, read_at',
    [userId, now],
  );
  const next = await database.row<{ at: number | null }>(
    'select min(mail_at) as at from notification where user_id = ? and mail_at is not null',
    [userId],
  );
  if (next?.at)
    await jobs.add({ kind: MAIL, payload: { userId }, orderKey: `${MAIL}:${userId}`, runAt: new Date(next.at) });
  const unread = due.filter((row) => row.read_at === null).map((row) => Number(row.id));
  if (unread.length > 0) await write(needs, userId, unread);
}

/** What was said about a conversation the person may not see any more stays unsaid. */
async function write(needs: Needs, userId: number, ids: number[]): Promise<void> {
  const { accounts, conversations, publicUrl } = needs;
  const viewer = await accounts.viewerOf(userId);
  if (!viewer) return;
  const all = await conversations.notifications.some(userId, ids.slice(-MOST));
  const visible = all.filter(({ inboxId }) => may(viewer, 'conversation.read', { inboxId }));
  const isLetter = ({ kind }: Notification) => kind === 'owner_offline';
  for (const one of visible.filter(isLetter)) await sendOwnerLetter(needs, viewer, one);
  const told = visible.filter((one) => !isLetter(one));
  if (told.length === 0) return;
  const { name: desk } = await accounts.workspace.get();
  const count = String(told.length + Math.max(0, ids.length - MOST));
  await accounts.sendMail({
    template: 'notifications',
    to: viewer.email,
    language: viewer.language,
    params: { desk, count, link: `${publicUrl}/notifications`, settings: `${publicUrl}/settings/notifications` },
    told: told.map((one) => lineOf(one, publicUrl)),
  });
}

function lineOf(
  { kind, by, contact, subject, conversationId, accountId, accountTitle, webhookId, ticket }: Notification,
  publicUrl: string,
) {
  const about = webhookId === null ? `/settings/channels/${accountId}/health` : `/settings/webhooks/${webhookId}`;
  const page =
    conversationId === null ? (ticket ? `/tickets/${ticket.number}` : about) : `/conversations/${conversationId}`;
  return {
    kind,
    by: by?.name ?? '',
    contact: contact?.name ?? '',
    account: accountTitle ?? '',
    subject: ticket ? `T-${ticket.number} ${ticket.name}` : subject,
    link: publicUrl + page,
  };
}
