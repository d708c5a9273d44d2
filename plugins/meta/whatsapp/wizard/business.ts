// Which business and which WhatsApp account: chosen, or made where Meta lets the app make them (WA-1).
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../../core/contract/settings.ts';
import type { GraphError } from '../../graph/client.ts';
import { text } from '../../graph/json.ts';
import type { Found, Named } from '../account/portfolio.ts';
import { told } from '../reading/failures.ts';
import { memoryOf, portfolioOf } from './memory.ts';
import { chooseNumbers } from './numbers.ts';

/** Stands in lists for what is still to be made. */
export const NEW = 'new';

const BUSINESS = {
  businessName: { type: 'text', required: true, maximum: 100 },
  businessEmail: { type: 'email', required: true },
  businessPhone: { type: 'phone' },
  businessSite: { type: 'url' },
  businessCountry: { type: 'text', required: true, pattern: '[A-Z]{2}', maximum: 2, placeholder: 'DE' },
  timeZone: { type: 'text', required: true, maximum: 60, placeholder: 'Europe/Berlin' },
} as const satisfies SettingsShape;

const ACCOUNT = { accountName: BUSINESS.businessName, timeZone: BUSINESS.timeZone } as const satisfies SettingsShape;

export async function chooseBusiness(context: ConnectContext): Promise<ConnectStep> {
  return choose('business', await portfolioOf(context).businesses());
}

export async function answerBusiness(context: ConnectContext, id: string): Promise<ConnectStep> {
  if (id === NEW) return { step: 'form', id: 'new-business', fields: BUSINESS, values: usual(context) };
  memoryOf(context).businessId = id;
  return choose('account', await portfolioOf(context).accounts(id));
}

export async function answerAccount(context: ConnectContext, id: string): Promise<ConnectStep> {
  if (id === NEW) return { step: 'form', id: 'new-account', fields: ACCOUNT, values: usual(context) };
  memoryOf(context).accountId = id;
  return chooseNumbers(context);
}

export async function makeBusiness(context: ConnectContext, values: Record<string, unknown>): Promise<ConnectStep> {
  const wrong = wrongZone(values);
  if (wrong) return { step: 'form', id: 'new-business', fields: BUSINESS, values, errors: wrong };
  const made = await portfolioOf(context).makeBusiness({
    name: values.businessName,
    email: values.businessEmail,
    phone_number: values.businessPhone,
    website: values.businessSite,
    country: values.businessCountry,
    timezone_id: values.timeZone,
  });
  if (!made.ok) return { step: 'form', id: 'new-business', fields: BUSINESS, values, errors: { base: refused(made) } };
  return answerBusiness(context, text(made.answer.id));
}

export async function makeAccount(context: ConnectContext, values: Record<string, unknown>): Promise<ConnectStep> {
  const again = (errors: Record<string, Reason>): ConnectStep => ({
    step: 'form',
    id: 'new-account',
    fields: ACCOUNT,
    values,
    errors,
  });
  const wrong = wrongZone(values);
  if (wrong) return again(wrong);
  const about = { name: values.accountName, timezone_id: values.timeZone, currency: 'EUR' };
  const made = await portfolioOf(context).makeAccount(memoryOf(context).businessId ?? '', about);
  return made.ok ? answerAccount(context, text(made.answer.id)) : again({ base: refused(made) });
}

function choose(id: 'business' | 'account', found: Found<Named>): ConnectStep {
  if (!found.ok) return { step: 'stop', why: told(found) };
  const options = found.all.map((one) => ({ id: one.id, title: one.name, detail: one.id, icon: 'building' }));
  return { step: 'choose', id, options: [...options, { id: NEW, title: NEW, icon: 'plus' }] };
}

function usual({ workspace }: ConnectContext): Record<string, unknown> {
  const { timeZone } = new Intl.DateTimeFormat('en').resolvedOptions();
  return { businessName: workspace.name, accountName: workspace.name, timeZone };
}

function wrongZone({ timeZone }: Record<string, unknown>): Record<string, Reason> | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text(timeZone) });
    return null;
  } catch {
    return { timeZone: reason('whatsapp.no_zone', 'There is no such time zone. Write it like Europe/Berlin.') };
  }
}

/** Most apps may not make businesses and accounts; people then make them at Meta, and come back. */
function refused(failed: GraphError): Reason {
  const mayNot = failed.kind === 'refused' && [3, 10, 100, 200].includes(failed.code ?? 0);
  if (!mayNot) return told(failed);
  const detail = text(failed.error.message).slice(0, 200);
  const words = `Meta does not let your app make this (${detail}). Make it at business.facebook.com, then go back here and choose it.`;
  return reason('whatsapp.make_there', words, { detail });
}
