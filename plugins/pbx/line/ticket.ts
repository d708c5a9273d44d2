// A page proves on its line whose it is: by a ticket that it has just been given over the session.
import { timingSafeEqual } from 'node:crypto';
import type { PluginContext } from '../../../core/contract/context.ts';

/** Milliseconds from being given to the opened line. */
const LASTS = 60_000;
const PURPOSE = 'line';

export interface Ticket {
  userId: number;
  /** With which the line ends. */
  session: number;
  /** Public id. */
  account: string;
  language: string;
}

type Place = Pick<PluginContext, 'sign' | 'now'>;

export function writeTicket({ sign, now }: Place, { userId, session, account, language }: Ticket): string {
  const text = `${userId}.${session}.${account}.${language}.${now().getTime() + LASTS}`;
  return `${text}.${sign(PURPOSE, text)}`;
}

/** Null for one that is not ours, or too old. */
export function readTicket({ sign, now }: Place, given: string): Ticket | null {
  const [, text, userId, session, account, language, ends, signature] =
    /^((\d{1,15})\.(\d{1,15})\.([\w-]{1,40})\.([\w-]{2,35})\.(\d{1,15}))\.(.{1,200})$/.exec(given) ?? [];
  if (!text || !account || !language) return null;
  const [wanted, got] = [Buffer.from(sign(PURPOSE, text)), Buffer.from(signature!)];
  const isOurs = wanted.length === got.length && timingSafeEqual(wanted, got);
  if (!isOurs || Number(ends) < now().getTime()) return null;
  return { userId: Number(userId), session: Number(session), account, language };
}
