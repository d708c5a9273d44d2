// By which accounts a contact can be written to, under which of their addresses (WA-5).
import { actorOf, may, type Viewer } from '../accounts/accounts.ts';
import type { ContactSummary, Identity } from '../contacts/contacts.ts';
import type { Conversation } from '../conversations/conversations.ts';
import { reaches, type LiveAccount } from '../outbound/outbound.ts';
import type { WebParts } from './rooms.ts';

export interface WritingWay {
  live: LiveAccount;
  /** The preferred one first. */
  identities: Identity[];
  /** It has messages ready that go at any time. */
  hasTemplates: boolean;
}

export function writingWays({ rooms }: WebParts, viewer: Viewer, contact: ContactSummary): WritingWay[] {
  const able = contact.identities.filter(({ suppressed, unreachable }) => !suppressed && !unreachable);
  return rooms.channels
    .running()
    .filter(({ row }) => row.active && may(viewer, 'conversation.answer', { inboxId: row.inboxId }))
    .flatMap((live) => {
      const identities = able
        .filter(({ address }) => reaches(live, address))
        .toSorted((one, other) => Number(other.primary) - Number(one.primary));
      return identities.length > 0 ? [{ live, identities, hasTemplates: Boolean(live.connection.templates) }] : [];
    });
}

/** Who writes to somebody in a chat goes on where they have talked before; a mail begins anew. */
export function goesOn({ manifest }: LiveAccount): boolean {
  return manifest.shape === 'chat';
}

/** Open, snoozed or closed; one that was trashed or merged away is none. */
export async function knownThread(
  { rooms }: WebParts,
  viewer: Viewer,
  contact: Pick<ContactSummary, 'id'>,
  accountId: number,
): Promise<Conversation | null> {
  const found = await rooms.conversations.newestOf(contact.id, accountId);
  const isThere = found?.place === 'inbox' && may(viewer, 'conversation.read', { inboxId: found.inboxId });
  return isThere ? found : null;
}

export async function reopen({ rooms }: WebParts, viewer: Viewer, { id, status, inboxId }: Conversation) {
  if (status === 'closed' && may(viewer, 'conversation.manage', { inboxId }))
    await rooms.conversations.reopen(id, actorOf(viewer));
}

/** Somebody who has never written may get nothing else on some channels. */
export async function takesOnlyTemplates(
  { rooms }: WebParts,
  viewer: Viewer,
  accountId: number,
  { address }: Pick<Identity, 'address'>,
): Promise<boolean> {
  const message = { conversationId: null, accountId, userId: viewer.userId, to: [{ address }], text: '…' };
  return (await rooms.outbound.preview(message)).policy?.state === 'template only';
}
