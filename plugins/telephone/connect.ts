// Connecting a number: sign in to the provider, choose numbers or buy one, and calls are brought here from then on.
import type {
  ConnectedAccount,
  Connect,
  ConnectContext,
  ConnectInput,
  ConnectStep,
} from '../../core/contract/connect.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import type { SettingsShape } from '../../core/contract/settings.ts';
import { isSignedOut, Provider, reasonOf, type ProviderError } from './provider/client.ts';
import {
  buyNumber,
  listNumbers,
  numberOf,
  pointHere,
  searchNumbers,
  whereItLeads,
  type ProviderNumber,
} from './provider/numbers.ts';
import { settings } from './settings.ts';

const { accountSid, authToken } = settings;
const SIGN_IN: SettingsShape = { accountSid, authToken };
const SEARCH: SettingsShape = {
  country: { type: 'text', required: true, pattern: '[A-Za-z]{2}', maximum: 2, default: 'DE' },
  kind: { type: 'choice', options: ['Local', 'Mobile', 'TollFree'], default: 'Local', look: 'segments' },
  contains: { type: 'text', pattern: '[0-9*]*', maximum: 12 },
};
const ANOTHER = 'another';

interface Memory {
  accountSid?: string;
  authToken?: string;
}

type Values = Record<string, unknown>;
type Errors = Record<string, Reason>;

export const connect: Connect = async (input, lastStepId, context) => {
  if (input.kind === 'start') return signInForm(context.account?.values);
  const answer = { account: answerSignIn, number: answerNumber, search: answerSearch, found: answerFound }[
    lastStepId ?? ''
  ];
  return answer?.(context, input) ?? signInForm();
};

function signInForm(values?: Values, errors?: Errors): ConnectStep {
  return { step: 'form', id: 'account', fields: SIGN_IN, values, errors };
}

function searchForm(errors?: Errors): ConnectStep {
  return { step: 'form', id: 'search', fields: SEARCH, errors };
}

function providerOf({ fetch, plugin, memory }: ConnectContext): Provider {
  const { accountSid: sid = '', authToken: token = '' } = memory as Memory;
  return new Provider({ fetch, config: plugin.config }, { accountSid: sid, authToken: token });
}

async function answerSignIn(context: ConnectContext, input: ConnectInput): Promise<ConnectStep> {
  if (input.kind !== 'form') return signInForm();
  const values = { ...input.values, accountSid: String(input.values.accountSid).trim() };
  Object.assign(context.memory, { accountSid: values.accountSid, authToken: String(input.values.authToken).trim() });
  const found = await listNumbers(providerOf(context));
  if (!Array.isArray(found)) return signInForm(values, { [fieldOf(found)]: reasonOf(found) });
  return context.account ? again(context, values, found) : numbers(found);
}

function fieldOf(error: ProviderError): string {
  return isSignedOut(error) ? 'authToken' : 'base';
}

/** Another sign-in for a number that is connected. */
async function again(context: ConnectContext, values: Values, found: ProviderNumber[]): Promise<ConnectStep> {
  const same = found.find(({ sid }) => sid === context.account?.uniqueId);
  if (same) return done(context, [same]);
  const why = 'The number of this account does not belong to it. Connect other numbers as accounts of their own.';
  return signInForm(values, { accountSid: reason('telephone.other_account', why) });
}

function numbers(found: ProviderNumber[]): ConnectStep {
  const mute = reason('telephone.no_voice', 'This number takes no calls.');
  const options = found.map(({ sid, number, name, voice }) => ({
    ...{ id: sid, title: number, detail: name === number ? undefined : name, icon: 'phone' },
    ...(!voice && { disabled: mute }),
  }));
  const another = { id: ANOTHER, title: 'Buy another number', icon: 'plus' };
  return { step: 'choose', id: 'number', several: true, options: [...options, another] };
}

async function answerNumber(context: ConnectContext, input: ConnectInput): Promise<ConnectStep> {
  const ids = input.kind === 'choose' ? input.ids : [];
  const found = await listNumbers(providerOf(context));
  if (!Array.isArray(found)) return signInForm(undefined, { [fieldOf(found)]: reasonOf(found) });
  const chosen = found.filter(({ sid }) => ids.includes(sid));
  if (ids.includes(ANOTHER)) return searchForm();
  return chosen.length > 0 ? done(context, chosen) : numbers(found);
}

async function answerSearch(context: ConnectContext, input: ConnectInput): Promise<ConnectStep> {
  if (input.kind !== 'form') return searchForm();
  const { country, kind, contains } = input.values;
  const wish = { country: String(country).toUpperCase(), kind: String(kind), contains: String(contains ?? '') };
  const found = await searchNumbers(providerOf(context), wish);
  if (!Array.isArray(found)) return searchForm({ base: reasonOf(found) });
  if (found.length === 0)
    return searchForm({ base: reason('telephone.none_found', 'There is no such number. Ask for less of it.') });
  const options = found.map(({ number, place, needsAddress }) => {
    const detail = [place, needsAddress && context.plugin.text(context.language, 'connect.found.address')];
    return { id: number, title: number, detail: detail.filter(Boolean).join(' · ') || undefined, icon: 'phone' };
  });
  return { step: 'choose', id: 'found', options };
}

/** The provider takes money for it: only what somebody has chosen in this step. */
async function answerFound(context: ConnectContext, input: ConnectInput): Promise<ConnectStep> {
  const number = input.kind === 'choose' ? input.ids[0] : undefined;
  if (number === undefined) return searchForm();
  const provider = providerOf(context);
  const bought = await buyNumber(provider, number, context.publicUrl);
  if (bought.ok) return done(context, [numberOf(bought.answer)]);
  const mine = bought.kind === 'unclear' ? await listNumbers(provider) : [];
  const found = Array.isArray(mine) ? mine.find((one) => one.number === number) : undefined;
  return found ? done(context, [found]) : searchForm({ base: reasonOf(bought) });
}

async function done(context: ConnectContext, chosen: ProviderNumber[]): Promise<ConnectStep> {
  const accounts: ConnectedAccount[] = [];
  for (const one of chosen) {
    const pointed = await pointHere(providerOf(context), one.sid, context.publicUrl);
    if (!pointed.ok) return signInForm(undefined, { [fieldOf(pointed)]: reasonOf(pointed) });
    const language = context.language === 'de' ? 'de-DE' : 'en-GB';
    const before = whereItLeads(one, context.publicUrl) === null ? '' : JSON.stringify(one.leads);
    const fresh = context.account ? context.account.values : { language, before };
    const { accountSid: sid, authToken: token } = context.memory as Memory;
    const values = { ...fresh, accountSid: sid, authToken: token, number: one.number };
    const title =
      context.account?.title ?? (one.name && one.name !== one.number ? `${one.name} ${one.number}` : one.number);
    accounts.push({ uniqueId: one.sid, title, values });
  }
  return { step: 'done', accounts };
}
