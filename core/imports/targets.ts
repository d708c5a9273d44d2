// The fields that columns can become, and which of them a heading probably means.
import type { ObjectKind, Property, PropertyKind } from '../properties/properties.ts';
import { objectOf } from '../records/records.ts';
import type { ImportObject, Needs, Settings, Target } from './shapes.ts';

const LINKED = ['contact', 'company', 'company_domain'];
const OWN: Record<string, string[]> = {
  contact: [
    ...['name', 'first_name', 'last_name', 'email', 'phone', 'language', 'owner', 'note'],
    ...['company', 'company_domain', 'key'],
  ],
  company: ['name', 'domain', 'owner', 'contact', 'key'],
  ticket: ['name', 'description', 'pipeline', 'stage', 'priority', 'owner', 'contact', 'key'],
};
const OTHER = ['name', 'owner', ...LINKED, 'key'];

/** By what rows are found in the desk; the first is what is usual. */
const MATCHES: Record<string, string[]> = {
  contact: ['email', 'phone', 'key'],
  company: ['domain', 'name', 'key'],
  ticket: ['key'],
};

/** Kinds of properties that can be made along with an import. */
export const NEW_KINDS: PropertyKind[] = ['text', 'long text', 'number', 'date', 'choice', 'check box'];

/** How a heading may be called, as `plain` writes it. */
const SYNONYMS: Record<string, string[]> = {
  name: [
    'name',
    'fullname',
    'contactname',
    'companyname',
    'dealname',
    'firma',
    'firmenname',
    'titel',
    'title',
    'subject',
  ],
  first_name: ['firstname', 'givenname', 'vorname', 'forename'],
  last_name: ['lastname', 'surname', 'familyname', 'nachname', 'familienname'],
  email: [
    'email',
    'emailaddress',
    'mail',
    'emailadresse',
    'mailadresse',
    'emails',
    'workemail',
    'email1value',
    'emailaddresses',
    'emailadressen',
  ],
  phone: [
    ...['phone', 'phonenumber', 'telephone', 'mobile', 'mobilephone', 'mobilephonenumber', 'tel', 'telefon'],
    ...[
      'telefonnummer',
      'mobil',
      'mobilnummer',
      'handy',
      'handynummer',
      'phones',
      'telephonenumbers',
      'telefonnummern',
      'telephonenumber',
    ],
  ],
  language: ['language', 'sprache', 'locale', 'preferredlanguage'],
  owner: [
    'owner',
    'contactowner',
    'companyowner',
    'dealowner',
    'ticketowner',
    'zustandig',
    'betreuer',
    'besitzer',
    'betreutvon',
  ],
  note: ['note', 'notes', 'notiz', 'notizen', 'bemerkung', 'kommentar', 'about'],
  company: [
    'company',
    'companyname',
    'associatedcompany',
    'organization',
    'organisation',
    'firma',
    'firmenname',
    'unternehmen',
    'arbeitgeber',
  ],
  company_domain: ['companydomain', 'companydomainname', 'firmendomain', 'domaindesunternehmens'],
  domain: ['domain', 'companydomain', 'companydomainname', 'website', 'websiteurl', 'webseite', 'homepage', 'url'],
  contact: [
    'contact',
    'contactemail',
    'email',
    'emailaddress',
    'kontakt',
    'associatedcontact',
    'ansprechpartner',
    'emailadresse',
    'contacts',
    'kontakte',
  ],
  key: [
    'key',
    'id',
    'recordid',
    'contactid',
    'companyid',
    'dealid',
    'ticketid',
    'number',
    'nummer',
    'schlussel',
    'ticketnumber',
  ],
  description: ['description', 'beschreibung', 'content', 'ticketdescription', 'inhalt'],
  pipeline: ['pipeline'],
  stage: ['stage', 'status', 'ticketstatus', 'phase', 'stufe'],
  priority: ['priority', 'prioritat'],
};

export function propertiesOf(object: ImportObject): ObjectKind {
  return object === 'contact' || object === 'ticket' ? object : objectOf(object);
}

export function ownTargets(object: ImportObject): string[] {
  return OWN[object] ?? OTHER;
}

export function matchesOf(object: ImportObject): string[] {
  return MATCHES[object] ?? ['name', 'key'];
}

export async function targetsOf({ properties }: Needs, object: ImportObject): Promise<Target[]> {
  const own = ownTargets(object).map((name) => ({ name }));
  const defined = await properties.definitions.list(propertiesOf(object));
  return [...own, ...defined.map(({ key, label }) => ({ name: `property.${key}`, label }))];
}

/** Small letters and digits only, without marks above them. */
function plain(text: string): string {
  return text
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** For each column the field it probably is; none twice but addresses and numbers. */
export async function guessTargets(needs: Needs, object: ImportObject, columns: string[]): Promise<string[]> {
  const properties = await needs.properties.definitions.list(propertiesOf(object));
  const own = ownTargets(object);
  const taken = new Set<string>();
  return columns.map((column) => {
    const target = guess(plain(column), own, properties, taken);
    if (target !== 'email' && target !== 'phone') taken.add(target);
    return target;
  });
}

function guess(heading: string, own: string[], properties: Property[], taken: Set<string>): string {
  if (heading === '') return '';
  const property = properties.find(({ key, label }) => plain(label) === heading || plain(key) === heading);
  // What a company is called is a name only where there is no company to name.
  const exact = own.find((name) => plain(name) === heading);
  const like = own.findLast((name) => SYNONYMS[name]?.includes(heading) && !taken.has(name));
  const found = exact ?? (property ? `property.${property.key}` : like);
  return found === undefined || taken.has(found) ? '' : found;
}

/** Days that can only be read with the month first are written so. */
export function guessDays(samples: string[][]): Settings['days'] {
  const days = samples.flat().flatMap((value) => {
    const found = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b/.exec(value);
    return found ? [[Number(found[1]), Number(found[2])]] : [];
  });
  return days.some(([, second]) => second! > 12) && !days.some(([first]) => first! > 12) ? 'mdy' : 'dmy';
}
