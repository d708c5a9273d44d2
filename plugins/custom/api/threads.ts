// Conversations of a bridge's channels, as the public conversations API has them: threads, who has them, open or closed.
import type { OfferedConversation } from '../../../core/contract/offers.ts';
import { listThreads, threadOf, type Thread } from '../store/threads.ts';
import { missing, WireError } from '../wire/errors.ts';
import { userIn } from './actors.ts';
import { bodyOf, channelIds, endIn, endOf, type Asked, type Route } from './asking.ts';

export const threadRoutes: Route[] = [
  { method: 'GET', url: '/threads', answer: list },
  { method: 'GET', url: '/threads/:threadId', answer: async (asked) => publicThread(asked, await threadFor(asked)) },
  { method: 'PATCH', url: '/threads/:threadId', answer: change },
  { method: 'DELETE', url: '/threads/:threadId', answer: trash },
  { method: 'PUT', url: '/threads/:threadId/assignee', answer: assign },
  { method: 'DELETE', url: '/threads/:threadId/assignee', answer: unassign },
];

const USUAL = 100;
const MOST = 500;

/** Where a thread goes on by now; of its newest message. */
export function placeOf({ accountId, message, key }: Thread) {
  return { accountId, message, ...(key && { key }) };
}

export async function threadFor(asked: Asked): Promise<Thread> {
  const { threadId = '' } = asked.request.params;
  const found = await threadOf(asked.registry.context, await channelIds(asked), threadId);
  if (!found) throw missing('thread', threadId);
  return found;
}

async function stateOf({ registry }: Asked, thread: Thread): Promise<OfferedConversation | null> {
  return registry.offers.conversations.of(placeOf(thread));
}

async function publicThread(asked: Asked, thread: Thread, state?: OfferedConversation | null): Promise<object> {
  const { id, channelId, accountId, createdAt, changedAt, receivedAt, sentAt } = thread;
  const found = state === undefined ? await stateOf(asked, thread) : state;
  return {
    ...{ id, createdAt: createdAt.toISOString(), status: found?.status === 'closed' ? 'CLOSED' : 'OPEN' },
    ...(found?.closedAt && { closedAt: found.closedAt.toISOString() }),
    ...{ originalChannelId: String(channelId), originalChannelAccountId: String(accountId) },
    inboxId: String(found?.inboxId ?? (await inboxOf(asked, accountId))),
    associatedContactId: found?.contact ?? '',
    ...(found?.ownerId && { assignedTo: `A-${found.ownerId}` }),
    latestMessageTimestamp: changedAt.toISOString(),
    ...(receivedAt && { latestMessageReceivedTimestamp: receivedAt.toISOString() }),
    ...(sentAt && { latestMessageSentTimestamp: sentAt.toISOString() }),
    ...{ spam: found?.isSpam ?? false, archived: found?.isTrashed ?? false },
    ...(found?.ticket && { threadAssociations: { associatedTicketId: String(found.ticket) } }),
  };
}

/** Of what has not been taken in yet. */
async function inboxOf({ registry }: Asked, accountId: number): Promise<number | undefined> {
  return (await registry.offers.accounts()).find(({ id }) => id === accountId)?.inboxId;
}

/** Newest first. What the desk alone knows is asked of each; a page may then hold fewer than asked for. */
async function list(asked: Asked): Promise<object> {
  const { query } = asked.request;
  const word = (name: string) => (typeof query[name] === 'string' ? query[name] : undefined);
  const since = Date.parse(word('latestMessageTimestampAfter') ?? '') || 0;
  const most = Math.min(Math.max(Math.trunc(Number(query.limit)) || USUAL, 1), MOST);
  const wanted = { channelIds: await channelIds(asked), before: endIn(query.after), since, most: most + 1 };
  const found = await listThreads(asked.registry.context, wanted);
  const results: object[] = [];
  for (const thread of found.slice(0, most)) {
    const state = await stateOf(asked, thread);
    if (isWanted(state, query)) results.push(await publicThread(asked, thread, state));
  }
  if (found.length <= most) return { results };
  const last = found[most - 1]!;
  const after = endOf({ at: last.changedAt.getTime(), id: last.id });
  const link = new URL(asked.request.url, 'http://desk');
  link.searchParams.set('after', after);
  return { results, paging: { next: { after, link: link.pathname + link.search } } };
}

function isWanted(state: OfferedConversation | null, query: Asked['request']['query']): boolean {
  const { threadStatus, inboxId, associatedContactId, associatedTicketId, archived } = query;
  return (
    (threadStatus === undefined || threadStatus === (state?.status ?? 'open').toUpperCase()) &&
    (inboxId === undefined || [inboxId].flat().includes(String(state?.inboxId))) &&
    (associatedContactId === undefined || associatedContactId === state?.contact) &&
    (associatedTicketId === undefined || associatedTicketId === String(state?.ticket)) &&
    (archived === 'true') === (state?.isTrashed ?? false)
  );
}

async function change(asked: Asked): Promise<object> {
  const thread = await threadFor(asked);
  const { status, archived } = await bodyOf<{ status?: 'OPEN' | 'CLOSED'; archived?: boolean }>(asked, 'thread');
  await changed(asked, thread, {
    ...(status && { status: status === 'OPEN' ? ('open' as const) : ('closed' as const) }),
    ...(archived !== undefined && { isTrashed: archived }),
  });
  return publicThread(asked, thread);
}

/** It can be taken out of the trash again, by the team or with `archived: false`. */
async function trash(asked: Asked): Promise<undefined> {
  await changed(asked, await threadFor(asked), { isTrashed: true });
  void asked.reply.code(204).send();
  return undefined;
}

async function assign(asked: Asked): Promise<object> {
  const thread = await threadFor(asked);
  const { actorId } = await bodyOf<{ actorId: string }>(asked, 'assignee');
  await changed(asked, thread, { ownerId: await userIn(asked, actorId, 'actorId') });
  return publicThread(asked, thread);
}

async function unassign(asked: Asked): Promise<object> {
  const thread = await threadFor(asked);
  await changed(asked, thread, { ownerId: null });
  return publicThread(asked, thread);
}

type Change = Parameters<Asked['registry']['offers']['conversations']['change']>[1];

/** Throws while its newest message is still being taken in. */
export async function demandTaken(asked: Asked, thread: Thread): Promise<void> {
  if (await stateOf(asked, thread)) return;
  throw new WireError('CONFLICT', 'The newest message of the thread is still being taken in. Try again in a moment.');
}

async function changed(asked: Asked, thread: Thread, change: Change): Promise<void> {
  await demandTaken(asked, thread);
  await asked.registry.offers.conversations.change(placeOf(thread), change);
}
