// Submissions of browsers without script, kept until their senders have confirmed them.
import type { AccountContext } from '../../../core/contract/context.ts';
import { equal } from '../guard/token.ts';

export interface Pending {
  key: string;
  at: Date;
  type: string;
  body: Buffer;
  from: string;
  language: string;
}

type Account = Pick<AccountContext, 'account' | 'store' | 'now' | 'sign'>;

/** Milliseconds. */
const KEPT = 3600_000;
/** Bytes of all that wait, of one form. */
const MOST_TOGETHER = 80 * 1024 * 1024;

/** False when too much waits already. */
export async function keepPending({ account, store, now }: Account, one: Omit<Pending, 'at'>): Promise<boolean> {
  const { key, type, body, from, language } = one;
  const text = body.toString('base64');
  return store.write(async () => {
    await store.run('delete from forms_pending where account_id = ? and at < ?', [account.id, now().getTime() - KEPT]);
    const sum = 'select coalesce(sum(length(body)), 0) as bytes from forms_pending where account_id = ?';
    const { bytes } = (await store.row<{ bytes: number }>(sum, [account.id]))!;
    if (Number(bytes) + text.length > MOST_TOGETHER) return false;
    await store.run(
      `insert into forms_pending (key, account_id, at, type, body, meta) values (?, ?, ?, ?, ?, ?)
       on conflict (key) do update set type = excluded.type, body = excluded.body, meta = excluded.meta`,
      [key, account.id, now().getTime(), type, text, JSON.stringify({ from, language })],
    );
    return true;
  });
}

export async function findPending({ account, store, now }: Account, key: string): Promise<Pending | null> {
  const row = await store.row<{ at: number; type: string; body: string; meta: string }>(
    'select at, type, body, meta from forms_pending where account_id = ? and key = ? and at > ?',
    [account.id, key, now().getTime() - KEPT],
  );
  if (!row) return null;
  const { from, language } = JSON.parse(row.meta) as { from: string; language: string };
  return { key, at: new Date(row.at), type: row.type, body: Buffer.from(row.body, 'base64'), from, language };
}

export async function dropPending({ store }: Account, key: string): Promise<void> {
  await store.run('delete from forms_pending where key = ?', [key]);
}

/** What the confirming page sends back: nobody confirms what was not shown to them. */
export function pendingToken({ sign, account }: Account, key: string): string {
  return `${key}.${sign('pending', `${account.id} ${key}`)
    .replace(/[^\w-]/g, '')
    .slice(0, 32)}`;
}

export function readPendingToken(account: Account, text: string): string | null {
  const key = text.split('.')[0]!;
  return /^[0-9a-f]{24}$/.test(key) && equal(text, pendingToken(account, key)) ? key : null;
}
