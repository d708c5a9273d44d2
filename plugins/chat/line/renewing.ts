// Settings or chatflows have changed: who is on the line stays there and is shown the new ones, unless they may not be here any more.
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { offerOf, widgetConfig } from '../account/config.ts';
import { isAllowedOrigin } from '../account/domains.ts';
import { settingsOf } from '../settings.ts';
import { provenIdentity } from '../visitor/identity.ts';
import type { Hub } from './hub.ts';

export async function tellSettings(context: AccountContext, hub: Hub): Promise<void> {
  const { publicId } = context.account;
  const { domains, identitySecret } = settingsOf(context.account);
  for (const one of hub.on(publicId)) {
    if (!isAllowedOrigin(one.origin, domains, context.publicUrl)) one.close(CLOSED.notAllowed);
    // The site has another secret now: they prove anew who they are.
    else if (one.identity && !provenIdentity(one.hello?.identity, identitySecret, context.now()))
      one.close(CLOSED.tryLater);
  }
  if (hub.on(publicId).length === 0) return;
  try {
    const { texts: _texts, style: _style, ...settings } = await widgetConfig(context);
    for (const one of hub.on(publicId)) one.tell({ settings });
  } catch (error) {
    // They see them when they load the next page.
    context.log.warn({ error, account: publicId }, 'Visitors could not be told of new settings');
  }
}

export async function tellFlows(context: AccountContext, hub: Hub): Promise<void> {
  const { publicId } = context.account;
  if (hub.on(publicId).length === 0) return;
  const offer = offerOf(await context.chatflows());
  for (const one of hub.on(publicId)) one.tell({ offer });
}
