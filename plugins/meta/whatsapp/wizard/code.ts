// Proving a number: Meta sends six digits by SMS or calls, as often as they are wanted; then its PIN, and it is registered.
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../../core/contract/settings.ts';
import { text } from '../../graph/json.ts';
import type { OwnNumber } from '../account/portfolio.ts';
import { told } from '../reading/failures.ts';
import { memoryOf, portfolioOf } from './memory.ts';

export const METHODS = { type: 'choice', options: ['SMS', 'VOICE'], default: 'SMS', look: 'segments' } as const;

const CODE = {
  again: { type: 'choice', options: ['enter', 'SMS', 'VOICE'], default: 'enter', look: 'segments' },
  code: {
    type: 'text',
    required: true,
    pattern: '\\d{3}[ \\-]?\\d{3}',
    maximum: 7,
    showWhen: { field: 'again', is: ['enter'] },
  },
} as const satisfies SettingsShape;

const PIN = {
  pin: { type: 'text', required: true, pattern: '\\d{6}', maximum: 6 },
} as const satisfies SettingsShape;

const METHOD = { method: METHODS } as const satisfies SettingsShape;

function current(context: ConnectContext): OwnNumber {
  return memoryOf(context).todo![0]!;
}

const params = (context: ConnectContext) => ({ number: `+${current(context).shown}` });

/** For a number that waits at Meta to be proven. */
export function askMethod(context: ConnectContext, error?: Reason): ConnectStep {
  const errors = error && { errors: { base: error } };
  return { step: 'form', id: 'method', params: params(context), fields: METHOD, ...errors };
}

export async function sendCode(context: ConnectContext, method: string): Promise<ConnectStep> {
  const by = method === 'VOICE' ? 'VOICE' : 'SMS';
  const sent = await portfolioOf(context).requestCode(current(context).id, by, languageOf(context));
  return sent.ok ? askCode(context) : askMethod(context, told(sent));
}

function askCode(context: ConnectContext, errors?: Record<string, Reason>): ConnectStep {
  const values = { again: 'enter', code: '' };
  return { step: 'form', id: 'code', params: params(context), fields: CODE, values, ...(errors && { errors }) };
}

/** Null when the number is proven. */
export async function answerCode(
  context: ConnectContext,
  values: Record<string, unknown>,
): Promise<ConnectStep | null> {
  if (values.again === 'SMS' || values.again === 'VOICE') {
    const sent = await portfolioOf(context).requestCode(current(context).id, values.again, languageOf(context));
    return askCode(context, sent.ok ? undefined : { base: told(sent) });
  }
  const checked = await portfolioOf(context).verifyCode(current(context).id, text(values.code).replace(/\D/g, ''));
  if (checked.ok) {
    current(context).isVerified = true;
    return null;
  }
  const isWrong = checked.kind === 'refused' && checked.code !== null && checked.code !== 190;
  const wrong = reason('whatsapp.wrong_code', 'This is not the code that was sent last.');
  return askCode(context, isWrong ? { code: wrong } : { base: told(checked) });
}

function languageOf({ language }: ConnectContext): string {
  return language.startsWith('de') ? 'de' : 'en_US';
}

export function askPin(context: ConnectContext, error?: Reason): ConnectStep {
  const id = current(context).hasPin ? 'pin' : 'pin-new';
  // Never that of the number before.
  const values = { pin: '' };
  return { step: 'form', id, params: params(context), fields: PIN, values, ...(error && { errors: { pin: error } }) };
}

/** Null when the number is registered. */
export async function answerPin(context: ConnectContext, values: Record<string, unknown>): Promise<ConnectStep | null> {
  const done = await portfolioOf(context).register(current(context).id, text(values.pin));
  if (!done.ok && done.code === 133005) {
    // Two-step verification was on without Meta having said so.
    current(context).hasPin = true;
    return askPin(context, reason('whatsapp.wrong_pin', 'This is not the PIN of the number.'));
  }
  if (!done.ok) return askPin(context, told(done));
  current(context).isRegistered = true;
  return null;
}
