// What Meta holds against a page. It is told once and nowhere to be asked for, so it is kept until it is lifted.
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { Check, Health } from '../../../../core/contract/health.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { fields, text } from '../../graph/json.ts';
import type { Piece } from '../../graph/webhook.ts';
import { happeningReadings, happeningsOf } from '../reading/webhook.ts';

export const POLICY = 'policy_enforcement';

interface Ruling {
  /** Meta's word: `warning`, `block`, `unblock`. */
  action: string;
  words: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Under which it is kept. */
const RULING = 'policy';
/** Days after which a warning is no news any more. */
const WARNED = 30;
const DAY = 24 * 60 * 60_000;
/** Milliseconds; what was under way when the page was blocked is taken by then. */
const SETTLED = 5 * 60_000;

/** An older word than the one that is known changes nothing. */
export async function takePolicy(account: AccountContext, { body }: Pick<Piece, 'body'>): Promise<boolean> {
  const told = happeningsOf(body)
    .flatMap((one) => happeningReadings(one, account.now()))
    .flatMap(({ what, event, more }) => (what === POLICY && event.type === 'account' ? [{ event, more }] : []));
  const known = await account.notebook.get<Ruling>(RULING);
  const news = told.filter(({ event }) => event.at.getTime() >= (known?.at ?? 0));
  const last = news.toSorted((one, other) => Number(one.event.at) - Number(other.event.at)).at(-1);
  if (!last) return false;
  const { at, why } = last.event;
  const ruling: Ruling = {
    action: text(fields(last.more).action).toLowerCase(),
    words: text(why.params?.words),
    at: at.getTime(),
  };
  await account.notebook.set(RULING, ruling);
  return true;
}

/** Meta has taken something of the page: it is not blocked any more, though nobody said so. */
export async function liftBlock(account: AccountContext): Promise<void> {
  const known = await account.notebook.get<Ruling>(RULING);
  if (known?.action !== 'block' || account.now().getTime() - known.at < SETTLED) return;
  await account.notebook.set(RULING, { ...known, action: 'unblock' });
}

/** Null while nothing stands against sending. */
export async function blockOf(account: AccountContext): Promise<Health | null> {
  const known = await account.notebook.get<Ruling>(RULING);
  return known?.action === 'block' ? { state: 'misconfigured', why: blocked(known), action: 'contact provider' } : null;
}

export async function policyCheck(account: AccountContext): Promise<Check> {
  const known = await account.notebook.get<Ruling>(RULING);
  if (known?.action === 'block') return { code: 'policy', state: 'bad', detail: blocked(known) };
  const isWarned = known?.action === 'warning' && account.now().getTime() - known.at < WARNED * DAY;
  return isWarned ? { code: 'policy', state: 'warn', detail: warned(known) } : { code: 'policy', state: 'good' };
}

function blocked({ words }: Ruling): Reason {
  return reason('messenger.blocked', `Meta has blocked the page: nothing can be sent by it. ${words}`.trim(), {
    words,
  });
}

function warned({ words }: Ruling): Reason {
  return reason('messenger.warned', `Meta has warned the page, next it may be blocked. ${words}`.trim(), { words });
}
