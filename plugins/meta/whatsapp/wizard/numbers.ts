// Which numbers: those the account has, several at once, and a new one (WA-1, WA-2).
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../../core/contract/settings.ts';
import { text } from '../../graph/json.ts';
import type { OwnNumber } from '../account/portfolio.ts';
import { told } from '../reading/failures.ts';
import { memoryOf, portfolioOf } from './memory.ts';
import { METHODS, sendCode } from './code.ts';
import { TRADES } from '../account/trades.ts';

const NEW = 'new';
/** Meta lets no account have more. */
const MOST = 25;

const NUMBER = {
  countryCode: { type: 'text', required: true, pattern: '\\+?\\d{1,3}', maximum: 4, placeholder: '+49' },
  phone: { type: 'text', required: true, pattern: '[\\d \\/\\(\\)\\-]{4,20}', maximum: 20, placeholder: '30 901820' },
  displayName: { type: 'text', required: true, maximum: 75 },
  differs: { type: 'switch', default: false },
  relation: { type: 'url', required: true, secure: true, showWhen: { field: 'differs', is: [true] } },
  trade: { type: 'choice', options: TRADES, default: 'OTHER' },
  description: { type: 'long text', maximum: 512 },
  method: METHODS,
} as const satisfies SettingsShape;

export async function chooseNumbers(context: ConnectContext, error?: Reason): Promise<ConnectStep> {
  const found = await portfolioOf(context).numbers(memoryOf(context).accountId ?? '');
  if (!found.ok) return { step: 'stop', why: told(found) };
  const options = await Promise.all(found.all.map((one) => optionOf(context, one)));
  const full = reason('whatsapp.account_full', 'The account has 25 numbers; Meta allows no more.');
  const anew = { id: NEW, title: NEW, icon: 'plus', ...(found.all.length >= MOST && { disabled: full }) };
  return { step: 'choose', id: 'numbers', several: true, options: [...options, anew], ...(error && { error }) };
}

async function optionOf({ taken }: ConnectContext, number: OwnNumber) {
  const disabled = await taken(number.id);
  const { id, shown, name } = number;
  return { id, title: `+${shown}`, detail: name, icon: 'phone', ...(disabled && { disabled }) };
}

/** Null when they are chosen. */
export async function answerNumbers(context: ConnectContext, ids: string[]): Promise<ConnectStep | null> {
  const memory = memoryOf(context);
  const found = await portfolioOf(context).numbers(memory.accountId ?? '');
  if (!found.ok) return chooseNumbers(context, told(found));
  const todo = found.all.filter(({ id }) => ids.includes(id));
  Object.assign(memory, { todo, ready: [], wantsNew: ids.includes(NEW) });
  return null;
}

export function askNumber({ workspace }: ConnectContext): ConnectStep {
  return { step: 'form', id: 'number-new', fields: NUMBER, values: { displayName: workspace.name } };
}

/** Makes the number at Meta and has a code sent to it; what it shows to customers is remembered until it is registered. */
export async function makeNumber(context: ConnectContext, values: Record<string, unknown>): Promise<ConnectStep> {
  const memory = memoryOf(context);
  const cc = text(values.countryCode).replace(/\D/g, '');
  // What people dial within the country begins with a nought that does not belong to the number.
  const local = text(values.phone).replace(/\D/g, '').replace(/^0+/, '');
  const about = { cc, phone_number: local, verified_name: text(values.displayName).trim() };
  const made = await portfolioOf(context).addNumber(memory.accountId ?? '', about);
  if (!made.ok) return { step: 'form', id: 'number-new', fields: NUMBER, values, errors: { phone: told(made) } };
  const number: OwnNumber = {
    id: text(made.answer.id),
    name: about.verified_name,
    shown: cc + local,
    isVerified: false,
    isRegistered: false,
    hasPin: false,
  };
  const taken = await context.taken(number.id);
  if (taken) return { step: 'form', id: 'number-new', fields: NUMBER, values, errors: { phone: taken } };
  const profile = {
    vertical: values.trade,
    description: values.description,
    websites: [values.relation].filter(Boolean),
  };
  Object.assign(memory, { wantsNew: false, todo: [number, ...(memory.todo ?? [])], profile });
  return sendCode(context, text(values.method));
}
