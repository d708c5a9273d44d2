// Under which addresses an account writes: what people see, where answers go, where bounces go.
import type { AccountContext } from '../../../core/contract/context.ts';
import { domainOf, loopMark, withToken } from '../mail/identity.ts';
import type { Sender } from '../outbound.ts';
import { keyFor } from '../smtp/keys.ts';
import type { MailSettings } from './settings.ts';

/** How mail leaves; see `remote.ts`. */
export type RouteKind = 'own' | 'relay' | 'direct' | 'none';

/**
 * Mail in the name of a domain of others leaves by a server that may do so (their own, the operator's relay), or
 * signed with a key of that domain. Else it leaves under the desk's address with the other one for answers:
 * DMARC would have it thrown away (RFC 7489). `wanted` is the operator's choice for mails of the desk itself; only the
 * operator's relay takes it, and its bounces go there too.
 */
export async function senderOf(context: AccountContext, route: RouteKind, wanted?: string): Promise<Sender> {
  const settings = context.account.settings as MailSettings;
  const { name, language } = await context.workspace();
  const isOurs = settings.way === 'desk';
  const intake = isOurs ? settings.address : settings.intake;
  const mayUse = route !== 'direct' || isOurs || (await keyFor(context, domainOf(settings.address))) !== null;
  const from = mayUse || !intake ? settings.address : intake;
  const own = route === 'own' || !intake;
  const sender: Sender = {
    settings,
    from,
    replyTo: (token) => {
      if (from !== settings.address) return settings.address;
      return isOurs && token ? withToken(from, token) : undefined;
    },
    bounces: (token, isAutomatic) => {
      if (own) return settings.address;
      return isAutomatic ? '' : withToken(intake, token);
    },
    wantsSuccess: !own,
    company: name,
    language,
    loopMark: loopMark(context.deskId, context.account.publicId),
  };
  if (route !== 'relay' || wanted === undefined) return sender;
  return { ...sender, from: wanted, replyTo: () => undefined, bounces: () => wanted, wantsSuccess: false };
}
