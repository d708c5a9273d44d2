// Pushes to browsers: one for all that is due, to every device of the person, each tried until it is too old (RFC 8030).
import { may } from '../accounts/accounts.ts';
import type { Notification } from '../conversations/conversations.ts';
import { reason } from '../contract/reason.ts';
import type { JobResult } from '../jobs/jobs.ts';
import { deskKeys, subscriptionOf } from './devices.ts';
import type { Needs, Words } from './needs.ts';
import { authorization, encrypt, LONGEST } from './push-encryption.ts';
import { quietUntil } from './quiet.ts';
import { listenerOf } from './settings.ts';

const DUE = 'notifications.push';
const ONE = 'notifications.push-one';
/** Seconds a push is worth delivering: who has been away longer looks at the list. */
const WORTH = 4 * 3600;
const LIMIT = 20_000;

export async function pushLater({ jobs }: Needs, userId: number, at: Date): Promise<void> {
  await jobs.add({ kind: DUE, payload: { userId }, orderKey: `${DUE}:${userId}`, runAt: at });
}

export function handlePushes(needs: Needs, words: () => Words | null): void {
  needs.jobs.handle(DUE, { run: ({ userId }) => needs.database.write(() => push(needs, Number(userId), words())) });
  needs.jobs.handle(ONE, { run: (payload) => send(needs, payload as unknown as Push), attempts: 8 });
}

async function push(needs: Needs, userId: number, words: Words | null): Promise<void> {
  const { database, clock, accounts } = needs;
  const now = clock.now();
  const listener = await listenerOf(needs, userId);
  const until = listener && quietUntil(listener.settings, listener.timeZone, now);
  if (until) {
    await database.run('update notification set push_at = ? where user_id = ? and push_at <= ?', [until, userId, now]);
    return pushLater(needs, userId, until);
  }
  const due = await database.rows<{ id: number; read_at: unknown }>(
    'update notification set push_at = null where user_id = ? and push_at <= ? returning id, read_at',
    [userId, now],
  );
  const viewer = await accounts.viewerOf(userId);
  const ids = due.filter((row) => row.read_at === null).map((row) => Number(row.id));
  if (!viewer || !listener || !words || ids.length === 0) return undefined;
  const all = await needs.conversations.notifications.some(userId, ids);
  const told = all.filter(({ inboxId }) => may(viewer, 'conversation.read', { inboxId }));
  if (told.length === 0) return undefined;
  const { language } = viewer;
  return pushTo(needs, userId, { ...words(language, told, listener.settings.pushContent), url: placeOf(told) });
}

/** The one conversation it is about, else the list. */
function placeOf(told: Notification[]): string {
  const ids = new Set(told.map(({ conversationId }) => conversationId));
  const [id] = ids;
  return ids.size === 1 && id ? `/conversations/${id}` : '/notifications';
}

interface Shown {
  title: string;
  body: string;
  url: string;
}

interface Push {
  deviceId: number;
  shown: Shown;
  at: number;
}

/** To every device of the person; within the surrounding transaction. */
export async function pushTo({ database, jobs, clock }: Needs, userId: number, shown: Shown): Promise<void> {
  const devices = await database.rows<{ id: number }>('select id from push_device where user_id = ?', [userId]);
  const at = clock.now().getTime();
  for (const { id } of devices) await jobs.add({ kind: ONE, payload: { deviceId: id, shown, at } });
}

async function send(needs: Needs, { deviceId, shown, at }: Push): Promise<JobResult> {
  const { clock, network, publicUrl } = needs;
  const subscription = await subscriptionOf(needs, deviceId);
  const left = WORTH - Math.floor((clock.now().getTime() - at) / 1000);
  if (!subscription || left <= 0) return undefined;
  const keys = await deskKeys(needs);
  const contact = publicUrl.startsWith('https:') ? publicUrl : 'mailto:desk@localhost';
  const plain = Buffer.from(
    JSON.stringify({ ...shown, body: shown.body.slice(0, 600), title: shown.title.slice(0, 300) }),
  );
  try {
    const response = await network.fetch(subscription.endpoint, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT),
      headers: {
        authorization: authorization(keys, subscription.endpoint, contact, clock.now()),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(left),
        urgency: 'high',
      },
      body: new Uint8Array(encrypt(plain.subarray(0, LONGEST), subscription)),
    });
    await response.body?.cancel();
    return await learn(needs, deviceId, response);
  } catch (error) {
    return { retry: reason('push.lost', `The push service did not answer: ${String((error as Error).message)}`) };
  }
}

async function learn({ database, clock }: Needs, deviceId: number, response: Response): Promise<JobResult> {
  const { status, ok } = response;
  if (ok) {
    await database.run('update push_device set reached_at = ? where id = ?', [clock.now(), deviceId]);
    return undefined;
  }
  // The browser ended its subscription, or took its permission back.
  if (status === 404 || status === 410) {
    await database.run('delete from push_device where id = ?', [deviceId]);
    return undefined;
  }
  const why = reason('push.refused', `The push service answered ${status}.`, { status });
  const after = Number(response.headers.get('retry-after')) || undefined;
  return status === 429 || status >= 500 ? { retry: why, after } : { fail: why };
}
