// What people of the desk do with a call: take it, decline it, hang up, hold, mute, describe it.
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import { patch } from '../database/columns.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { notesKey } from '../kernel/ids.ts';
import { endLeg, leave } from './ending.ts';
import { consultedOf, isRinging, legOf, talkerOf } from './legs.ts';
import { own, renew } from './recording.ts';
import { demandFree } from './ringing.ts';
import { callById } from './rows.ts';
import { OUTCOMES, type Call, type Calls, type Leg } from './shapes.ts';
import { change, isElsewhere, named, type World } from './world.ts';

type Verbs = Pick<Calls, 'accept' | 'decline' | 'hangUp' | 'hold' | 'mute' | 'describe' | 'sayNotes' | 'wrapUp'>;

const MOST_NOTES = 5000;
/** Instead of a page that holds an end. */
export const ELSEWHERE = 'elsewhere';
const DEVICE = /^[\w-]{8,64}$/;

export function createVerbs(world: World): Verbs {
  return {
    accept: (viewer, publicId, device) => accept(world, viewer, publicId, device),
    async decline(viewer, publicId) {
      const { call, leg } = await mine(world, viewer, publicId);
      if (leg) await leave(world, call.id, leg.id, 'declined', isRinging);
    },
    async hangUp(viewer, publicId) {
      const { call, leg } = await mine(world, viewer, publicId);
      const ending = leg?.state === 'ringing' ? 'declined' : call.answeredAt ? 'hung_up' : 'cancelled';
      if (leg) await leave(world, call.id, leg.id, ending);
    },
    async hold(viewer, publicId, on) {
      const { call } = await mine(world, viewer, publicId);
      await change(world, call.id, actorOf(viewer), async (now) => {
        demandActive(now, viewer);
        await patch(world.database, 'call', now.id, { held: on });
      });
    },
    async mute(viewer, publicId, on) {
      const { call } = await mine(world, viewer, publicId);
      await change(world, call.id, actorOf(viewer), async (now) => {
        const { id } = demandActive(now, viewer);
        await patch(world.database, 'call_leg', id, { muted: on });
      });
    },
    describe: (viewer, publicId, given) => describe(world, viewer, publicId, given),
    sayNotes: (viewer, publicId, html) => sayNotes(world, viewer, publicId, html),
    wrapUp(viewer, publicId) {
      for (const call of world.book.asks(viewer.userId))
        if (call.publicId === publicId) world.book.stopAsking(viewer.userId, call.id);
    },
  };
}

export function demandDevice(device: string): void {
  if (!DEVICE.test(device)) throw invalid({ device: 'wrong.choice' });
}

/** The call, and the viewer's own end of it where that is not over. */
export async function mine(
  world: World,
  viewer: Viewer,
  publicId: string,
): Promise<{ call: Call; leg: Leg | undefined }> {
  const call = await named(world, publicId);
  if (!call.legs.some(({ userId }) => userId === viewer.userId)) throw notFound('call');
  return { call, leg: legOf(call, viewer.userId) };
}

/** Their end of a call on which people talk now. Throws a conflict `call_over`. */
export function demandActive(call: Call, { userId }: Viewer): Leg {
  const leg = legOf(call, userId);
  if (call.state !== 'active' || leg?.state !== 'active') throw over();
  return leg;
}

function over() {
  return conflict('call_over', 'The call is over.');
}

async function accept(world: World, viewer: Viewer, publicId: string, device: string): Promise<Call> {
  const { call } = await mine(world, viewer, publicId);
  const held = isElsewhere(world, call) ? ELSEWHERE : device;
  demandDevice(held);
  demand(viewer, 'conversation.answer', call);
  return change(world, call.id, actorOf(viewer), async (now) => {
    await demandFree(world, viewer.userId);
    const leg = legOf(now, viewer.userId);
    if (leg?.state !== 'ringing') throw lost(now);
    if (leg.role === 'consult' ? !talkerOf(now) || consultedOf(now) : talkerOf(now)) throw lost(now);
    await join(world, now, leg, held);
  });
}

function lost(call: Call) {
  const by = talkerOf(call)?.name ?? call.user?.name;
  return call.state === 'active' && by ? conflict('call_taken', `${by} has taken the call.`, { by }) : over();
}

/** Only inside `write`: the first one gets it, the others stop ringing. */
async function join(world: World, call: Call, leg: Leg, device: string): Promise<void> {
  const { database, clock } = world;
  const at = clock.now();
  await patch(database, 'call_leg', leg.id, { state: 'active', device, joined_at: at });
  for (const other of call.legs)
    if (other.id !== leg.id && other.state === 'ringing' && other.kind === 'user' && other.role === leg.role)
      await endLeg(world, other, 'elsewhere');
  if (leg.role === 'consult') return;
  for (const one of call.legs)
    if (one.kind === 'customer' && one.state === 'ringing')
      await patch(database, 'call_leg', one.id, { state: 'active', joined_at: at });
  await patch(database, 'call_leg', leg.id, { role: 'talk' });
  const answered = call.answeredAt ?? at;
  await patch(database, 'call', call.id, { state: 'active', user_id: leg.userId, answered_at: answered, held: false });
  await own(world, call, leg.userId!);
  if (!call.answeredAt) await renew(world, (await callById(database, call.id))!, 'active', `user:${leg.userId}`);
}

async function describe(
  world: World,
  viewer: Viewer,
  publicId: string,
  { notes, outcome }: { notes?: string; outcome?: string },
): Promise<Call> {
  const call = await named(world, publicId);
  if (!call.legs.some(({ userId }) => userId === viewer.userId)) demand(viewer, 'conversation.manage', call);
  demand(viewer, 'conversation.answer', call);
  if (outcome && !(OUTCOMES as readonly string[]).includes(outcome)) throw invalid({ outcome: 'wrong.choice' });
  const columns = {
    ...(notes !== undefined && { notes: notes.replace(/\r\n?/g, '\n').trim().slice(0, MOST_NOTES) }),
    ...(outcome !== undefined && { outcome }),
  };
  if (Object.keys(columns).length === 0) return call;
  return change(world, call.id, actorOf(viewer), () => patch(world.database, 'call', call.id, columns));
}

async function sayNotes(world: World, { userId }: Viewer, publicId: string, html: string): Promise<void> {
  const { database, conversations } = world;
  const call = await named(world, publicId);
  const conversation = call.conversationId === null ? null : await conversations.get(call.conversationId);
  if (call.notes === '' || !conversation || conversation.mergedIntoId !== null) return;
  // Known by it when the person is forgotten, whatever becomes of the notes and of the comment.
  const remember = (messageId: number) =>
    database.run('insert into call_comment (message_id, call_id) values (?, ?)', [messageId, call.id]);
  await conversations.comment(conversation.id, userId, html, [], notesKey(call.publicId, userId), remember);
}
