// Which spellings of an address are probably one person's: rules as data, the result compared by index (CH-15).
import type { Address } from '../contract/address.ts';

/** Mailboxes where dots in the local part mean nothing; other names of the same service lead to the first. */
const DOTLESS = new Map([
  ['gmail.com', 'gmail.com'],
  ['googlemail.com', 'gmail.com'],
]);

/** Numbers that are written with and without a digit: what is found becomes the shorter form. */
const PHONE_VARIANTS: { country: string; found: RegExp; becomes: string }[] = [
  // Mobile numbers got a ninth digit between 2012 and 2016; networks still give both forms.
  { country: 'BR', found: /^\+55(\d{2})9(\d{8})$/, becomes: '+55$1$2' },
  // The 1 after the country code of mobile numbers was dropped in 2019.
  { country: 'MX', found: /^\+521(\d{10})$/, becomes: '+52$1' },
  // A 9 after the country code marks mobile numbers in international form only.
  { country: 'AR', found: /^\+549(\d{10})$/, becomes: '+54$1' },
];

/** Pure. Of a normal address; empty for what has no other spellings. */
export function likenessOf(address: Address): string {
  if (address.kind === 'phone') return shortPhone(address.value);
  return address.kind === 'email' ? plainMailbox(address.value) : '';
}

function shortPhone(value: string): string {
  const variant = PHONE_VARIANTS.find((one) => one.found.test(value));
  return variant ? value.replace(variant.found, variant.becomes) : value;
}

function plainMailbox(value: string): string {
  const at = value.lastIndexOf('@');
  if (at < 1) return value;
  const [local, domain] = [value.slice(0, at), value.slice(at + 1)];
  const plus = local.indexOf('+');
  const plain = plus > 0 ? local.slice(0, plus) : local;
  const same = DOTLESS.get(domain);
  return same ? `${plain.replaceAll('.', '')}@${same}` : `${plain}@${domain}`;
}
