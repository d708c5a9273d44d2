// What was told goes its ways: into the list, into a mail later on, or nowhere.
import type { ToldEvent } from '../events/events.ts';
import { isKind, type Kind } from './kinds.ts';
import { mailLater } from './mailing.ts';
import { pushLater } from './pushing.ts';
import type { Needs } from './needs.ts';
import { mailDue, quietUntil } from './quiet.ts';
import { listenerOf } from './settings.ts';

/** Whether the person wants to hear of this at all. */
export async function isWanted(needs: Needs, userId: number, kind: Kind): Promise<boolean> {
  const ways = (await listenerOf(needs, userId))?.settings.ways[kind];
  return ways !== undefined && (ways.app || ways.push || ways.mail);
}

/** Within the transaction that told it. Of a kind nobody can choose nothing is known: it stays in the list. */
export async function plan(needs: Needs, { data, conversationId }: ToldEvent): Promise<void> {
  const { database, clock, ports } = needs;
  const [id, userId, kind] = [Number(data.notificationId), Number(data.userId), String(data.kind)];
  const listener = isKind(kind) ? await listenerOf(needs, userId) : null;
  if (!listener || !isKind(kind)) return;
  const { settings, timeZone } = listener;
  const { app, push, mail } = settings.ways[kind];
  if (!app && !push && !mail) return database.run('delete from notification where id = ?', [id]);
  const now = clock.now();
  const knows = settings.attentive && conversationId !== null && ports.looks(userId, conversationId);
  const mailAt = mail && !knows ? mailDue(settings, timeZone, now, kind !== 'owner_offline') : null;
  const pushed = push && !knows && (await hasDevices(needs, userId));
  const pushAt = pushed ? (quietUntil(settings, timeZone, now) ?? now) : null;
  if (app && !knows && mailAt === null && pushAt === null) return;
  await database.run('update notification set unlisted = ?, read_at = ?, mail_at = ?, push_at = ? where id = ?', [
    !app,
    knows ? now : null,
    mailAt,
    pushAt,
    id,
  ]);
  if (mailAt) await mailLater(needs, { id, userId, mailAt });
  if (pushAt) await pushLater(needs, userId, pushAt);
}

async function hasDevices({ database }: Needs, userId: number): Promise<boolean> {
  return (await database.row('select 1 as there from push_device where user_id = ? limit 1', [userId])) !== undefined;
}
