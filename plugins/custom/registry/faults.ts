// What is wrong with a registration beyond its shape: the same for programs and for the page.
import { reason, type Reason } from '../../../core/contract/reason.ts';
import type { Registration } from '../store/channels.ts';

/** `place` as the API calls it. */
export interface Fault {
  place: 'webhookUrl' | 'channelAccountConnectionRedirectUrl' | 'channelLogoUrl' | 'credentialFields' | 'name';
  why: Reason;
}

export function registrationFault({ name, webhookUrl, redirectUrl, logoUrl, fields }: Registration): Fault | null {
  if (name.trim() === '') return { place: 'name', why: reason('custom.no_name', 'A channel needs a name.') };
  const addresses = [
    ['webhookUrl', webhookUrl],
    ['channelAccountConnectionRedirectUrl', redirectUrl],
    ['channelLogoUrl', logoUrl],
  ] as const;
  const wrong = addresses.find(([, given]) => given !== '' && !isWebAddress(given));
  if (wrong) return { place: wrong[0], why: reason('custom.no_address', 'This is no web address (https://…).') };
  const names = fields.map((field) => field.name);
  const twice = names.find((one, at) => names.indexOf(one) !== at);
  if (twice === undefined) return null;
  return {
    place: 'credentialFields',
    why: reason('custom.field_twice', `Two fields are called ${twice}.`, { name: twice }),
  };
}

/** Where it leads is looked at whenever it is called. */
function isWebAddress(given: string): boolean {
  const url = URL.parse(given);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
