// Bridges: programs of others that may speak for channels, each with a token for coming in and a secret for going out.
import { timingSafeEqual } from 'node:crypto';
import type { PluginContext } from '../../../core/contract/context.ts';

export interface Bridge {
  id: number;
  name: string;
  tokenVersion: number;
  secretVersion: number;
  /** Until then the secret of before signs. */
  oldSecretUntil: Date | null;
  createdAt: Date;
}

type Needs = Pick<PluginContext, 'store' | 'now' | 'sign'>;

interface Row {
  id: number;
  name: string;
  token_version: number;
  secret_version: number;
  old_secret_until: number | null;
  created_at: number;
}

const COLUMNS = 'id, name, token_version, secret_version, old_secret_until, created_at';

export async function listBridges({ store }: Needs): Promise<Bridge[]> {
  return (await store.rows<Row>(`select ${COLUMNS} from custom_bridge order by name, id`)).map(told);
}

export async function bridgeOf({ store }: Needs, id: number): Promise<Bridge | null> {
  const row = await store.row<Row>(`select ${COLUMNS} from custom_bridge where id = ?`, [id]);
  return row ? told(row) : null;
}

export async function addBridge({ store, now }: Needs, name: string): Promise<number> {
  const row = await store.row<{ id: number }>(
    'insert into custom_bridge (name, token_version, secret_version, created_at) values (?, 1, 1, ?) returning id',
    [name, now().getTime()],
  );
  return row!.id;
}

/** The token of before is worth nothing from now on. */
export async function rollToken({ store }: Needs, id: number): Promise<void> {
  await store.run('update custom_bridge set token_version = token_version + 1 where id = ?', [id]);
}

/** The secret of before signs for so many hours more, the new one beside it. */
export async function rollSecret({ store, now }: Needs, id: number, hours: number): Promise<Date | null> {
  const until = hours > 0 ? now().getTime() + hours * 3600_000 : null;
  await store.run('update custom_bridge set secret_version = secret_version + 1, old_secret_until = ? where id = ?', [
    until,
    id,
  ]);
  return until === null ? null : new Date(until);
}

/** What a bridge shows when it calls. Says which bridge it is for; nobody without the desk's key can make one. */
export function tokenOf({ sign }: Needs, { id, tokenVersion }: Bridge): string {
  return `hdct_${id}_${tokenVersion}_${sign('token', `${id} ${tokenVersion}`)}`;
}

/** The secrets that sign for a bridge: `main` what everybody checks, `next` what will be main when the roll is over. */
export function secretsOf(needs: Needs, bridge: Bridge): { main: string; next: string | null } {
  const { id, secretVersion, oldSecretUntil } = bridge;
  const of = (version: number) => `hdcs_${needs.sign('secret', `${id} ${version}`)}`;
  const isRolling = oldSecretUntil !== null && oldSecretUntil > needs.now();
  if (!isRolling) return { main: of(secretVersion), next: null };
  return { main: of(secretVersion - 1), next: of(secretVersion) };
}

/** The secret as it is shown when it is new. */
export function newestSecret(needs: Needs, bridge: Bridge): string {
  const { main, next } = secretsOf(needs, bridge);
  return next ?? main;
}

/** The bridge a token is of; null when it is not one of ours, or of before a roll. */
export async function bridgeByToken(needs: Needs, token: string): Promise<Bridge | null> {
  const named = /^hdct_(\d{1,9})_\d{1,9}_[\w-]{20,100}$/.exec(token);
  const bridge = named && (await bridgeOf(needs, Number(named[1])));
  return bridge && same(tokenOf(needs, bridge), token) ? bridge : null;
}

export function same(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function told(row: Row): Bridge {
  return {
    id: row.id,
    name: row.name,
    tokenVersion: row.token_version,
    secretVersion: row.secret_version,
    oldSecretUntil: row.old_secret_until === null ? null : new Date(row.old_secret_until),
    createdAt: new Date(row.created_at),
  };
}
