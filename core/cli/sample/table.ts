// What people at the fair left behind: a table that is checked and waits to be imported, and two customers who are likely known.
import { Readable } from 'node:stream';
import type { Viewer } from '../../accounts/accounts.ts';
import type { Stage } from './stage.ts';

export const TABLE_NAMES = ['Messekontakte.csv', 'Trade fair.csv'];

const HEADS = {
  de: ['Vorname', 'Nachname', 'E-Mail', 'Telefon', 'Firma', 'Interesse'],
  en: ['First name', 'Last name', 'E-mail', 'Phone', 'Company', 'Interest'],
};
const INTERESTS = {
  de: ['Lastenrad', 'E-Bike', 'Dienstrad'],
  en: ['Cargo bike', 'E-bike', 'Company bike'],
};
const MOST = 14;
const MOST_BYTES = 100_000;

/** Half of them are new, some are customers already, two cells went wrong. */
export async function leaveTable({ desk, company }: Stage, viewer: Viewer): Promise<void> {
  const language = viewer.language === 'de' ? 'de' : 'en';
  const people = company.customers.filter(({ last }) => last !== '').slice(0, MOST);
  const rows = people.map(({ first, last, email, employer }, index) => {
    const isKnown = index % 3 === 0;
    const address = isKnown ? email : email.replace('@', `.${index}@`);
    const phone = index === 4 ? '?' : `+49 30 90182${String(index).padStart(3, '0')}`;
    const interest = INTERESTS[language][index % 3]!;
    return [first, last, index === 7 ? 'siehe Visitenkarte' : address, phone, employer?.name ?? '', interest].join(';');
  });
  const text = [HEADS[language].join(';'), ...rows].join('\r\n');
  const stored = await desk.files.take(Readable.from([Buffer.from(text)]), MOST_BYTES);
  const [german, english] = TABLE_NAMES;
  const file = { id: stored!.id, name: language === 'de' ? german! : english! };
  const { id, settings } = await desk.imports.open(file, 'contact', { userId: viewer.userId, language });
  const targets = settings.targets.map((target) => target || 'new.choice');
  await desk.imports.check(id, { targets });
}

/** Somebody who wrote their name the other way round, with another address of their company. */
export async function leaveDuplicates({ desk, company }: Stage): Promise<void> {
  const [one, other] = company.customers.filter(({ employer, last }) => employer && last !== '');
  for (const person of [one, other]) {
    if (!person) continue;
    const value = `${person.first.at(0)}.${person.last}@${person.employer!.domain}`
      .toLowerCase()
      .replace(/[^a-z0-9.@-]/g, '');
    const address = { kind: 'email' as const, value };
    if ((await desk.contacts.find(address, 0)) !== null) continue;
    await desk.contacts.create({ name: `${person.last}, ${person.first}`, addresses: [address] }, 'desk');
  }
  await desk.duplicates.lookAgain();
  await desk.duplicates.refresh(2000);
}
