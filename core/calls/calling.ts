// Ringing at a customer, from a conversation or from their page, where a channel reaches them now (CA-4).
import { actorOf, demand, may, type Viewer } from '../accounts/accounts.ts';
import type { ContactSummary } from '../contacts/contacts.ts';
import type { Person } from '../contract/address.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { insert } from '../database/columns.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { end } from './ending.ts';
import { toldOf } from './legs.ts';
import { demandFree } from './ringing.ts';
import { callById } from './rows.ts';
import type { Call, CallBy, Calls } from './shapes.ts';
import { demandDevice, ELSEWHERE } from './verbs.ts';
import { chosenOf, unreachable, waysTo, type Near } from './ways.ts';
import { channelOf, spread, tellChange, type World } from './world.ts';

type Verbs = Pick<Calls, 'callBack' | 'callContact' | 'ways'>;

const NOWHERE_NEAR = { accountId: null, inboxId: null };

interface Wanted {
  contactId: number | null;
  near: Near;
  device: string;
  by: CallBy | undefined;
  /** Only inside `write`: where the call belongs. */
  place(contact: ContactSummary, accountId: number): Promise<number>;
}

export function createCalling(world: World): Verbs {
  return {
    ways: (viewer, identities, near) => waysTo(world, viewer, identities, near ?? NOWHERE_NEAR),
    async callBack(viewer, conversationId, device, by) {
      const conversation = await world.conversations.get(conversationId);
      if (!conversation) throw notFound('conversation');
      demand(viewer, 'conversation.answer', conversation);
      const { contactId } = conversation;
      return call(world, viewer, { contactId, near: conversation, device, by, place: async () => conversationId });
    },
    callContact(viewer, contactId, device, by) {
      const place: Wanted['place'] = (contact, accountId) => threadWith(world, viewer, contact, accountId);
      return call(world, viewer, { contactId, near: NOWHERE_NEAR, device, by, place });
    },
  };
}

async function call(world: World, viewer: Viewer, { contactId, near, device, by, place }: Wanted): Promise<Call> {
  const contact = contactId === null ? null : await world.contacts.summary(contactId);
  if (!contact) throw contactId === null ? unreachable() : notFound('contact');
  const { accountId, identity, elsewhere } = chosenOf(waysTo(world, viewer, contact.identities, near), by);
  const held = elsewhere ? ELSEWHERE : device;
  demandDevice(held);
  const to = { name: contact.name, address: identity.address };
  const made = await world.database.write(async () => {
    await demandFree(world, viewer.userId);
    const conversationId = await place(contact, accountId);
    return begin(world, viewer, { accountId, conversationId, device: held, elsewhere, to });
  });
  spread(world, made);
  const ends = channelOf(world, accountId);
  const rung = (await ends?.ring(toldOf(made), to.address)) ?? { rings: false as const, why: gone() };
  if (rung.rings) return made;
  await end(world, made.id, 'failed', 'desk');
  throw unreachable();
}

function gone(): Reason {
  return reason('call.account_gone', 'The channel is not running.');
}

/** Only inside `write`: where they talk already, as far as the viewer may answer there. */
async function threadWith(
  { conversations, clock, ports }: World,
  viewer: Viewer,
  { id: contactId }: ContactSummary,
  accountId: number,
): Promise<number> {
  const open = await conversations.openOf(contactId, accountId);
  if (open && may(viewer, 'conversation.answer', open)) return open.id;
  const account = ports.account(accountId)?.row;
  if (!account) throw conflict('call_unreachable', gone().text);
  const { inboxId } = account;
  const place = { inboxId, accountId, contactId, subject: '', ownerId: viewer.userId, at: clock.now() };
  return (await conversations.start({ ...place, actor: actorOf(viewer) })).id;
}

interface Begun {
  accountId: number;
  conversationId: number;
  device: string;
  elsewhere: boolean;
  to: Person;
}

/** Only inside `write`. */
async function begin(world: World, viewer: Viewer, begun: Begun): Promise<Call> {
  const { database, conversations, clock } = world;
  const { accountId, conversationId, device, elsewhere, to } = begun;
  const [key, at] = [`out:${publicId()}`, clock.now()];
  const { id: messageId } = await conversations.record({
    ...{ conversationId, kind: 'message', direction: 'out', accountId, authorUserId: viewer.userId, at },
    externalId: `call:${key}`,
    parts: [{ type: 'call', direction: 'out', outcome: 'ringing' }],
    people: [{ role: 'to', name: to.name ?? '', address: to.address }],
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
  const made = (await callById(database, id))!;
  await tellChange(world, made, actorOf(viewer));
  return made;
}
