// How Meta judges a number: quality, limit, name, bans. Asked for, kept for the account's page, and turned into its health.
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { Check, Health } from '../../../../core/contract/health.ts';
import { reason } from '../../../../core/contract/reason.ts';
import { Remote, type PhoneNumber } from '../remote.ts';
import { settingsOf } from '../settings.ts';

/** What is kept; `at` as ISO 8601. */
export interface Standing extends Pick<
  PhoneNumber,
  'name' | 'quality' | 'status' | 'limit' | 'nameStatus' | 'sending'
> {
  at: string;
}

const KEY = 'standing';

/** Asks Meta with the account's own token, whichever it is by then. */
export function remoteOf(account: AccountContext): Remote {
  const { phoneNumberId, businessAccountId } = settingsOf(account.account);
  return new Remote(account, {
    phoneNumberId,
    businessAccountId,
    token: () => settingsOf(account.account).token ?? '',
  });
}

export function standingOf(account: AccountContext): Promise<Standing | undefined> {
  return account.notebook.get<Standing>(KEY);
}

/** Looks how the number stands and keeps it; gives how the account is doing. */
export async function lookAtNumber(account: AccountContext): Promise<Health> {
  const found = await remoteOf(account).phoneNumber();
  if ('why' in found) {
    if (!found.signedOut) return { state: 'recovering', why: found.why, action: 'wait' };
    const isDead = found.why.code === 'whatsapp.failed.signed_out';
    return isDead
      ? { state: 'needs sign-in', why: found.why, action: 'sign in again' }
      : { state: 'misconfigured', why: found.why, action: 'change settings' };
  }
  const { name, quality, status, limit, nameStatus, sending } = found;
  return healthOf(await keepStandingOf(account, { name, quality, status, limit, nameStatus, sending }));
}

/** As Meta says it now. */
export async function keepStandingOf(account: AccountContext, told: Omit<Standing, 'at'>): Promise<Standing> {
  const standing = { ...told, at: account.now().toISOString() };
  await account.notebook.set(KEY, standing);
  return standing;
}

function healthOf({ status, sending }: Standing): Health {
  if (status !== 'BANNED' && sending !== 'BLOCKED') return { state: 'connected' };
  const why = reason('whatsapp.banned', 'Meta has banned the number: nothing can be sent by it.');
  return { state: 'misconfigured', why, action: 'contact provider' };
}

const WARNING = /^(YELLOW|RED|FLAGGED|RESTRICTED|RATE_LIMITED|LIMITED|DECLINED|EXPIRED)$/;
const BAD = /^(BANNED|BLOCKED|DISCONNECTED|DELETED)$/;

/** How loud a word of Meta's is. */
export function toneOf(word: string): Check['state'] {
  if (BAD.test(word)) return 'bad';
  return WARNING.test(word) ? 'warn' : 'good';
}
