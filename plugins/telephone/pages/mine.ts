// Where members of the team are reached by calls: each in their browser, or at their own number (CA-3).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { DeskPage, DeskPageAbout } from '../../../core/contract/pages.ts';
import { reason } from '../../../core/contract/reason.ts';
import { keyOf } from '../browser/key.ts';
import { signallingOf } from '../browser/script.ts';
import { identityOf, regionOf, tokenFor } from '../browser/token.ts';
import { isBrowser } from '../lines/exchange.ts';
import { BROWSER, isInBrowser, keepTarget, reachedAt, readTarget, targetOf } from '../lines/members.ts';
import { openLines } from '../lines/store.ts';
import { settingsOf } from '../settings.ts';

const NO_TARGET = reason(
  'telephone.no_target',
  'This is no telephone number with its country, such as +49 30 1234567, and no SIP address.',
);
/** Milliseconds; lines that begin now are meant as well. */
const SOON = 60_000;

export const minePage: DeskPage = {
  id: 'mine',
  view: 'mine',
  permission: 'channel.read',
  formPermission: 'conversation.answer',
  model: async (about) => ({ ...chosen(about), colleagues: await rest(about.context) }),
  actions: {
    async keep(about, form) {
      const { context, viewer, language } = about;
      const typed = form.text('where') === BROWSER ? BROWSER : form.text('target').trim();
      const target = typed === '' || typed === BROWSER ? typed : readTarget(typed);
      if (target === null) {
        const error = context.text(language, `reason.${NO_TARGET.code}`);
        return { again: { ...chosen(about, typed), error, colleagues: await rest(context) } };
      }
      await keepTarget(context, viewer.id, target);
      return { go: {}, said: reason(target === '' ? 'removed' : 'kept', 'Saved.') };
    },
  },
  files: {
    'lines.json': async (about) => json('lines.json', await linesOf(about)),
    'wanted.json': async (about) => json('wanted.json', { legs: await wantedOf(about) }),
  },
};

const json = (name: string, content: object) => ({
  name,
  type: 'application/json',
  content: JSON.stringify(content),
});

/** What is chosen, and whether there is a choice. */
function chosen({ context, viewer }: DeskPageAbout, typed = targetOf(context, viewer.id) ?? '') {
  const isHere = typed === BROWSER;
  const isOff = !context.accounts().some((account) => keyOf(account) !== null);
  return { mayBeHere: isHere || !isOff, isOff, isHere, target: isHere ? '' : typed };
}

/** Who else can be rung, so that people see why it rings at nobody. */
async function rest(context: PluginContext): Promise<{ name: string; reached: boolean }[]> {
  const { members } = await context.team();
  const isReached = (id: number) => context.accounts().some((account) => reachedAt(account, id) !== undefined);
  return members.map(({ id, name }) => ({ name, reached: isReached(id) }));
}

/** For the script of the page: one sign-in for each account of the provider, never a key. Only for who may take calls. */
async function linesOf({ context, viewer, language }: DeskPageAbout) {
  const { members } = await context.team();
  const mine = members.some(({ id }) => id === viewer.id)
    ? context.accounts().filter((account) => isInBrowser(account, viewer.id))
    : [];
  const bySid = new Map(mine.map((account) => [settingsOf(account.account).accountSid, account]));
  const [identity, region] = [identityOf(context, viewer.id), regionOf(context)];
  const { host } = new URL(signallingOf(context));
  const lines = [...bySid].map(([accountSid, account]) => ({
    ...{ account: accountSid, host },
    token: tokenFor({ accountSid, key: keyOf(account)!, identity, now: context.now(), region }),
  }));
  const say = (key: string) => context.text(language, key);
  const texts = {
    ...{ mine: say('page.mine'), unreached: say('phone.unreached'), reload: say('phone.reload') },
    ...{ denied: say('phone.denied'), missing: say('phone.missing'), taken: say('phone.taken') },
    ...{ insecure: say('phone.insecure'), failed: say('phone.failed') },
  };
  return { lines, texts };
}

/** What the desk has just asked the provider to ring in their browser: the call, by the end of it. */
async function wantedOf({ context, viewer }: DeskPageAbout): Promise<Record<string, string>> {
  const wanted: Record<string, string> = {};
  for (const account of context.accounts())
    for (const { key, leg, state, target } of await openLines(account, new Date(context.now().getTime() + SOON)))
      if (state === 'asked' && isBrowser({ leg, target }))
        for (const end of account.calls.ends(key)) if (end.leg === leg && end.userId === viewer.id) wanted[leg] = key;
  return wanted;
}
