// A number whose account was deleted: its calls go where they went before, and the keys for browsers are taken away.
import type { Leftover } from '../../../core/contract/connect.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { removeKeys } from '../browser/key.ts';
import { settingsOf } from '../settings.ts';
import { isPassing, providerOf, reasonOf, type ProviderAnswer } from './client.ts';
import { hookForm, hooksAt, NOWHERE, numberOf, type Leads } from './numbers.ts';
import { fields, readJson } from './reading.ts';

/** The keys first: they are all that a stranger could use. */
export async function leave(context: AccountContext, { isBack }: { isBack: boolean }): Promise<Leftover | void> {
  const keys = await removeKeys(context, isBack);
  const number = isBack ? null : await pointBack(context);
  return leftoverOf(keys) ?? leftoverOf(number) ?? undefined;
}

function leftoverOf(answer: ProviderAnswer | null): Leftover | null {
  // What is not there any more is what was wanted.
  if (answer === null || answer.ok || answer.status === 404) return null;
  return { why: reasonOf(answer), again: isPassing(answer), ...(answer.after && { after: answer.after }) };
}

/** Null when somebody has led the number elsewhere since. */
async function pointBack(context: AccountContext): Promise<ProviderAnswer | null> {
  const provider = providerOf(context);
  const path = `/IncomingPhoneNumbers/${context.account.uniqueId}`;
  const found = await provider.ask({ path });
  if (!found.ok) return found;
  const { voiceUrl, statusUrl } = numberOf(found.answer);
  const { voice, status } = hooksAt(context.publicUrl);
  if (voiceUrl !== voice && statusUrl !== status) return null;
  return provider.ask({ method: 'POST', path, form: hookForm({ ...NOWHERE, ...before(context) }) });
}

function before({ account }: AccountContext): Partial<Leads> {
  return fields(readJson(settingsOf(account).before ?? ''));
}
