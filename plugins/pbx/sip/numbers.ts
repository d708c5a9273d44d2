// Numbers as the telephone system writes them, and as the desk does.
import type { Address, Person } from '../../../core/contract/address.ts';
import { settingsOf } from '../settings.ts';
import type { SipMessage } from './reading.ts';

type Account = { settings: Record<string, unknown> };
/** Characters. */
const LONGEST_NAME = 200;
const NOBODY = /^(anonymous|restricted|unavailable|unknown|private|withheld)?$/i;
/** Fewer digits are an extension. */
const SHORTEST = 6;

/** Who calls. Whoever keeps their number to themselves is somebody else each time. */
export async function callerOf(account: Account, { from }: Pick<SipMessage, 'from'>, key: string): Promise<Person> {
  const name = from.name.slice(0, LONGEST_NAME);
  const isHidden = NOBODY.test(from.user) || from.host === 'anonymous.invalid';
  if (isHidden) return { address: { kind: 'handle', value: `withheld:${key}` } };
  const number = await numberIn(from.user, settingsOf(account).country);
  const named = name && name !== from.user && name !== number ? { name } : {};
  if (number) return { address: { kind: 'phone', value: number }, ...named };
  return { address: { kind: 'handle', value: `sip:${from.user.slice(0, 64)}` }, ...named };
}

/** E.164; null for what is no number of the network. */
export async function numberIn(text: string, country: string): Promise<string | null> {
  const digits = text.replace(/[\s()./-]/g, '');
  if (!new RegExp(`^\\+?\\d{${SHORTEST},18}$`).test(digits)) return null;
  const { parsePhoneNumberFromString } = await import('libphonenumber-js');
  const found = parsePhoneNumberFromString(digits, { defaultCountry: country.toUpperCase() as 'DE' });
  return found?.isPossible() ? found.number : null;
}

/** Without `*` and `#`: whoever calls in by the name of a service code is not called back by it. */
const EXTENSION = /^sip:([\w.+-]{1,64})$/;
const NUMBER = /^\+\d{5,18}$/;

/** Extensions mean something within their own account only. */
export function isDialled({ id }: { id: number }, { kind, value, scope }: Address): boolean {
  if (kind === 'handle') return EXTENSION.test(value) && (scope === undefined || scope === `account:${id}`);
  return kind === 'phone' && NUMBER.test(value);
}

/** What is dialled for an address; null for one that cannot be. */
export async function dialled(account: Account & { id: number }, address: Address): Promise<string | null> {
  if (!isDialled(account, address)) return null;
  const { kind, value } = address;
  const { format, prefix, country } = settingsOf(account);
  if (kind === 'handle') return EXTENSION.exec(value)![1]!;
  if (format === 'plus') return prefix + value;
  const abroad = `${prefix}00${value.slice(1)}`;
  if (format === 'zeros') return abroad;
  const { parsePhoneNumberFromString } = await import('libphonenumber-js');
  const found = parsePhoneNumberFromString(value);
  if (found?.country !== country.toUpperCase()) return abroad;
  return prefix + found.formatNational().replace(/\D/g, '');
}
