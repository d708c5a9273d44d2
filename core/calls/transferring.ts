// Passing a call on: to a colleague or a team, at once, or after talking with them while the customer waits.
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import { patch } from '../database/columns.ts';
import { conflict } from '../kernel/errors.ts';
import { endLeg, leave, takeOver } from './ending.ts';
import { consultedOf, ringingOf, talkerOf } from './legs.ts';
import { freeOf, isBusy, ringAt, takes } from './ringing.ts';
import type { Call, Calls, Leg, Transfer } from './shapes.ts';
import { demandActive, mine } from './verbs.ts';
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
  const { call } = await mine(world, viewer, publicId);
  demandTalking(call, viewer);
  const ids = await targets(world, call, viewer, to);
  await change(world, call.id, actorOf(viewer), async (now) => {
    const leg = demandTalking(now, viewer);
    if (ringingOf(now).length > 0 || consultedOf(now)) return;
    const free = await freeOf(world, ids);
    if (free.length === 0)
      throw conflict('call_nobody_there', 'Nobody there can take the call now. Choose somebody else, or write a note.');
    await ringAt(world, now.id, free, how === 'warm' ? 'consult' : 'transfer');
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

/** Their end, when they are who talks with the customer. Throws a conflict `call_over` or `call_not_yours`. */
function demandTalking(call: Call, viewer: Viewer): Leg {
  const leg = demandActive(call, viewer);
  demand(viewer, 'conversation.answer', call);
  if (talkerOf(call)?.id !== leg.id) throw conflict('call_not_yours', 'Only who talks with the customer passes it on.');
  return leg;
}

async function passOn(world: World, viewer: Viewer, publicId: string): Promise<void> {
  const { call } = await mine(world, viewer, publicId);
  await change(world, call.id, actorOf(viewer), async (now) => {
    const leg = demandTalking(now, viewer);
    const consulted = consultedOf(now);
    if (!consulted) throw conflict('call_nobody_there', 'Nobody has answered yet.');
    await endLeg(world, leg, 'passed_on');
    await takeOver(world, now, consulted);
  });
}

async function takeBack(world: World, viewer: Viewer, publicId: string): Promise<void> {
  const { call } = await mine(world, viewer, publicId);
  demandTalking(call, viewer);
  const isConsulted = ({ role, state }: Leg) => role === 'consult' && state !== 'ended';
  for (const { id } of call.legs.filter(isConsulted)) await leave(world, call.id, id, 'cancelled', isConsulted);
}
