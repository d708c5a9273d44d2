// Telephones are brought to where the desk's call stands; what nobody holds any more comes to an end.
import type { CallEnding } from '../../../core/contract/call.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { extensionOf } from '../line/agents.ts';
import { hubOf } from '../line/hub.ts';
import { settingsOf } from '../settings.ts';
import { addDialog, dialogsOf, type Dialog } from './store.ts';
import { later } from './turns.ts';
import { askedLeg, askingName, isMain, wantsOf, type Standing } from './wanting.ts';

const SECOND = 1000;

/** Only in turn. May be called at any time, any number of times. */
export async function follow(context: AccountContext, key: string): Promise<void> {
  await askColleagues(context, key);
  const standing = await standingOf(context, key);
  const hub = hubOf(context);
  for (const phone of hub.on(context.account.publicId)) phone.want(key, wantsOf(standing, phone.userId));
  await lookWhetherHeld(context, standing);
}

async function standingOf(context: AccountContext, key: string): Promise<Standing> {
  const { calls, account } = context;
  const hub = hubOf(context);
  const { domain } = settingsOf(account);
  return {
    key,
    told: await calls.told(key),
    ends: calls.ends(key),
    rung: calls.rung(key),
    dialogs: await dialogsOf(context, key),
    target: ({ name }) => hub.targets.get(`${account.id} ${name}`),
    extension(userId) {
      const user = extensionOf(context, userId)?.user;
      return user && `sip:${encodeURIComponent(user)}@${domain}`;
    },
  };
}

/** Whom somebody asks before they pass the call on is called at their extension. */
async function askColleagues(context: AccountContext, key: string): Promise<void> {
  const { calls, account } = context;
  const talker = calls.ends(key).find(({ role }) => role !== 'consult');
  const asked = calls.rung(key).find(({ role }) => role === 'consult');
  if (!talker || !asked) return;
  const { domain } = settingsOf(account);
  const user = extensionOf(context, asked.userId)?.user;
  if (!user) return later(context, key, () => calls.left(key, asked.leg, 'failed', false));
  const name = askingName(key, asked.leg);
  hubOf(context).targets.set(`${account.id} ${name}`, `sip:${encodeURIComponent(user)}@${domain}`);
  await addDialog(context, { userId: talker.userId, name, key, sip: '', way: 'out', state: 'asked' });
}

/** A telephone system needs a while from one telephone to the next; after that nobody is left. */
async function lookWhetherHeld(context: AccountContext, { key, told, dialogs, rung }: Standing): Promise<void> {
  const hub = hubOf(context);
  const name = `held ${context.account.id} ${key}`;
  if (!told || told.state === 'ended') return hub.drop(name);
  // A colleague who is to take it over is rung anew; so is whoever gets it back.
  const waitsFor = rung.find(
    ({ userId, role }) => role === 'transfer' && !dialogs.some((one) => one.userId === userId),
  );
  const isHeld = dialogs.some((one) => isMain(one) && (one.state !== 'up' || told.state === 'active'));
  if (isHeld && !waitsFor) return hub.drop(name);
  if (hub.waits(name)) return undefined;
  const patience = settingsOf(context.account).patience * SECOND;
  return hub.keep(name, patience, () => later(context, key, () => giveUp(context, key)));
}

async function giveUp(context: AccountContext, key: string): Promise<void> {
  const { calls } = context;
  const [told, dialogs] = [await calls.told(key), await dialogsOf(context, key)];
  if (!told || told.state === 'ended') return;
  const lacks = calls.rung(key).filter(({ userId }) => !dialogs.some((one) => one.userId === userId));
  if (dialogs.some(isMain)) for (const { leg } of lacks) await calls.left(key, leg, 'no_answer', false);
  else await calls.ended(key, endingOf(told.answeredAt !== null, key));
}

function endingOf(isAnswered: boolean, key: string): CallEnding {
  if (isAnswered) return 'hung_up';
  return key.startsWith('out:') ? 'failed' : 'no_answer';
}

/** Of an end with a colleague: the end of the desk's call at which they are. */
export function legOf({ name }: Dialog): number {
  return askedLeg(name)?.leg ?? 0;
}
