// Whom a call rings at: who may and is there, who is next, and how long it goes on.
import type { CallStanding, NewCall, RingRules } from '../contract/call.ts';
import { insert } from '../database/columns.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import { conflict } from '../kernel/errors.ts';
import { isOpen } from '../kernel/hours.ts';
import { legOf } from './legs.ts';
import type { Call, LegRole } from './shapes.ts';
import { change, channelOf, type World } from './world.ts';

/** In the order in which it would ring at them. */
export interface Reachable {
  ids: number[];
  standing: CallStanding;
}

/** Who takes calls of the account, is available, and does not talk already. */
export async function reachable(world: World, account: ChannelAccount, rules: RingRules): Promise<Reachable> {
  if (!isOpen(rules.hours, world.clock.now())) return { ids: [], standing: 'closed' };
  const { to, userIds, teamIds } = account.routing;
  const able = await world.accounts.users.whoMay('conversation.take', { inboxId: account.inboxId });
  const chosen = able.filter(
    ({ id, teamIds: own }) => to !== 'people' || userIds.includes(id) || own.some((team) => teamIds.includes(team)),
  );
  const there = chosen.filter(({ id, available }) => available && takes(world, account.id, id)).map(({ id }) => id);
  const free = there.filter((id) => !isBusy(world, id));
  const standing = free.length > 0 ? 'available' : there.length > 0 ? 'busy' : 'away';
  return { ids: await ordered(world, free, rules), standing };
}

/** The same of those at whom the channel says that it rings, where its far side decides. */
export async function reachableOf(
  world: World,
  account: ChannelAccount,
  { rules, at }: Pick<NewCall, 'rules' | 'at'>,
): Promise<Reachable> {
  const found = await reachable(world, account, rules);
  if (!at) return found;
  const ids = found.ids.filter((id) => at.includes(id));
  if (ids.length > 0 || found.standing !== 'available') return { ...found, ids };
  return { ids, standing: at.some((id) => isBusy(world, id)) ? 'busy' : 'away' };
}

/** The far side of the channel rings at more of them now. */
export async function ringMore(world: World, account: ChannelAccount, known: Call, given: NewCall): Promise<Call> {
  if (!given.at || known.direction !== 'in' || known.state !== 'ringing') return known;
  const { ids } = await reachableOf(world, account, given);
  const isNew = (call: Call) => ids.filter((id) => call.state === 'ringing' && !legOf(call, id));
  if (isNew(known).length === 0) return known;
  return change(world, known.id, 'desk', (call) => ringAt(world, call.id, isNew(call), 'talk'));
}

/** Whether somebody of the desk can be reached where the channel carries media. */
export function takes(world: World, accountId: number, userId: number): boolean {
  return channelOf(world, accountId)?.takes?.(userId) ?? true;
}

/** They talk, ring at a customer, or are asked by a colleague. */
export function isBusy({ book }: World, userId: number): boolean {
  return book.all().some(({ legs }) => legs.some((leg) => leg.userId === userId && leg.state === 'active'));
}

/** Only inside `write`: whom of them nothing keeps by now. What memory says may be a transaction behind. */
export async function freeOf({ database }: World, userIds: number[]): Promise<number[]> {
  if (userIds.length === 0) return [];
  const sql = `select user_id from call_leg where user_id in (?) and state = 'active'`;
  const busy = new Set((await database.rows<{ user_id: number }>(sql, [userIds])).map((row) => row.user_id));
  return userIds.filter((id) => !busy.has(id));
}

/** Only inside `write`. Throws a conflict `call_busy`. */
export async function demandFree(world: World, userId: number): Promise<void> {
  if ((await freeOf(world, [userId])).length === 0)
    throw conflict('call_busy', 'You are on a call already. Hang up first.');
}

async function ordered(world: World, userIds: number[], { strategy }: RingRules): Promise<number[]> {
  if (!isInTurn(strategy) || userIds.length < 2) return userIds;
  const joined = strategy === 'idle' ? 'and joined_at is not null' : '';
  const rows = await world.database.rows<{ id: number; last: number | null }>(
    `select id, (select max(id) from call_leg where user_id = desk_user.id ${joined}) as last
     from desk_user where id in (?)`,
    [userIds],
  );
  const lastOf = new Map(rows.map((row) => [row.id, Number(row.last)]));
  return userIds.toSorted((one, other) => (lastOf.get(one) ?? 0) - (lastOf.get(other) ?? 0) || one - other);
}

/** Only inside `write`. */
export async function ringAt(world: World, callId: number, userIds: number[], role: LegRole): Promise<void> {
  for (const userId of userIds) {
    await insert(world.database, 'call_leg', {
      ...{ call_id: callId, kind: 'user', user_id: userId, role, state: 'ringing' },
      ...{ muted: false, started_at: world.clock.now() },
    });
  }
}

/** At whom a call has not rung yet, of those who are there now; everybody at once is asked only once. */
export function nextOf(call: Call, ids: number[]): number[] {
  if (!isInTurn(call.rules.strategy)) return [];
  const asked = new Set(call.legs.map(({ userId }) => userId));
  return ids.filter((id) => !asked.has(id)).slice(0, 1);
}

export function firstOf(ids: number[], { strategy }: RingRules): number[] {
  return isInTurn(strategy) ? ids.slice(0, 1) : ids;
}

function isInTurn(strategy: RingRules['strategy']): boolean {
  return strategy === 'turn' || strategy === 'idle';
}
