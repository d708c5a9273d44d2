// What the team has changed or taken back, shown at once where the visitor has the site open.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { PastMessage } from '../../../core/contract/history.ts';
import type { OutboundMessage, SendResult } from '../../../core/contract/outbound.ts';
import { wireMessage } from '../outbound.ts';
import { addressOf } from '../visitor/tokens.ts';
import type { Hub } from './hub.ts';

/** How far back somebody may still look at it. */
const MOST = 200;

/** The history of who comes back is the desk's own, which is changed after this. */
export async function showEdited(
  context: AccountContext,
  hub: Hub,
  key: string,
  message: OutboundMessage,
): Promise<SendResult> {
  const { visitor, written } = await found(context, key, message);
  if (written) {
    const media = written.parts.filter(({ type }) => type === 'media');
    const parts = [...message.parts.filter(({ type }) => type !== 'media'), ...media];
    const changed = await wireMessage(context, visitor, { ...written, parts });
    hub.tell(context.account.publicId, visitor, { changed });
  }
  return { outcome: 'accepted', id: key };
}

export async function takeBack(
  context: AccountContext,
  hub: Hub,
  key: string,
  message: OutboundMessage,
): Promise<SendResult> {
  const { visitor, written } = await found(context, key, message);
  // Nobody is written a mail about it any more.
  await context.store.run('delete from chat_unseen where key = ?', [key]);
  if (written) hub.tell(context.account.publicId, visitor, { gone: written.id });
  return { outcome: 'accepted', id: key };
}

async function found(
  context: AccountContext,
  key: string,
  { to }: OutboundMessage,
): Promise<{ visitor: string; written: PastMessage | undefined }> {
  const visitor = to[0]!.address.value;
  const { messages } = await context.history({ person: addressOf(visitor), most: MOST });
  return { visitor, written: messages.find(({ keys }) => keys.includes(key)) };
}
