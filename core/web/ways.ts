// By which accounts a contact can be answered, or called: the channel switch above the editor (RE-2, WA-9, CA-4).
import { may, type Viewer } from '../accounts/accounts.ts';
import type { ThreadHead } from '../conversations/conversations.ts';
import { reaches, type LiveAccount } from '../outbound/outbound.ts';
import type { WebParts } from './rooms.ts';

export interface Way {
  id: number;
  channel: string;
  title: string;
  /** Nothing leaves the desk by it. */
  demo: boolean;
}

/** The chosen account first, then one of every other channel that reaches the contact, the inbox's own before others. */
export async function waysOf(
  { rooms }: WebParts,
  viewer: Viewer,
  head: ThreadHead,
  chosen: number | undefined,
): Promise<Way[]> {
  const { channels, contacts } = rooms;
  const addresses = head.contactId === null ? [] : ((await contacts.summary(head.contactId))?.identities ?? []);
  const usable = channels
    .running()
    .filter((live) => live.row.active && leadsOut(live))
    .filter(({ row }) => may(viewer, 'conversation.answer', { inboxId: row.inboxId }));
  const leadsThere = (live: LiveAccount) =>
    live.row.id === head.accountId ||
    (!live.row.demo && addresses.some(({ address, unreachable }) => !unreachable && reaches(live, address)));
  const rank = ({ row }: LiveAccount) =>
    row.id === chosen ? 0 : row.id === head.accountId ? 1 : row.inboxId === head.inboxId ? 2 : 3;
  const able = usable.filter(leadsThere).toSorted((one, other) => rank(one) - rank(other) || one.row.id - other.row.id);
  const ways = able
    .filter(({ row }, index) => {
      const first = able.findIndex((one) => one.row.channel === row.channel);
      return first === index || row.id === head.accountId;
    })
    .map(({ row: { id, channel, title, demo } }) => ({ id, channel, title, demo }));
  // Who may not answer by the chosen account answers by none.
  return ways[0]?.id === chosen ? ways : [];
}

/** Of the dialog for calling them, where accounts carry calls; whom those reach is looked at when it is opened. */
export function callHref({ rooms }: WebParts, viewer: Viewer, head: ThreadHead): string | undefined {
  const isThere = head.contactId !== null && rooms.calls.ways(viewer, [], head).length > 0;
  return isThere ? `/conversations/${head.id}/calls` : undefined;
}

function leadsOut({ manifest }: LiveAccount): boolean {
  return manifest.reaches.length > 0;
}

/** What the customer used last, or a way out to them where that has none; an answer goes that way unless somebody chooses another. */
export async function usualWay({ rooms }: WebParts, head: ThreadHead): Promise<number | undefined> {
  const row = await rooms.database.row<{ account_id: number | null }>(
    `select account_id from message where conversation_id = ? and kind = 'message' and direction = 'in' and deleted_at is null
       and automatic is null order by id desc limit 1`,
    [head.id],
  );
  const last = row?.account_id ?? null;
  const usual = last !== null && rooms.channels.live(last)?.row.active ? last : head.accountId;
  return (await rooms.outbound.usualAccount(head.id, usual)) ?? undefined;
}
