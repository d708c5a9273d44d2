// One bridge as its page shows it: where it speaks with the desk, what proves who it is, and its channels.
import type { PluginContext } from '../../../core/contract/context.ts';
import type { DeskPageAbout } from '../../../core/contract/pages.ts';
import { logoAddress } from '../registry/logo.ts';
import { registryOf } from '../registry/build.ts';
import { newestSecret, same, tokenOf, type Bridge } from '../store/bridges.ts';
import { allChannels, type Channel } from '../store/channels.ts';

/** Milliseconds for which what is new is shown. */
const SHOWN_FOR = 10 * 60_000;

export async function channelsOf(context: PluginContext, bridgeId: number): Promise<Channel[]> {
  return (await allChannels(context)).filter((one) => one.bridgeId === bridgeId && !one.deletedAt);
}

/** A word for the address that shows tokens for some minutes, to whoever may see the page. */
export function reveal({ sign, now }: Pick<PluginContext, 'sign' | 'now'>, bridgeId: number): string {
  const until = now().getTime() + SHOWN_FOR;
  return `${until}.${sign('reveal', `${bridgeId} ${until}`)}`;
}

function isRevealed({ sign, now }: Pick<PluginContext, 'sign' | 'now'>, bridgeId: number, word = ''): boolean {
  const [until = '', proof = ''] = word.split('.');
  return Number(until) > now().getTime() && same(sign('reveal', `${bridgeId} ${until}`), proof);
}

export async function bridgeModel({ context, query, address }: DeskPageAbout, bridge: Bridge): Promise<object> {
  const accounts = await registryOf(context).offers.accounts();
  const { id, name, oldSecretUntil } = bridge;
  const here = `${address}?bridge=${id}`;
  const isOpen = isRevealed(context, id, query.shown);
  return {
    id,
    name,
    back: address,
    base: `${context.publicUrl}/channels/custom`,
    description: `${context.publicUrl}/channels/custom/openapi.json`,
    token: isOpen ? tokenOf(context, bridge) : undefined,
    secret: isOpen ? newestSecret(context, bridge) : undefined,
    until: oldSecretUntil && oldSecretUntil > context.now() ? oldSecretUntil : undefined,
    newHref: `${here}&channel=new`,
    channels: (await channelsOf(context, id)).map((channel) => ({
      id: channel.id,
      name: channel.name,
      text: channel.description,
      picture: logoAddress(channel) ?? channel.icon,
      href: `${here}&channel=${channel.id}`,
      active: channel.active || undefined,
      connectHref: `/settings/channels/new/custom${channel.id}`,
      count: accounts.filter((one) => one.channel === `custom${channel.id}` && !one.deletedAt).length,
    })),
  };
}
