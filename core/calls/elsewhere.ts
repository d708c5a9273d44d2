// Ends of the desk where the channel carries media by itself: what follows when one of them is over there.
import type { CallEnding } from '../contract/call.ts';
import { patch } from '../database/columns.ts';
import { endLeg, goOn, leave } from './ending.ts';
import { customerOf, talkerOf } from './legs.ts';
import { disown, renew } from './recording.ts';
import { reachable, ringAt } from './ringing.ts';
import { callById } from './rows.ts';
import type { Call } from './shapes.ts';
import { change, type World } from './world.ts';

export async function left(
  world: World,
  call: Call | undefined,
  legId: number,
  { ending, wasThere }: { ending: CallEnding; wasThere: boolean },
): Promise<void> {
  const leg = call?.legs.find(({ id }) => id === legId);
  if (!call || !leg || leg.kind !== 'user' || leg.state === 'ended') return;
  const isFirst = call.direction === 'in' && !call.legs.some(({ ending: how }) => how === 'passed_on');
  if (wasThere || !isFirst || talkerOf(call)?.id !== legId) await leave(world, call.id, legId, ending);
  else await takeItBack(world, call, legId, ending);
}

/** Whoever took it has not picked up: nobody has answered yet, and it rings at the others. */
async function takeItBack(world: World, found: Call, legId: number, ending: CallEnding): Promise<void> {
  const account = world.ports.account(found.accountId)?.row;
  // Read before the transaction: who else is there.
  const others = account ? (await reachable(world, account, found.rules)).ids : [];
  await change(world, found.id, 'desk', async (call) => {
    const { database } = world;
    const leg = call.legs.find(({ id }) => id === legId);
    if (leg?.state !== 'active' || call.state !== 'active') return;
    await endLeg(world, leg, ending);
    await patch(database, 'call', call.id, { state: 'ringing', answered_at: null, user_id: null, held: false });
    await patch(database, 'call_leg', customerOf(call).id, { state: 'ringing', joined_at: null });
    await disown(world, call);
    // Who was called off because a colleague was quicker may be asked again, nobody else.
    const asked = call.legs.filter((one) => one.ending !== 'elsewhere').map(({ userId }) => userId);
    const free = others.filter((id) => !asked.includes(id));
    if (call.rules.strategy === 'all') await ringAt(world, call.id, free, 'talk');
    const again = (await callById(database, call.id))!;
    await renew(world, again, 'ringing', 'desk');
    await goOn(world, again, leg, 'no_answer', free);
  });
}
