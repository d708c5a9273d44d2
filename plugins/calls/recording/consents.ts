// Whose calls may be recorded: only of who was told before and agreed, call by call.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { addressOf } from '../caller/tokens.ts';
import { settingsOf } from '../settings.ts';

/** Milliseconds after which no call lasts any more. */
const LASTS = 24 * 3_600_000;

type Agreed = Map<string, string>;

/** The caller by account and call; what is not in memory is not recorded. */
function agreedIn(context: AccountContext): Agreed {
  return context.once('agreed to recordings', () => new Map());
}

const nameOf = ({ account }: AccountContext, key: string) => `${account.publicId} ${key}`;

/** What callers read before they agree, in their language; empty where nothing is recorded. */
export function noticeOf(context: Pick<AccountContext, 'account' | 'text'>, language: string): string {
  const { recording, recordingNotice } = settingsOf(context.account);
  return recording ? recordingNotice?.trim() || context.text(language, 'caller.recording_notice') : '';
}

/** Kept while the call goes on, and as a consent of the person: counts once both are written down. Throws when they could not be. */
export async function agree(context: AccountContext, key: string, caller: string, language: string): Promise<void> {
  const at = context.now().getTime();
  const wording = noticeOf(context, language);
  await context.store.run(
    'insert into calls_consent (account_id, call_key, caller, wording, at) values (?, ?, ?, ?, ?) on conflict do nothing',
    [context.account.id, key, caller, wording, at],
  );
  const said = { kind: 'consent', by: addressOf(caller), wording, at };
  await context.receive({
    ...{ key: `r:${caller}:${key}`, type: 'application/json', body: Buffer.from(JSON.stringify(said)) },
    ...{ orderKey: caller, from: caller },
  });
  // It may be over by now.
  if (await goesOn(context, key)) agreedIn(context).set(nameOf(context, key), caller);
  else forgetConsent(context, key);
}

async function goesOn({ calls }: AccountContext, key: string): Promise<boolean> {
  const told = await calls.told(key);
  return told !== null && told.state !== 'ended';
}

/** Null where nobody agreed. */
export function whoAgreed(context: AccountContext, key: string): string | null {
  return settingsOf(context.account).recording ? (agreedIn(context).get(nameOf(context, key)) ?? null) : null;
}

/** After a start: calls that go on are recorded further. */
export async function rememberConsents(context: AccountContext): Promise<void> {
  const rows = await context.store.rows<{ call_key: string; caller: string }>(
    'select call_key, caller from calls_consent where account_id = ? and at >= ?',
    [context.account.id, context.now().getTime() - LASTS],
  );
  for (const { call_key: key, caller } of rows)
    if (await goesOn(context, key)) agreedIn(context).set(nameOf(context, key), caller);
}

/** What is remembered of a call that is over for good; what they agreed to stays with the person. At once, does not throw. */
export function forgetConsent(context: AccountContext, key: string): void {
  agreedIn(context).delete(nameOf(context, key));
  context.store
    .run('delete from calls_consent where account_id = ? and call_key = ?', [context.account.id, key])
    .catch((error: unknown) => context.log.warn({ error }, 'A consent of a call that is over could not be deleted'));
}

/** Of calls whose end was missed, and of accounts that no longer run. */
export async function dropOldConsents({ store, now }: Pick<PluginContext, 'store' | 'now'>): Promise<void> {
  await store.run('delete from calls_consent where at < ?', [now().getTime() - LASTS]);
}
