// What customers see of a number beside its name: read from Meta, changed there (WA-1).
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import type { Reason } from '../../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../../core/contract/settings.ts';
import { fields, type Fields } from '../../graph/json.ts';
import { profileFor, profileIn, type OwnNumber } from '../account/portfolio.ts';
import { told } from '../reading/failures.ts';
import { memoryOf, portfolioOf } from './memory.ts';
import { TRADES } from '../account/trades.ts';

const PROFILE = {
  about: { type: 'text', maximum: 139 },
  description: { type: 'long text', maximum: 512 },
  trade: { type: 'choice', options: TRADES, default: 'OTHER' },
  address: { type: 'text', maximum: 256 },
  email: { type: 'email' },
  site: { type: 'url' },
} as const satisfies SettingsShape;

export async function askProfile(context: ConnectContext, number: OwnNumber): Promise<ConnectStep> {
  const known = (await portfolioOf(context).profile(number.id)) ?? {};
  return form(number, profileIn({ ...known, ...fields(memoryOf(context).profile) }));
}

function form(number: OwnNumber, values: Fields, error?: Reason): ConnectStep {
  const params = { number: `+${number.shown}`, name: number.name };
  return { step: 'form', id: 'profile', params, fields: PROFILE, values, ...(error && { errors: { base: error } }) };
}

/** Null when Meta has taken it. */
export async function answerProfile(
  context: ConnectContext,
  values: Record<string, unknown>,
): Promise<ConnectStep | null> {
  const memory = memoryOf(context);
  const number = memory.ready![0]!;
  const saved = await portfolioOf(context).saveProfile(number.id, profileFor(values));
  if (!saved.ok) return form(number, values, told(saved));
  memory.hasProfile = true;
  return null;
}
