// Who may bring pieces of a recording: the page of a member of the team that holds an end of the call, by an unforgeable address.
import { timingSafeEqual } from 'node:crypto';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';

const PURPOSE = 'recording';

export interface Ticket {
  account: AccountContext;
  /** Of the call. */
  key: string;
  userId: number;
}

export function recorderAddress({ account, publicUrl, sign }: AccountContext, key: string, userId: number): string {
  const text = `${account.publicId}.${userId}.${Buffer.from(key).toString('base64url')}`;
  const { pathname } = new URL(`${publicUrl}/channels/calls/recordings/`);
  return `${pathname}${text}.${encodeURIComponent(sign(PURPOSE, text))}`;
}

/** Null for one that is not ours, or of an account that does not run. */
export function readTicket(context: PluginContext, given: string): Ticket | null {
  const [, text, publicId, userId, key, signature] =
    /^(([\w-]+)\.(\d{1,15})\.([\w-]{1,200}))\.(.{1,200})$/.exec(given) ?? [];
  if (!text || !key) return null;
  const [wanted, got] = [Buffer.from(context.sign(PURPOSE, text)), Buffer.from(signature!)];
  const isOurs = wanted.length === got.length && timingSafeEqual(wanted, got);
  const account = context.accounts().find((one) => one.account.publicId === publicId);
  return isOurs && account ? { account, key: Buffer.from(key, 'base64url').toString(), userId: Number(userId) } : null;
}
