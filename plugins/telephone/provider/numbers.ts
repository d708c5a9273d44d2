// Telephone numbers at the provider: which there are, which can be bought, and where their calls are brought.
import { fields, objects, text, type Fields } from './reading.ts';
import type { Provider, ProviderAnswer, ProviderError } from './client.ts';

export interface ProviderNumber {
  sid: string;
  /** E.164. */
  number: string;
  name: string;
  voice: boolean;
  voiceUrl: string;
  statusUrl: string;
  /** Calls go there at the provider, whatever the address says. */
  elsewhere: 'application' | 'trunk' | null;
  /** All of where it leads, by the names it is set with. */
  leads: Leads;
}

export interface Leads {
  VoiceUrl: string;
  VoiceMethod: string;
  StatusCallback: string;
  StatusCallbackMethod: string;
  VoiceApplicationSid: string;
  TrunkSid: string;
}

export const NOWHERE: Leads = {
  ...{ VoiceUrl: '', VoiceMethod: 'POST', StatusCallback: '', StatusCallbackMethod: 'POST' },
  ...{ VoiceApplicationSid: '', TrunkSid: '' },
};

export interface OfferedNumber {
  number: string;
  place: string;
  /** The provider wants an address of whoever buys it. */
  needsAddress: boolean;
}

/** Pages of fifty. */
const MOST_PAGES = 20;

export function numberOf(json: Fields): ProviderNumber {
  return {
    sid: text(json.sid),
    number: text(json.phone_number),
    name: text(json.friendly_name),
    voice: fields(json.capabilities).voice !== false,
    voiceUrl: text(json.voice_url),
    statusUrl: text(json.status_callback),
    leads: {
      ...{ VoiceUrl: text(json.voice_url), VoiceMethod: text(json.voice_method) || 'POST' },
      ...{
        StatusCallback: text(json.status_callback),
        StatusCallbackMethod: text(json.status_callback_method) || 'POST',
      },
      ...{ VoiceApplicationSid: text(json.voice_application_sid), TrunkSid: text(json.trunk_sid) },
    },
    elsewhere: text(json.trunk_sid) ? 'trunk' : text(json.voice_application_sid) ? 'application' : null,
  };
}

export function offersIn(answer: Fields): OfferedNumber[] {
  const voiced = objects(answer.available_phone_numbers).filter((one) => fields(one.capabilities).voice !== false);
  return voiced.map((one) => ({
    number: text(one.phone_number),
    place: [one.locality, one.region].map(text).filter(Boolean).join(', '),
    needsAddress: !['', 'none'].includes(text(one.address_requirements)),
  }));
}

export async function listNumbers(provider: Provider): Promise<ProviderNumber[] | ProviderError> {
  const found: ProviderNumber[] = [];
  let path = '/IncomingPhoneNumbers';
  for (let page = 0; page < MOST_PAGES && path !== ''; page += 1) {
    const asked = await provider.insist({ path, ...(page === 0 && { query: { PageSize: '50' } }) });
    if (!asked.ok) return asked;
    found.push(...objects(asked.answer.incoming_phone_numbers).map(numberOf));
    path = text(asked.answer.next_page_uri);
  }
  return found;
}

export interface Wish {
  country: string;
  kind: string;
  contains: string;
}

export async function searchNumbers(provider: Provider, wish: Wish): Promise<OfferedNumber[] | ProviderError> {
  const query = { VoiceEnabled: 'true', PageSize: '20', ...(wish.contains && { Contains: wish.contains }) };
  const asked = await provider.insist({ path: `/AvailablePhoneNumbers/${wish.country}/${wish.kind}`, query });
  return asked.ok ? offersIn(asked.answer) : asked;
}

/** Where the provider is to bring calls, and what became of them. */
export function hooksAt(publicUrl: string): { voice: string; status: string } {
  const base = `${publicUrl}/channels/telephone`;
  return { voice: `${base}/voice`, status: `${base}/voice-status` };
}

/** While an application or a trunk is set, the addresses are not looked at. */
function leadHere(publicUrl: string): Leads {
  const { voice, status } = hooksAt(publicUrl);
  return { ...NOWHERE, VoiceUrl: voice, StatusCallback: status };
}

export function hookForm(leads: Leads): [string, string][] {
  return Object.entries(leads);
}

/** Costs money, so it is asked once. */
export async function buyNumber(provider: Provider, number: string, publicUrl: string): Promise<ProviderAnswer> {
  const form: [string, string][] = [['PhoneNumber', number], ...hookForm(leadHere(publicUrl))];
  return provider.ask({ method: 'POST', path: '/IncomingPhoneNumbers', form });
}

export async function pointHere(provider: Provider, sid: string, publicUrl: string): Promise<ProviderAnswer> {
  return provider.insist({ method: 'POST', path: `/IncomingPhoneNumbers/${sid}`, form: hookForm(leadHere(publicUrl)) });
}

/** Where calls, or the news of them, go instead of here: an address, or the name of a place; null when all comes here. */
export function whereItLeads({ voiceUrl, statusUrl, elsewhere }: ProviderNumber, publicUrl: string): string | null {
  const { voice, status } = hooksAt(publicUrl);
  if (elsewhere) return elsewhere;
  if (voiceUrl !== voice) return voiceUrl || 'nowhere';
  return statusUrl === status ? null : statusUrl || 'nowhere';
}

/** The same in a sentence. */
export function placeOf(where: string): string {
  if (where === 'application' || where === 'trunk')
    return `to ${where === 'trunk' ? 'a trunk' : 'an application'} of the provider`;
  return where === 'nowhere' ? where : `to ${where}`;
}
