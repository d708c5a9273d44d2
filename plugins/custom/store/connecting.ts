// Accounts in the making: somebody was led to the bridge's own page, which tells by a token whom they connected.
import { randomBytes } from 'node:crypto';
import type { PluginContext } from '../../../core/contract/context.ts';
import type { Identifier } from '../wire/identifiers.ts';

export interface Connecting {
  token: string;
  channelId: number;
  inboxId: number;
  userId: number;
  /** Empty while the bridge has not said. */
  name: string;
  identifier: Identifier | null;
  createdAt: Date;
}

type Needs = Pick<PluginContext, 'store' | 'now'>;

/** As long as a wizard can be left and resumed, in milliseconds. */
const LIFE = 7 * 86_400_000;

export async function addConnecting(
  { store, now }: Needs,
  about: Pick<Connecting, 'channelId' | 'inboxId' | 'userId'>,
): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await store.run(
    `insert into custom_connecting (token, channel_id, inbox_id, user_id, name, identifier, created_at) values (?, ?, ?, ?, '', '', ?)`,
    [token, about.channelId, about.inboxId, about.userId, now().getTime()],
  );
  return token;
}

export async function connectingOf({ store, now }: Needs, token: string): Promise<Connecting | null> {
  const row = await store.row<Record<string, string | number>>(
    'select * from custom_connecting where token = ? and created_at > ?',
    [token, now().getTime() - LIFE],
  );
  if (!row) return null;
  const identifier = String(row.identifier);
  return {
    token,
    channelId: Number(row.channel_id),
    inboxId: Number(row.inbox_id),
    userId: Number(row.user_id),
    name: String(row.name),
    identifier: identifier === '' ? null : (JSON.parse(identifier) as Identifier),
    createdAt: new Date(Number(row.created_at)),
  };
}

export async function tellConnecting(
  { store }: Needs,
  token: string,
  { name, identifier }: Pick<Connecting, 'name' | 'identifier'>,
): Promise<void> {
  const sql = 'update custom_connecting set name = ?, identifier = ? where token = ?';
  await store.run(sql, [name, identifier ? JSON.stringify(identifier) : '', token]);
}

export async function sweepConnecting({ store, now }: Needs): Promise<void> {
  await store.run('delete from custom_connecting where created_at <= ?', [now().getTime() - LIFE]);
}
