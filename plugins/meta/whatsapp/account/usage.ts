// How many messages the business began this month, against what it has set itself as the limit (WA-6).
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { Check } from '../../../../core/contract/health.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { settingsOf } from '../settings.ts';

/** Percent of the limit at which people are warned. */
const LEVELS = [100, 80] as const;

export interface Usage {
  used: number;
  limit: number;
  /** When the month began that is counted, and when the next one does. */
  since: Date;
  resets: Date;
  /** By Meta's word, most first. */
  categories: { category: string; count: number }[];
  /** What was reached of the limit in percent, 80 or 100; 0 while it is less. */
  level: 0 | 80 | 100;
}

export async function usageOf(context: Pick<AccountContext, 'account' | 'now' | 'usage'>): Promise<Usage> {
  const { usageLimit: limit, usageResetDay: day } = settingsOf(context.account);
  const { since, resets } = monthOf(context.now(), day ?? 1);
  const counted = Object.entries(await context.usage(since));
  const categories = counted
    .map(([category, count]) => ({ category, count }))
    .toSorted((one, other) => other.count - one.count);
  const used = categories.reduce((sum, { count }) => sum + count, 0);
  const level = (limit ?? 0) > 0 ? (LEVELS.find((percent) => used * 100 >= limit * percent) ?? 0) : 0;
  return { used, limit: limit ?? 0, since, resets, categories, level };
}

function monthOf(now: Date, day: number): { since: Date; resets: Date } {
  const back = now.getUTCDate() < day ? 1 : 0;
  const begin = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + months, day));
  return { since: begin(0), resets: begin(1) };
}

export function usageReason({ used, limit, level }: Usage): Reason {
  const params = { used, limit };
  return level === 100
    ? reason('whatsapp.usage_reached', `The limit of ${limit} begun messages is reached: ${used}.`, params)
    : reason('whatsapp.usage_near', `${used} of ${limit} begun messages are used.`, params);
}

/** For the health page; nothing where no limit is set. */
export async function usageCheck(context: AccountContext): Promise<Check[]> {
  const usage = await usageOf(context);
  if (usage.limit === 0) return [];
  const state = ({ 0: 'good', 80: 'warn', 100: 'bad' } as const)[usage.level];
  return [{ code: 'usage', state, ...(usage.level > 0 && { detail: usageReason(usage) }) }];
}

/** Says it in the account's log, once a month and level. */
export async function warnOfUsage(context: AccountContext): Promise<void> {
  const usage = await usageOf(context);
  const month = usage.since.toISOString();
  const warned = await context.notebook.get<{ month: string; level: number }>('usage warned');
  const before = warned?.month === month ? warned.level : 0;
  if (usage.level <= before) return;
  await context.notebook.set('usage warned', { month, level: usage.level });
  context.note(usageReason(usage));
}
