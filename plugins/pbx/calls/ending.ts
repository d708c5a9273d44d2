// An end at a telephone is taken, given up or over: what that means for the desk's call.
import type { CallEnding } from '../../../core/contract/call.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { hubOf } from '../line/hub.ts';
import { follow, legOf } from './following.ts';
import { ringOthers } from './ringing.ts';
import { changeDialog, type Dialog } from './store.ts';
import { isMain } from './wanting.ts';

/** Only in turn. */
export async function taken(context: AccountContext, dialog: Dialog): Promise<void> {
  await changeDialog(context, dialog, { state: 'up' });
  if (dialog.way === 'out' && isMain(dialog)) await context.calls.taken(dialog.key);
  await follow(context, dialog.key);
}

/** Only in turn: it rang, and does not any more. */
export async function gone(context: AccountContext, dialog: Dialog, ending: CallEnding): Promise<void> {
  const { calls } = context;
  const { key, userId } = dialog;
  await close(context, dialog);
  const rung = calls.rung(key).find((one) => one.userId === userId);
  const end = calls.ends(key).find((one) => one.userId === userId);
  if (!isMain(dialog)) await notAsked(context, dialog, ending);
  else if (dialog.way === 'out') await calls.ended(key, ending);
  // Whoever is to take it over may be rung by another request in a moment.
  else if (rung && rung.role !== 'transfer') await calls.left(key, rung.leg, ending, false);
  else if (end) await calls.left(key, end.leg, ending, false);
  await ringOthers(context, key);
  await follow(context, key);
}

/** A colleague could not be asked. Who has the customer by now does without. */
async function notAsked({ calls }: AccountContext, dialog: Dialog, ending: CallEnding): Promise<void> {
  const [{ key }, leg] = [dialog, legOf(dialog)];
  const asked = [...calls.rung(key), ...calls.ends(key)].find((one) => one.leg === leg);
  if (asked?.role === 'consult') await calls.left(key, leg, ending, false);
}

/** Only in turn: there was talk, and it is over. Whoever passed it on before is not asked. */
export async function over(context: AccountContext, dialog: Dialog, ending: CallEnding): Promise<void> {
  const { calls } = context;
  const { key, userId } = dialog;
  await close(context, dialog);
  const end = calls.ends(key).find((one) => one.userId === userId);
  const asked = calls.ends(key).find(({ leg, role }) => leg === legOf(dialog) && role === 'consult');
  if (!isMain(dialog)) {
    if (asked) await calls.left(key, asked.leg, ending, true);
  } else if (end?.role === 'consult') await calls.left(key, end.leg, ending, true);
  else if (end) await calls.ended(key, ending);
  await follow(context, key);
}

async function close(context: AccountContext, dialog: Dialog): Promise<void> {
  await changeDialog(context, dialog, { state: 'over' });
  hubOf(context).targets.delete(`${context.account.id} ${dialog.name}`);
}
