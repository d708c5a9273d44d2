// Passing a call on: to a colleague or a team, at once, or after talking with them while the customer waits.
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import { conflict } from '../kernel/errors.ts';
import { endLeg, leave, takeOver } from './ending.ts';
import { consultedOf, ringingOf, talkerOf } from './legs.ts';
import { isBusy, ringAt, takes } from './ringing.ts';
import { patch } from './rows.ts';
import type { Call, Calls, Leg, Transfer } from './shapes.ts';
import { active } from './verbs.ts';
import { change, type World } from './world.ts';

type Verbs = Pick<Calls, 'transfer' | 'passOn' | 'takeBack'>;

export function createTransferring(world: World): Verbs {
  return {
    transfer: (viewer, publicId, wanted) => transfer(world, viewer, publicId, wanted),
    passOn: (viewer, publicId) => passOn(world, viewer, publicId),
    takeBack: (viewer, publicId) => takeBack(world, viewer, publicId),
  };
}

async function transfer(world: World, viewer: Viewer, publicId: string, { to, how }: Transfer): Promise<void> {
  const { call, leg } = await talking(world, viewer, publicId);
  const ids = await targets(world, call, viewer, to);
  if (ids.length === 0)
    throw conflict('call_nobody_there', 'Nobody there can take the call now. Choose somebody else, or write a note.');
  await change(world, call.id, actorOf(viewer), async (now) => {
    if (ringingOf(now).length > 0 || consultedOf(now)) return;
    await ringAt(world, now.id, ids, how === 'warm' ? 'consult' : 'transfer');
    await patch(world.database, 'call', now.id, { held: true });
    if (how === 'cold') await endLeg(world, leg, 'passed_on');
  });
}

/** Who may take it, is there, and does not talk. */
async function targets(world: World, call: Call, viewer: Viewer, to: Transfer['to']): Promise<number[]> {
  const about = call.inboxId === null ? {} : { inboxId: call.inboxId };
  const able = await world.accounts.users.whoMay('conversation.take', about);
  return able
    .filter(({ id, teamIds }) => ('userId' in to ? id === to.userId : teamIds.includes(to.teamId)))
    .filter(({ id, available }) => available && id !== viewer.userId && !isBusy(world, id))
    .filter(({ id }) => takes(world, call.accountId, id))
    .map(({ id }) => id);
}

async function talking(world: World, viewer: Viewer, publicId: string): Promise<{ call: Call; leg: Leg }> {
  const { call, leg } = await active(world, viewer, publicId);
  demand(viewer, 'conversation.answer', call);
  if (talkerOf(call)?.id !== leg.id) throw conflict('call_not_yours', 'Only who talks with the customer passes it on.');
  return { call, leg };
}

async function passOn(world: World, viewer: Viewer, publicId: string): Promise<void> {
  const { call, leg } = await talking(world, viewer, publicId);
  await change(world, call.id, actorOf(viewer), async (now) => {
    const consulted = consultedOf(now);
    if (!consulted) throw conflict('call_nobody_there', 'Nobody has answered yet.');
    await endLeg(world, leg, 'passed_on');
    await takeOver(world, now, consulted);
  });
}

async function takeBack(world: World, viewer: Viewer, publicId: string): Promise<void> {
  const { call } = await talking(world, viewer, publicId);
  for (const leg of call.legs)
    if (leg.role === 'consult' && leg.state !== 'ended') await leave(world, call.id, leg.id, 'cancelled');
}
