// Browsers that a person wants pushes on: each belongs to the session in which it was added and goes with it.
import type { Viewer } from '../accounts/accounts.ts';
import { toDate, toDateOrNull, toJson } from '../database/rows.ts';
import { invalid } from '../kernel/errors.ts';
import type { Needs } from './needs.ts';
import { areDeviceKeys, makeDeskKeys, type DeskKeys, type DeviceKeys } from './push-encryption.ts';

export interface Device {
  id: number;
  /** What it said of itself when it was added. */
  userAgent: string;
  /** Of the session that asks. */
  current: boolean;
  createdAt: Date;
  /** When a push reached its service last. */
  reachedAt: Date | null;
}

export interface Subscription extends DeviceKeys {
  endpoint: string;
}

/** Somebody with more is not reading on all of them. */
const MOST = 20;
const KEYS = 'push.keys';

type Row = Record<string, unknown>;

/** The desk's pair, made when first needed: another one would end every subscription. */
export async function deskKeys({ database, secrets }: Pick<Needs, 'database' | 'secrets'>): Promise<DeskKeys> {
  const stored = async () => {
    const row = await database.row<Row>('select value from setting where name = ?', [KEYS]);
    const text = row ? secrets.open(toJson<string>(row.value)) : null;
    return text === null ? null : (JSON.parse(text) as DeskKeys);
  };
  return (
    (await stored()) ??
    database.write(async () => {
      const known = await stored();
      if (known) return known;
      const made = makeDeskKeys();
      await database.run(
        'insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
        [KEYS, JSON.stringify(secrets.seal(JSON.stringify(made)))],
      );
      return made;
    })
  );
}

/** Throws `invalid` for what is no subscription, or leads into the operator's network. */
export async function addDevice(needs: Needs, viewer: Viewer, given: Subscription, userAgent: string): Promise<void> {
  const { database, clock, secrets, network } = needs;
  const url = given.endpoint.length > 2000 ? null : URL.parse(given.endpoint);
  if (!url || !/^https?:$/.test(url.protocol) || !areDeviceKeys(given)) throw invalid({ endpoint: 'wrong.push' });
  const port = url.port || (url.protocol === 'https:' ? 443 : 80);
  if (!(await network.mayReach(url.hostname, port))) throw invalid({ endpoint: 'wrong.not_reachable' });
  const sealed = secrets.seal(JSON.stringify({ endpoint: given.endpoint, p256dh: given.p256dh, auth: given.auth }));
  const mark = secrets.sign('push.endpoint', given.endpoint);
  await database.write(async () => {
    // Whoever sits at this browser now is told, not who sat there before.
    await database.run('delete from push_device where mark = ?', [mark]);
    await database.run(
      `insert into push_device (user_id, session_id, mark, subscription, user_agent, created_at) values (?, ?, ?, ?, ?, ?)`,
      [viewer.userId, viewer.sessionId, mark, sealed, userAgent.slice(0, 300), clock.now()],
    );
    await database.run(
      'delete from push_device where user_id = ? and id not in (select id from push_device where user_id = ? order by id desc limit ?)',
      [viewer.userId, viewer.userId, MOST],
    );
  });
}

export async function devicesOf({ database }: Pick<Needs, 'database'>, viewer: Viewer): Promise<Device[]> {
  const rows = await database.rows<Row>('select * from push_device where user_id = ? order by id desc', [
    viewer.userId,
  ]);
  return rows.map((row) => ({
    id: Number(row.id),
    userAgent: String(row.user_agent),
    current: row.session_id !== null && row.session_id === viewer.sessionId,
    createdAt: toDate(row.created_at),
    reachedAt: toDateOrNull(row.reached_at),
  }));
}

export async function removeDevice({ database }: Pick<Needs, 'database'>, viewer: Viewer, id: number): Promise<void> {
  await database.run('delete from push_device where id = ? and user_id = ?', [id, viewer.userId]);
}

/** Null when it is gone, or was sealed with another key. */
export async function subscriptionOf(
  { database, secrets }: Pick<Needs, 'database' | 'secrets'>,
  id: number,
): Promise<Subscription | null> {
  const row = await database.row<Row>('select subscription from push_device where id = ?', [id]);
  const text = row ? secrets.open(String(row.subscription)) : null;
  return text === null ? null : (JSON.parse(text) as Subscription);
}
