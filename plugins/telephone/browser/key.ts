// The key of the provider by which browsers of the team sign in: made when they are to be reached so, taken away when not.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import { isSignedOut, providerOf, reasonOf, type Provider, type ProviderAnswer } from '../provider/client.ts';
import { objects, text } from '../provider/reading.ts';
import { inTurn } from '../lines/turns.ts';
import { settingsOf } from '../settings.ts';

const KEY = /^SK[0-9a-f]{32}$/;
/** Characters that the provider takes for a name. */
const LONGEST_NAME = 64;
/** On the one page that is looked at: no account of the provider has as many. */
const MOST_KEYS = '1000';

export interface Key {
  sid: string;
  secret: string;
}

/** Null where browsers are not reached, or not yet. */
export function keyOf({ account }: Pick<AccountContext, 'account'>): Key | null {
  const { browser, keySid: sid, keySecret: secret } = settingsOf(account);
  return browser && sid && secret ? { sid, secret } : null;
}

/** What the settings say is not so yet. */
export function isKeyDue({ account }: Pick<AccountContext, 'account'>): boolean {
  const { browser, keySid } = settingsOf(account);
  return browser !== Boolean(keySid);
}

/** Brings the key to where the settings want it. May be called at any time, any number of times. */
export function keepKey(context: AccountContext): Promise<void> {
  return inTurn(context, `key ${context.account.id}`, async () => {
    const now = nowOf(context);
    const { browser, keySid } = settingsOf(now.account);
    if (!browser) return keySid ? takeAway(now, keySid) : undefined;
    if (keySid && !isGone(await look(now, keySid))) return undefined;
    return make(now);
  });
}

/** The account may have been opened anew meanwhile. */
function nowOf(context: AccountContext): AccountContext {
  return context.accounts().find(({ account }) => account.id === context.account.id) ?? context;
}

function look(context: AccountContext, sid: string): Promise<ProviderAnswer> {
  return providerOf(context).ask({ path: `/Keys/${sid}` });
}

function isGone(answer: ProviderAnswer): boolean {
  return !answer.ok && answer.status === 404;
}

/** Of no other desk, and no other number. */
function nameOf({ account, publicUrl }: AccountContext): string {
  return `Hubdesk ${settingsOf(account).number} ${new URL(publicUrl).host}`.slice(0, LONGEST_NAME);
}

/** Asked once: the secret of one that nobody told of is lost. Such a one, or one of a removed account, goes before. */
async function make(context: AccountContext): Promise<void> {
  const [provider, name] = [providerOf(context), nameOf(context)];
  const known = await named(provider, name);
  if (!Array.isArray(known)) return said(context, known);
  for (const sid of known) await provider.ask({ method: 'DELETE', path: `/Keys/${sid}` });
  const made = await provider.ask({ method: 'POST', path: '/Keys', form: [['FriendlyName', name]] });
  if (!made.ok) return said(context, made);
  const [sid, secret] = [text(made.answer.sid), text(made.answer.secret)];
  if (KEY.test(sid) && secret) await nowOf(context).saveSettings({ keySid: sid, keySecret: secret });
}

async function takeAway(context: AccountContext, sid: string): Promise<void> {
  const done = await providerOf(context).insist({ method: 'DELETE', path: `/Keys/${sid}` });
  if (!done.ok && !isGone(done)) return said(context, done);
  await nowOf(context).saveSettings({ keySid: '', keySecret: '' });
}

/** Of a deleted account; also those that nobody told the desk of, unless the number was connected anew and has one of its own. */
export function removeKeys(context: AccountContext, isBack: boolean): Promise<ProviderAnswer | null> {
  return inTurn(context, `key ${context.account.id}`, async () => {
    const [provider, { keySid }] = [providerOf(context), settingsOf(context.account)];
    const known = isBack ? null : await named(provider, nameOf(context));
    if (known && !Array.isArray(known)) return known;
    for (const sid of new Set([...(keySid ? [keySid] : []), ...(known ?? [])])) {
      const done = await provider.ask({ method: 'DELETE', path: `/Keys/${sid}` });
      if (!done.ok && !isGone(done)) return done;
    }
    return null;
  });
}

/** Ids of the keys of this name. */
async function named(provider: Provider, name: string): Promise<string[] | (ProviderAnswer & { ok: false })> {
  const known = await provider.ask({ path: '/Keys', query: { PageSize: MOST_KEYS } });
  if (!known.ok) return known;
  return objects(known.answer.keys).flatMap((one) => (text(one.friendly_name) === name ? [text(one.sid)] : []));
}

/** It is tried again every 15 minutes. */
function said(context: AccountContext, answer: ProviderAnswer): void {
  if (answer.ok) return;
  context.log.warn({ account: context.account.publicId, code: answer.code }, 'The key for browsers could not be kept');
  context.note(reasonOf(answer));
}

/** Nothing where browsers are not to be reached. */
export async function browserChecks(context: AccountContext): Promise<Check[]> {
  const { browser, keySid } = settingsOf(context.account);
  if (!browser) return [];
  const gone = reason(
    'telephone.no_key',
    'The provider has no key for your browsers. The desk makes one every 15 minutes.',
  );
  const looked = keySid ? await look(context, keySid) : null;
  const isThere = looked?.ok === true;
  const why = looked === null || looked.ok || isGone(looked) || isSignedOut(looked) ? gone : reasonOf(looked);
  const key: Check = isThere ? { code: 'browser', state: 'good' } : { code: 'browser', state: 'bad', detail: why };
  if (/^https:|\/\/(localhost|127\.)/.test(context.publicUrl)) return [key];
  const insecure = reason(
    'telephone.insecure',
    'Browsers open microphones only on pages with https: serve the desk so.',
  );
  return [key, { code: 'https', state: 'warn', detail: insecure }];
}
