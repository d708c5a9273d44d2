// What a channel may do with calls of an account: ring, say what the customer does, carry what their end says.
import type { AccountCalls, CallEnding, NewCall } from '../contract/call.ts';
import { reason } from '../contract/reason.ts';
import { insert, patch } from '../database/columns.ts';
import { notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { endCall } from './ending.ts';
import { left } from './elsewhere.ts';
import { customerOf, deskEndsOf, legOf, rungEndsOf, toldOf } from './legs.ts';
import { own, record, renew } from './recording.ts';
import type { Relay } from './relay.ts';
import { firstOf, freeOf, reachable, reachableOf, ringAt, ringMore } from './ringing.ts';
import { callById, callByKey } from './rows.ts';
import type { Call } from './shapes.ts';
import { change, spread, tellChange, type World } from './world.ts';

/** Of an end: how it is said that it is there, or not. */
export type Presence = (call: Call, legId: number, here: boolean) => void;

export function customerSide(world: World, relay: Relay, presence: Presence, accountId: number): AccountCalls {
  const open = (key: string): Call | undefined =>
    world.book.all().find((call) => call.accountId === accountId && call.key === key);
  const account = () => world.ports.account(accountId)?.row ?? null;
  return {
    async standing(rules) {
      const row = account();
      return row ? (await reachable(world, row, rules)).standing : 'closed';
    },
    ring: (call) => ring(world, accountId, call),
    taken: (key) => taken(world, open(key)),
    ended: (key, ending) => customerEnds(world, open(key), ending),
    async messageLeft(key) {
      const call = await callByKey(world.database, accountId, key);
      if (call?.result === 'missed') await change(world, call.id, 'desk', (now) => leaveMessage(world, now));
    },
    here(key, here) {
      const call = open(key);
      if (call) presence(call, customerOf(call).id, here);
    },
    ends: (key) => deskEndsOf(open(key)),
    rung: (key) => rungEndsOf(open(key)),
    left: async (key, leg, ending, wasThere) => left(world, open(key), leg, { ending, wasThere }),
    async told(key) {
      const call = open(key) ?? (await callByKey(world.database, accountId, key));
      return call && toldOf(call);
    },
    signal(key, signal) {
      const call = open(key);
      return call !== undefined && relay.send(call, customerOf(call), signal);
    },
    heard(key, upTo, again) {
      const call = open(key);
      if (call) relay.heard(call, customerOf(call), upTo, again);
    },
  };
}

const NOBODY = {
  busy: reason('call.all_busy', 'Everybody is on the phone just now. Leave a message, and you are called back.'),
  away: reason('call.nobody_there', 'Nobody is there just now. Leave a message, and you are called back.'),
  closed: reason('call.closed', 'It is outside of business hours. Leave a message, and you are called back.'),
};

async function ring(world: World, accountId: number, given: NewCall): ReturnType<AccountCalls['ring']> {
  const { database } = world;
  const account = world.ports.account(accountId)?.row;
  if (!account) throw notFound('account');
  const known = await callByKey(database, accountId, given.key);
  if (known) return { call: toldOf(await ringMore(world, account, known, given)) };
  const { ids, standing } = await reachableOf(world, account, given);
  if (standing !== 'available' && !given.over) return { refused: NOBODY[standing], standing };
  const call = await database.write(async () => {
    // Told twice at once, it is the same call; who was free may have gone on the phone meanwhile.
    const same = await callByKey(database, accountId, given.key);
    if (same) return same;
    const free = await freeOf(world, ids);
    if (free.length === 0 && !given.over) return null;
    const { messageId, conversationId, begun } = await record(world, account, given.from, given.key);
    const id = await insertCall(world, accountId, given, { conversationId, messageId, begun });
    if (given.over) await endCall(world, (await callById(database, id))!, given.over, 'desk');
    else await ringAt(world, id, firstOf(free, given.rules), 'talk');
    const made = (await callById(database, id))!;
    await tellChange(world, made, made.contactId === null ? 'desk' : `contact:${made.contactId}`);
    return made;
  });
  if (!call) return { refused: NOBODY.busy, standing: 'busy' };
  spread(world, call);
  return { call: toldOf(call) };
}

async function insertCall(
  world: World,
  accountId: number,
  { key, rules }: NewCall,
  place: { conversationId: number; messageId: number; begun: boolean },
): Promise<number> {
  const { database, clock } = world;
  const at = clock.now();
  const id = await insert(database, 'call', {
    ...{ public_id: publicId(), account_id: accountId, key, rules: JSON.stringify(rules), direction: 'in' },
    ...{ conversation_id: place.conversationId, message_id: place.messageId, begun: place.begun },
    ...{ state: 'ringing', held: false, started_at: at },
  });
  const customer = { call_id: id, kind: 'customer', role: 'talk', state: 'ringing', muted: false, started_at: at };
  await insert(database, 'call_leg', customer);
  return id;
}

/** Only inside `write`. */
async function leaveMessage(world: World, call: Call): Promise<void> {
  if (call.result !== 'missed') return;
  await patch(world.database, 'call', call.id, { result: 'voicemail' });
  await renew(world, call, 'voicemail', 'desk');
}

/** Who was rung by the team has taken it. */
async function taken(world: World, found: Call | undefined): Promise<void> {
  if (found?.direction !== 'out' || found.state !== 'ringing') return;
  const { database, clock } = world;
  const actor = found.contactId === null ? 'desk' : `contact:${found.contactId}`;
  await change(world, found.id, actor, async (call) => {
    const caller = call.user && legOf(call, call.user.id);
    if (call.state !== 'ringing' || !caller) return;
    const at = clock.now();
    await patch(database, 'call_leg', customerOf(call).id, { state: 'active', joined_at: at });
    await patch(database, 'call', call.id, { state: 'active', answered_at: at });
    await own(world, call, caller.userId!);
    // The answer is that of whoever rang.
    await renew(world, call, 'active', `user:${caller.userId}`);
  });
}

async function customerEnds(world: World, found: Call | undefined, ending: CallEnding): Promise<void> {
  if (!found) return;
  const actor = found.contactId === null ? 'desk' : `contact:${found.contactId}`;
  await change(world, found.id, actor, async (call) => {
    const how = ending === 'hung_up' && !call.answeredAt ? 'cancelled' : ending;
    await endCall(world, call, how, actor);
  });
}
