// What plugins add below messages, drawn before the log is: for pages and for the live line alike.
import type { ThreadItem } from '../conversations/conversations.ts';
import type { ViewContext } from './context.ts';
import type { TrustedHtml } from './models/shared.ts';
import { filledSlot } from './plugin-pages.ts';
import type { WebParts } from './rooms.ts';

export type MessageExtras = ReadonlyMap<number, TrustedHtml>;

/** Only messages of channels that add something are asked for. */
export async function messageExtras(
  parts: Pick<WebParts, 'rooms' | 'renderer'>,
  items: ThreadItem[],
  context: ViewContext,
): Promise<MessageExtras> {
  const extras = new Map<number, TrustedHtml>();
  for (const item of items) {
    if (item.kind !== 'message' || item.deletedAt || !item.channel) continue;
    const plugin = parts.rooms.channels.plugin(item.channel)?.plugin;
    if (!plugin?.slots?.some(({ slot }) => slot === 'message extra')) continue;
    const place = { channel: item.channel, accountId: item.accountId, message: item };
    const html = await filledSlot(parts, context, 'message extra', place);
    if (html) extras.set(item.id, html);
  }
  return extras;
}
