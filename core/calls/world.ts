// How every change of a call goes: one transaction, its event, then everybody who holds an end is told.
import type { CallEnds } from '../contract/call.ts';
import { notFound } from '../kernel/errors.ts';
import type { Actor } from '../events/events.ts';
import type { Book } from './book.ts';
import { onCallOf, toldOf, usersOf } from './legs.ts';
import { callById, callByPublicId } from './rows.ts';
import type { Call, CallLimits, CallNeeds } from './shapes.ts';

export interface World extends CallNeeds {
  book: Book;
  limits: CallLimits;
  /** What follows once a change is safe: timers, ends that are over. Set by the door. */
  settle(call: Call, was: Call | undefined): void;
}

/** What the desk asks of the channel of an account; undefined where it does not run or carries no calls. */
export function channelOf({ ports }: Pick<World, 'ports'>, accountId: number): CallEnds | undefined {
  return ports.account(accountId)?.connection.calls;
}

/** The channel carries media by itself: no page holds an end. */
export function isElsewhere(world: Pick<World, 'ports'>, { accountId }: Pick<Call, 'accountId'>): boolean {
  return (channelOf(world, accountId)?.media ?? 'browser') !== 'browser';
}

/** A phone of the channel's own within pages of the person holds their ends. */
export function hasPhone(ends: CallEnds | undefined, userId: number): boolean {
  return ends?.media === 'phone' || (ends?.media === 'elsewhere' && (ends.phone?.(userId) ?? null) !== null);
}

/** Changes a call within one transaction; `work` may read and write, and throws to leave everything as it was. */
export async function change(
  world: World,
  callId: number,
  actor: Actor,
  work: (call: Call) => Promise<void>,
): Promise<Call> {
  const { database } = world;
  const after = await database.write(async () => {
    const before = await callById(database, callId);
    if (!before) throw notFound('call');
    await work(before);
    const changed = (await callById(database, callId))!;
    await tellChange(world, changed, actor, before);
    return changed;
  });
  spread(world, after);
  return after;
}

/** Only inside `write`. */
export async function tellChange(world: World, call: Call, actor: Actor, before?: Call): Promise<void> {
  const { conversationId, inboxId, contactId, accountId, messageId, publicId, state, ending } = call;
  const userIds = [...new Set([...(before ? usersOf(before) : []), ...usersOf(call)])];
  await world.events.add({
    ...{ type: 'call.changed', actor, conversationId, inboxId, contactId, accountId, messageId },
    data: { call: publicId, state, ending, userIds },
  });
  const [were, are] = [onCallOf(before), onCallOf(call)];
  for (const userId of userIds.filter((id) => were.has(id) !== are.has(id)))
    await world.events.add({
      type: 'user.changed',
      actor: `user:${userId}`,
      data: { userId, onCall: are.has(userId) },
    });
}

/** After the commit: memory, timers, and the customer's end. */
export function spread(world: World, call: Call): void {
  const was = world.book.get(call.id);
  world.book.put(call);
  world.settle(call, was);
  tellCustomer(world, call);
}

export function tellCustomer(world: World, call: Call): void {
  channelOf(world, call.accountId)?.changed(toldOf(call));
}

/** Throws `not_found`. */
export async function named(world: World, publicId: string): Promise<Call> {
  const call = await callByPublicId(world.database, publicId.slice(0, 40));
  if (!call) throw notFound('call');
  return call;
}
