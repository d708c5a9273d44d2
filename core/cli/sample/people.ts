// The customers: names, addresses that lead nowhere (RFC 2606 §2), employers, and how their mail programs write.
import { readFileSync } from 'node:fs';
import type { Chance } from './random.ts';
import type { Language } from './stories.ts';

/** How a customer's mail looks: bare text, a web mailer, an office program, a telephone. */
export type MailStyle = 'plain' | 'web' | 'office' | 'phone';

export interface Employer {
  name: string;
  domain: string;
}

export interface Customer {
  name: string;
  first: string;
  last: string;
  /** `Frau Schröder`; in English the first name. */
  dear: string;
  /** `geehrte Frau Schröder`. */
  formal: string;
  email: string;
  phone: string | null;
  language: Language;
  city: string;
  employer: Employer | null;
  style: MailStyle;
}

interface Names {
  women: string[];
  men: string[];
  families: string[];
  cities: string[];
  homes: string[];
  companies: [name: string, domain: string][];
}

export interface Stock extends Record<Language, Names> {
  bikes: string[];
  parts: Record<Language, string[]>;
  countries: string[];
  sizes: string[];
}

export function readStock(): Stock {
  return JSON.parse(readFileSync(new URL('./names.json', import.meta.url), 'utf8')) as Stock;
}

/** As many customers as asked for, each with an address of their own; three of ten write in English. */
export function inventCustomers(stock: Stock, chance: Chance, count: number): Customer[] {
  const taken = new Map<string, Customer>();
  while (taken.size < count) {
    const customer = inventCustomer(stock, chance, chance.happens(0.3) ? 'en' : 'de');
    if (!taken.has(customer.email)) taken.set(customer.email, customer);
  }
  return [...taken.values()];
}

function inventCustomer(stock: Stock, chance: Chance, language: Language): Customer {
  const names = stock[language];
  const isWoman = chance.happens(0.5);
  const first = chance.pick(isWoman ? names.women : names.men);
  const last = chance.pick(names.families);
  const [company, domain] = chance.pick(names.companies);
  const employer = chance.happens(0.35) ? { name: company, domain } : null;
  const mailbox = `${plain(first)}.${plain(last)}`;
  const home = chance.happens(0.3) ? `${mailbox}${chance.whole(70, 99)}` : mailbox;
  const title = isWoman ? 'Frau' : 'Herr';
  return {
    name: `${first} ${last}`,
    first,
    last,
    dear: language === 'de' ? `${title} ${last}` : first,
    formal: `${isWoman ? 'geehrte' : 'geehrter'} ${title} ${last}`,
    email: employer ? `${mailbox}@${employer.domain}` : `${home}@${chance.pick(names.homes)}`,
    // Numbers kept free for stories: 030 23125 xxx (Bundesnetzagentur) and 020 7946 0xxx (Ofcom).
    phone: chance.happens(0.4) ? `${language === 'de' ? '+493023125' : '+4420794600'}${chance.whole(10, 99)}` : null,
    language,
    city: chance.pick(names.cities),
    employer,
    style: chance.pick(employer ? (['office', 'office', 'web'] as const) : (['web', 'web', 'phone', 'plain'] as const)),
  };
}

/** Letters of an address. */
export function plain(name: string): string {
  const german: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ı: 'i' };
  const lower = name.toLowerCase().replace(/[äöüßı]/g, (letter) => german[letter]!);
  return lower.normalize('NFKD').replace(/[^a-z0-9]/g, '');
}
