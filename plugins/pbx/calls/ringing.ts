// The telephone system rings at somebody: which call that is, who calls, and whether it may ring in the desk.
import type { AccountContext } from '../../../core/contract/context.ts';
import { ownerOf } from '../line/agents.ts';
import { hubOf } from '../line/hub.ts';
import { callerOf } from '../sip/numbers.ts';
import type { SipMessage } from '../sip/reading.ts';
import { RULES, settingsOf } from '../settings.ts';
import { follow } from './following.ts';
import { addDialog, dialogNamed, dialogsOf, openDialogs } from './store.ts';
import { inTurn, later } from './turns.ts';
import { askedLeg } from './wanting.ts';

const NAMED = /^[\x21-\x7e]{1,200}$/;
const SECOND = 1000;

/** Written down before the page hears it ring. */
export async function rings(context: AccountContext, userId: number, message: SipMessage): Promise<void> {
  if (await dialogNamed(context, userId, message.callId)) return;
  const named = await keyOf(context, userId, message);
  await inTurn(context, named, async () => {
    const key = await freshKey(context, named);
    const dialog = { userId, name: message.callId, key, sip: message.callId, way: 'in', state: 'early' } as const;
    await addDialog(context, dialog);
    await ringAt(context, userId, key, message);
    await follow(context, key);
  });
}

/**
 * A call is known by the header that the telephone system keeps; a colleague who asks, or passes on, by what the desk knows
 * of it, also where the telephone system gives that request a value of its own; else the request is another call.
 */
async function keyOf(context: AccountContext, userId: number, message: SipMessage): Promise<string> {
  const given = message.header(settingsOf(context.account).callHeader).trim();
  const key = askedLeg(given)?.key ?? given;
  if (NAMED.test(given) && (await context.calls.told(key))) return key;
  const by = ownerOf(context, message.from.user);
  const wanted = (await openDialogs(context)).filter(({ key }) =>
    context.calls.rung(key).some((one) => one.userId === userId && one.role !== 'talk'),
  );
  const keys = new Set(wanted.filter((one) => one.userId !== userId && one.userId === by).map(({ key }) => key));
  return keys.size === 1 ? [...keys][0]! : NAMED.test(given) ? key : message.callId;
}

/** What is over begins anew as another call: nobody who rings is passed over. */
async function freshKey(context: AccountContext, named: string): Promise<string> {
  for (let times = 1, key = named; ; key = `${named}.${(times += 1)}`)
    if ((await context.calls.told(key))?.state !== 'ended') return key;
}

async function ringAt(context: AccountContext, userId: number, key: string, message: SipMessage): Promise<void> {
  const { calls, account } = context;
  const told = await calls.told(key);
  const [ends, rung] = [calls.ends(key), calls.rung(key)];
  if ([...rung, ...ends].some((one) => one.userId === userId)) return;
  if (told?.state === 'active') {
    // Somebody has it already: the telephone system ends what rings elsewhere. Or it goes on from who was to take it over.
    if (ends.length === 0) for (const { leg } of rung) await calls.left(key, leg, 'no_answer', false);
    return;
  }
  const from = await callerOf(account, message, key);
  if (await context.blocked(from.address)) return;
  const answer = await calls.ring({ key, from, rules: RULES, at: [userId] });
  if ('call' in answer) return;
  // Nobody hears it in the desk: written down as missed unless it rings at somebody else of the team soon.
  const { patience } = settingsOf(account);
  hubOf(context).keep(`refused ${account.id} ${key}`, patience * SECOND, () =>
    later(context, key, async () => {
      if (await calls.told(key)) return;
      await calls.ring({ key, from, rules: RULES, over: answer.standing === 'busy' ? 'busy' : 'no_answer' });
    }),
  );
}

/** Whoever took it had not picked up: it rings at the others again, at whom it never stopped for the telephone system. */
export async function ringOthers(context: AccountContext, key: string): Promise<void> {
  const { calls } = context;
  if ((await calls.told(key))?.state !== 'ringing') return;
  const at = (await dialogsOf(context, key)).filter(({ way, state }) => way === 'in' && state === 'early');
  const from = { address: { kind: 'handle', value: key } } as const;
  // The call is known: who calls stands there already.
  if (at.length > 0) await calls.ring({ key, from, rules: RULES, at: at.map(({ userId }) => userId) });
}
