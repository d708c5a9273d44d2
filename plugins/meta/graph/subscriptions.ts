// Whether Meta still tells the app what happens, looked at again and again and mended (it stops after an hour without an answer).
import type { Leftover } from '../../../core/contract/connect.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { appOfToken } from './apps.ts';
import type { GraphError } from './client.ts';

/** `unknown`: Meta did not say. */
export type Subscribed = 'yes' | 'no' | 'unknown';

/** What an account's far side is asked for this. */
export interface Subscribing {
  isSubscribed(appId: string): Promise<Subscribed>;
  /** Null when Meta said yes. */
  subscribe(): Promise<Reason | null>;
}

/** Meta's numbers for: not now. */
const BUSY = [1, 2, 4, 17, 32, 341, 613, 80007, 130429];

/** What is left of a deleted account when Meta did not end its subscription. */
export function stillSubscribed({ kind, status, code, after }: GraphError, why: Reason): Leftover {
  const again = kind !== 'refused' || status === 429 || status >= 500 || (code !== null && BUSY.includes(code));
  return { why, again, ...(after && { after }) };
}

const LOST = 'subscription';

/** The team's own app, by the settings, else asked for once. */
export async function appIdOf(account: AccountContext): Promise<string> {
  const { appId, token } = account.account.settings as { appId?: string; token?: string };
  if (appId) return appId;
  const found = await appOfToken(account, token ?? '');
  if (found !== '') await account.saveSettings({ appId: found });
  return found;
}

/**
 * Accounts that share one far side (numbers of one business account) are asked about once, by the first whose token
 * holds, and all of them told what was found. What could not be mended is said once, and makes the accounts unwell until
 * it is.
 */
export async function keepSubscribed(
  channel: string,
  accounts: AccountContext[],
  farOf: (account: AccountContext) => Subscribing,
): Promise<void> {
  let state: Subscribed = 'unknown';
  let far: Subscribing | undefined;
  for (const account of accounts) {
    far = farOf(account);
    state = await far.isSubscribed(await appIdOf(account));
    if (state !== 'unknown') break;
  }
  if (state === 'unknown') return;
  const refused = state === 'no' ? await far!.subscribe() : null;
  for (const account of accounts) {
    const wasLost = (await account.notebook.get<boolean>(LOST)) === true;
    if (refused) await lost(channel, account, refused, wasLost);
    else if (wasLost || state === 'no') await mended(channel, account, state === 'no');
  }
}

async function lost(channel: string, account: AccountContext, refused: Reason, wasLost: boolean): Promise<void> {
  const detail = refused.text;
  const why = reason(`${channel}.not_subscribed`, `Meta brings nothing any more and refuses to: ${detail}`, { detail });
  if (refused.code === `${channel}.unreachable`) return;
  if (!wasLost) account.note(why);
  await account.notebook.set(LOST, true);
  if (refused.code !== `${channel}.failed.signed_out`)
    account.health({ state: 'misconfigured', why, action: 'change settings' });
}

async function mended(channel: string, account: AccountContext, isAnew: boolean): Promise<void> {
  await account.notebook.set(LOST, false);
  if (isAnew)
    account.note(reason(`${channel}.subscribed_again`, 'Meta brought no messages any more; it was told to again.'));
  account.health({ state: 'connected' });
}
