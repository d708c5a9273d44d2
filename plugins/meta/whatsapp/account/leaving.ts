// A number whose account was deleted: Meta tells the app nothing more, unless another number here is told by the same.
import type { Leftover } from '../../../../core/contract/connect.ts';
import type { AccountContext } from '../../../../core/contract/context.ts';
import { settingsOf } from '../settings.ts';
import { remoteOf } from './standing.ts';

/** Numbers of one business account share what they are told by. */
export async function leaveBusiness(
  context: AccountContext,
  { isBack }: { isBack: boolean },
): Promise<Leftover | void> {
  const { businessAccountId } = settingsOf(context.account);
  const shares = ({ account }: AccountContext) => settingsOf(account).businessAccountId === businessAccountId;
  if (isBack || context.accounts().some(shares)) return undefined;
  return (await remoteOf(context).unsubscribe()) ?? undefined;
}
