// Ringing at a customer: call back from a conversation or a contact, where their channel reaches them now (CA-4).
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import type { Address } from '../contract/address.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { end } from './ending.ts';
import { toldOf } from './legs.ts';
import { isBusy, takes } from './ringing.ts';
import { callById, insert } from './rows.ts';
import type { Call, Calls } from './shapes.ts';
import { demandDevice, ELSEWHERE } from './verbs.ts';
import { channelOf, isElsewhere, spread, tellChange, type World } from './world.ts';

type Verbs = Pick<Calls, 'callBack' | 'reaches'>;

interface Way {
  accountId: number;
  to: Address;
  name: string;
}

interface Begun {
  conversationId: number;
  device: string;
  elsewhere: boolean;
}

export function createCalling(world: World): Verbs {
  return {
    callBack: (viewer, conversationId, device) => callBack(world, viewer, conversationId, device),
    async reaches(conversationId) {
      const way = await wayTo(world, conversationId);
      return way && { to: way.to.kind === 'phone' ? way.to.value : '', elsewhere: isElsewhere(world, way) };
    },
  };
}

/** How the customer of a conversation is reached by a call now: by its own account, else by one of its inbox, else by any. */
async function wayTo(world: World, conversationId: number): Promise<Way | null> {
  const able = world.ports.accounts().filter(({ connection }) => connection.calls);
  const conversation = able.length > 0 ? await world.conversations.get(conversationId) : null;
  const contact = conversation?.contactId ? await world.contacts.summary(conversation.contactId) : null;
  if (!conversation || !contact) return null;
  const near = (row: ChannelAccount) =>
    row.id === conversation.accountId ? 0 : row.inboxId === conversation.inboxId ? 1 : 2;
  for (const { row, connection } of able.toSorted((one, other) => near(one.row) - near(other.row))) {
    const found = contact.identities.find(({ address }) => connection.calls!.reaches(address));
    if (found) return { accountId: row.id, to: found.address, name: contact.name };
  }
  return null;
}

const UNREACHABLE = 'They cannot be called just now: their browser is not open at your site. Write to them instead.';
const NOWHERE =
  'The desk does not know where to ring at you. Enter your own number first, in the settings of the channel.';

async function callBack(world: World, viewer: Viewer, conversationId: number, device: string): Promise<Call> {
  const conversation = await world.conversations.get(conversationId);
  if (!conversation) throw notFound('conversation');
  demand(viewer, 'conversation.answer', conversation);
  if (isBusy(world, viewer.userId)) throw conflict('call_busy', 'You are on a call already. Hang up first.');
  const way = await wayTo(world, conversationId);
  if (!way) throw conflict('call_unreachable', UNREACHABLE);
  if (!takes(world, way.accountId, viewer.userId)) throw conflict('call_no_end', NOWHERE);
  const elsewhere = isElsewhere(world, way);
  const held = elsewhere ? ELSEWHERE : device;
  demandDevice(held);
  const call = await world.database.write(() =>
    begin(world, viewer, { ...way, conversationId, device: held, elsewhere }),
  );
  spread(world, call);
  const ends = channelOf(world, way.accountId);
  const rung = (await ends?.ring(toldOf(call), way.to)) ?? { rings: false as const, why: gone() };
  if (rung.rings) return call;
  await end(world, call.id, 'failed', 'desk');
  throw conflict('call_unreachable', UNREACHABLE);
}

function gone(): Reason {
  return reason('call.account_gone', 'The channel is not running.');
}

/** Only inside `write`. */
async function begin(
  world: World,
  viewer: Viewer,
  { accountId, conversationId, device, elsewhere, to, name }: Way & Begun,
): Promise<Call> {
  const { database, conversations, clock } = world;
  const [key, at] = [`out:${publicId()}`, clock.now()];
  const { id: messageId } = await conversations.record({
    ...{ conversationId, kind: 'message', direction: 'out', accountId, authorUserId: viewer.userId, at },
    externalId: `call:${key}`,
    parts: [{ type: 'call', direction: 'out', outcome: 'ringing' }],
    people: [{ role: 'to', name, address: to }],
    // Nobody has been answered yet.
    details: { answered: false },
  });
  // It rings at whoever calls first, then at the customer.
  const seconds = (world.limits.outgoing / 1000) * (elsewhere ? 2 : 1);
  const rules = { strategy: 'all', seconds };
  const id = await insert(database, 'call', {
    ...{ public_id: publicId(), account_id: accountId, key, rules: JSON.stringify(rules), direction: 'out' },
    ...{ conversation_id: conversationId, message_id: messageId, begun: false, user_id: viewer.userId },
    ...{ state: 'ringing', held: false, started_at: at },
  });
  const leg = { call_id: id, role: 'talk', muted: false, started_at: at };
  // The older end does not give way: whoever rings.
  const caller = { kind: 'user', user_id: viewer.userId, state: 'active', device, joined_at: at };
  await insert(database, 'call_leg', { ...leg, ...caller });
  await insert(database, 'call_leg', { ...leg, kind: 'customer', state: 'ringing' });
  const call = (await callById(database, id))!;
  await tellChange(world, call, actorOf(viewer));
  return call;
}
