// A telephone loses its line, comes back, or says what it could not do.
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { Trouble } from '../line/frames.ts';
import { hubOf } from '../line/hub.ts';
import type { Phone } from '../line/phone.ts';
import { gone, over } from './ending.ts';
import { follow } from './following.ts';
import { hangUpFor } from './hanging-up.ts';
import { dialogNamed, heldBy, type Dialog } from './store.ts';
import { inTurn, later } from './turns.ts';
import { isMain } from './wanting.ts';

/** What rings is given up; a talk goes on without the line for a while. */
export function left(phone: Phone): void {
  const context = running(phone);
  if (!context) return;
  const { userId } = phone;
  later(context, `line ${userId}`, async () => {
    for (const dialog of await heldBy(context, userId)) {
      if (dialog.state !== 'up') later(context, dialog.key, () => giveUp(context, phone, dialog));
      else waitFor(context, dialog);
    }
  });
}

/** Null while the account, or the desk, stops. */
function running(phone: Phone): AccountContext | null {
  try {
    return phone.context();
  } catch {
    return null;
  }
}

const awayName = ({ account }: AccountContext, { userId, name }: Dialog) => `away ${account.id} ${userId} ${name}`;

/** Its end is over unless the telephone comes back soon. What runs already runs on. */
export function waitFor(context: AccountContext, dialog: Dialog): void {
  const hub = hubOf(context);
  const name = awayName(context, dialog);
  if (hub.waits(name)) return;
  hub.keep(name, hub.limits.away, () => later(context, dialog.key, () => lost(context, dialog)));
}

async function giveUp(context: AccountContext, phone: Phone, dialog: Dialog): Promise<void> {
  const now = await dialogNamed(context, dialog.userId, dialog.name);
  // Another line of theirs may hold it by now.
  if (now?.state === 'early') await gone(context, now, now.way === 'in' ? 'no_answer' : 'failed');
  if (now?.state === 'asked' && !phone.hub.phone(phone.account, dialog.userId)) await gone(context, now, 'failed');
}

async function lost(context: AccountContext, dialog: Dialog): Promise<void> {
  const now = await dialogNamed(context, dialog.userId, dialog.name);
  if (!now || now.state === 'over') return;
  hangUpFor(context, now);
  await over(context, now, 'lost');
}

/** The page says what it still holds; the rest went with its line. */
export async function cameBack(phone: Phone, names: string[]): Promise<void> {
  const context = phone.context();
  for (const dialog of await heldBy(context, phone.userId)) {
    hubOf(context).drop(awayName(context, dialog));
    const isThere = names.includes(dialog.name) || dialog.state === 'asked';
    await inTurn(context, dialog.key, () => {
      if (isThere) return follow(context, dialog.key);
      return dialog.state === 'up' ? lost(context, dialog) : gone(context, dialog, 'no_answer');
    });
  }
}

/** Of what went over the line as well this is the second word. */
export async function letGo(phone: Phone, name: string): Promise<void> {
  const context = phone.context();
  const dialog = await dialogNamed(context, phone.userId, name);
  if (!dialog || dialog.state === 'over' || dialog.state === 'asked') return;
  await inTurn(context, dialog.key, async () => {
    const now = await dialogNamed(context, phone.userId, name);
    if (now?.state === 'up') await lost(context, now);
    else if (now?.state === 'early') await gone(context, now, now.way === 'in' ? 'no_answer' : 'failed');
  });
}

const WORDS: Record<Exclude<Trouble, 'transfer'>, string> = {
  denied: 'the browser may not use the microphone',
  missing: 'there is no microphone',
  taken: 'another program uses the microphone',
  insecure: 'the page is not served by https',
  failed: 'the microphone could not be opened',
};

export async function trouble(phone: Phone, { name, why }: { name: string; why: Trouble }): Promise<void> {
  const context = phone.context();
  const dialog = await dialogNamed(context, phone.userId, name);
  if (!dialog || dialog.state === 'over') return;
  if (why === 'transfer') return notPassedOn(context, dialog);
  context.log.info({ account: phone.account, user: phone.userId, why }, `A telephone cannot talk: ${WORDS[why]}`);
  // What rang in the page is answered there; what was to be called never was.
  if (dialog.state === 'asked') await inTurn(context, dialog.key, () => gone(context, dialog, 'failed'));
}

/** It comes back to whoever passed it on, whose end is there yet. */
async function notPassedOn(context: AccountContext, dialog: Dialog): Promise<void> {
  if (!isMain(dialog) || dialog.state !== 'up') return;
  context.note(
    reason('pbx.not_passed_on', 'The telephone system did not pass a call on. It comes back to who had it.'),
  );
  const { calls } = context;
  await inTurn(context, dialog.key, async () => {
    for (const { leg, role } of calls.rung(dialog.key))
      if (role === 'transfer') await calls.left(dialog.key, leg, 'failed', false);
    await follow(context, dialog.key);
  });
}
