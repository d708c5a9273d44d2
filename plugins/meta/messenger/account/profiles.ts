// What people are called: webhooks tell ids only, so Meta is asked once, and its answer is an arrival like any other.
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { ContactEvent, StoredArrival } from '../../../../core/contract/inbound.ts';
import { fields, firstText, readJson, text } from '../../graph/json.ts';
import { Remote } from '../remote.ts';
import { settingsOf } from '../settings.ts';

/** How the arrival says that it is the answer to that question. */
export const PROFILE = 'application/vnd.hubdesk.messenger-profile+json';

/** Nobody waits for it; what fails is tried again with the next message. Some people have no profile at all. */
export async function learnName(account: AccountContext, person: string, agrees: boolean): Promise<void> {
  const key = `profile:${person}`;
  if (!/^\d+$/.test(person) || (await account.known([key])).has(key)) return;
  const { pageId, token, consent } = settingsOf(account.account);
  if (consent === 'explicit' && !agrees && !(await hasAgreed(account, person))) return;
  const profile = await new Remote(account, pageId, token ?? '').profile(person);
  if (!profile) return;
  const body = Buffer.from(JSON.stringify({ ...profile, id: person }));
  await account.receive({ key, type: PROFILE, body, orderKey: person, from: person, summary: 'profile' });
}

/** Of who has to agree first, nothing is asked before. */
async function hasAgreed(account: AccountContext, value: string): Promise<boolean> {
  return (await account.contact({ kind: 'handle', value }))?.consents.messenger === true;
}

/** Null for one without a name. */
export function readProfile({ body }: Pick<StoredArrival, 'body'>): ContactEvent | null {
  const { id, name, first_name: first, last_name: last } = fields(readJson(body));
  const said = firstText(name, [first, last].map(text).filter(Boolean).join(' ')).trim().slice(0, 200);
  if (text(id) === '' || said === '') return null;
  return { type: 'contact', person: { address: { kind: 'handle', value: text(id) }, name: said } };
}
