// What people have at the simulated Meta: businesses with WhatsApp accounts and numbers, pages, and an app.
import type { Fields } from '../graph/json.ts';

export interface SimulatedNumber {
  id: string;
  /** Digits, with the country's. */
  displayNumber: string;
  name: string;
  /** A code that was sent to it came back. */
  isVerified: boolean;
  /** Cloud API may send from it. */
  isRegistered: boolean;
  quality: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';
  limit: string;
  status: 'CONNECTED' | 'PENDING' | 'FLAGGED' | 'RESTRICTED' | 'BANNED';
  nameStatus: 'APPROVED' | 'PENDING_REVIEW' | 'DECLINED';
  /** Of two-step verification; null while none was set. */
  pin: string | null;
  profile: Fields;
  /** The code its phone shows, and how it came. */
  code: { digits: string; method: 'SMS' | 'VOICE' } | null;
}

export interface SimulatedAccount {
  id: string;
  name: string;
  timeZone: string;
  numbers: SimulatedNumber[];
}

export interface SimulatedBusiness {
  id: string;
  name: string;
  about: Fields;
  accounts: SimulatedAccount[];
}

export interface SimulatedPage {
  id: string;
  name: string;
  /** What whoever logs in may do there. */
  tasks: string[];
  /** Greeting, get-started and menu. */
  profile: Fields;
}

/** Which app is told what happens on an account or page. */
export interface Subscription {
  appId: string;
  name: string;
  fields: string[];
}

/** Up to here an account grows. */
export const MOST_NUMBERS = 25;
const ALL_TASKS = ['ANALYZE', 'ADVERTISE', 'MESSAGING', 'MODERATE', 'CREATE_CONTENT', 'MANAGE'];

export function newNumber(about: Pick<SimulatedNumber, 'id' | 'displayNumber' | 'name'>): SimulatedNumber {
  return {
    ...about,
    isVerified: false,
    isRegistered: false,
    quality: 'UNKNOWN',
    limit: 'TIER_250',
    status: 'PENDING',
    nameStatus: 'PENDING_REVIEW',
    pin: null,
    profile: {},
    code: null,
  };
}

function workingNumber(id: string, displayNumber: string, name: string): SimulatedNumber {
  return {
    ...newNumber({ id, displayNumber, name }),
    isVerified: true,
    isRegistered: true,
    quality: 'GREEN',
    limit: 'TIER_1K',
    status: 'CONNECTED',
    nameStatus: 'APPROVED',
    pin: '123456',
    profile: { about: 'Bicycles and all that belongs to them', vertical: 'RETAIL' },
  };
}

export function sampleBusinesses(first: {
  account: string;
  number: string;
  displayNumber: string;
}): SimulatedBusiness[] {
  const shop: SimulatedAccount = {
    id: first.account,
    name: 'Simulated shop',
    timeZone: 'Europe/Berlin',
    numbers: [
      workingNumber(first.number, first.displayNumber, 'Simulated shop'),
      workingNumber('4410001112224', '4930901821', 'Simulated workshop'),
      // Verified long ago, but never registered: its PIN is asked for.
      { ...workingNumber('4410001112225', '4930901822', 'Simulated rental'), isRegistered: false, status: 'PENDING' },
    ],
  };
  return [
    { id: '770066005500', name: 'Radwerk GmbH', about: {}, accounts: [shop] },
    { id: '770066005501', name: 'Side project', about: {}, accounts: [] },
  ];
}

export function samplePages(first: string): SimulatedPage[] {
  return [
    { id: first, name: 'Simulated page', tasks: ALL_TASKS, profile: {} },
    { id: '600500400301', name: 'Simulated workshop', tasks: ALL_TASKS, profile: {} },
    { id: '600500400302', name: 'Page of a friend', tasks: ['ANALYZE'], profile: {} },
  ];
}

export function accountIn(businesses: SimulatedBusiness[], id: string): SimulatedAccount | undefined {
  return businesses.flatMap(({ accounts }) => accounts).find((one) => one.id === id);
}

export function numberIn(
  businesses: SimulatedBusiness[],
  id: string,
): { account: SimulatedAccount; number: SimulatedNumber } | undefined {
  return businesses
    .flatMap(({ accounts }) => accounts)
    .flatMap((account) => account.numbers.map((number) => ({ account, number })))
    .find(({ number }) => number.id === id);
}
