// Taking templates over from Meta: page by page, one try at a time for each business account.
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { Reason } from '../../../../core/contract/reason.ts';
import type { Template } from '../../../../core/contract/template.ts';
import { remoteOf } from '../account/standing.ts';
import { settingsOf } from '../settings.ts';
import { keepAll, keptTemplates, lastSynchronised, noteTry } from './book.ts';
import { readTemplate } from './reading.ts';

/** A business account has 6000 templates at most. */
const MOST_PAGES = 70;

/** Null when all of them were taken over, else what went wrong; what was kept before stays. */
export function syncTemplates(context: AccountContext): Promise<Reason | null> {
  const { businessAccountId } = settingsOf(context.account);
  const running = context.once('template-syncs', () => new Map<string, Promise<Reason | null>>());
  const known = running.get(businessAccountId);
  if (known) return known;
  const one = sync(context).finally(() => running.delete(businessAccountId));
  running.set(businessAccountId, one);
  return one;
}

async function sync(context: AccountContext): Promise<Reason | null> {
  const { businessAccountId } = settingsOf(context.account);
  const remote = remoteOf(context);
  const asked = context.now();
  const found: Template[] = [];
  let after: string | null = '';
  for (let page = 0; after !== null && page < MOST_PAGES; page += 1) {
    const told = await remote.templates(after);
    if ('why' in told) {
      await noteTry(context, businessAccountId, told.why);
      return told.why;
    }
    found.push(...told.templates.flatMap((one) => readTemplate(one) ?? []));
    after = told.after;
  }
  await keepAll(context, businessAccountId, found, asked);
  return null;
}

/** As of the last time; where there was none yet, Meta is asked now. */
export async function templatesOf(context: AccountContext): Promise<Template[]> {
  const { businessAccountId } = settingsOf(context.account);
  const last = await lastSynchronised(context, businessAccountId);
  if (!last?.at) await syncTemplates(context);
  return keptTemplates(context, businessAccountId);
}
