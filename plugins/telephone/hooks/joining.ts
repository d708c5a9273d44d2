// Members of the team and customers who were rung pick up, press a key, and come into the room of the call.
import type { AccountContext } from '../../../core/contract/context.ts';
import { customerOf, customerWaits, hearStatus, isBrowser, isMissed, settle } from '../lines/exchange.ts';
import { changeLine, linesOf, type Line } from '../lines/store.ts';
import { numberIn, type Params } from '../provider/reading.ts';
import { settingsOf } from '../settings.ts';
import { askMember, enterAsCustomer, enterAsMember, goodbye } from '../spoken/documents.ts';
import type { Verb } from '../spoken/twiml.ts';
import { toMessage } from './incoming.ts';

async function lineOf(context: AccountContext, key: string, leg: number): Promise<Line | undefined> {
  return (await linesOf(context, key)).find((one) => one.leg === leg);
}

/** They are still wanted: nobody hung up while it rang. */
async function isWanted(context: AccountContext, key: string, leg: number): Promise<boolean> {
  const line = await lineOf(context, key, leg);
  return line !== undefined && line.state !== 'over' && context.calls.ends(key).some((one) => one.leg === leg);
}

export async function member(context: AccountContext, key: string, leg: string): Promise<Verb[]> {
  if (!(await isWanted(context, key, Number(leg)))) return goodbye();
  const lines = await linesOf(context, key);
  const isTaken = lines.some((line) => line.leg === Number(leg) && isBrowser(line));
  // In their browser they have taken it in the desk already, and no machine answers there.
  if (isTaken || !settingsOf(context.account).confirm) return memberJoins(context, key, Number(leg));
  const target = customerOf(lines)?.target;
  return askMember(context, key, leg, spokenNumber(numberIn(target)));
}

/** Digit by digit, as people say a number. */
function spokenNumber(number: string | null): string | null {
  return number === null ? null : number.slice(1).split('').join(' ');
}

export async function memberKey(context: AccountContext, key: string, leg: string, params: Params): Promise<Verb[]> {
  if (params.Digits !== '1' || !(await isWanted(context, key, Number(leg)))) return goodbye();
  return memberJoins(context, key, Number(leg));
}

/** Whom a colleague asks first, the customer never hears: rather they do not come in at all. */
async function memberJoins(context: AccountContext, key: string, leg: number): Promise<Verb[]> {
  const role = context.calls.ends(key).find((one) => one.leg === leg)?.role;
  if (role === 'consult' && !(await customerWaits(context, key))) return goodbye();
  const line = (await lineOf(context, key, leg))!;
  await changeLine(context, line, { state: 'talking' });
  return enterAsMember(context, key);
}

export async function customer(context: AccountContext, key: string): Promise<Verb[]> {
  const told = await context.calls.told(key);
  const line = await lineOf(context, key, 0);
  if (!line || line.state === 'over' || !told || told.state === 'ended') return goodbye();
  await context.calls.taken(key);
  return enterAsCustomer(context, key);
}

/** They were in the room and are not any more: to a message when nobody came, else it is over. */
export async function leftRoom(context: AccountContext, key: string): Promise<Verb[]> {
  const told = await context.calls.told(key);
  return told?.state === 'ended' && isMissed(told) ? toMessage(context, key, told.ending === 'closed') : goodbye();
}

/** Somebody is in the room now: what they are to hear follows. */
export async function room(context: AccountContext, key: string, params: Params): Promise<void> {
  const { StatusCallbackEvent: event, CallSid: sid = '', ConferenceSid: conference = '' } = params;
  if (event !== 'participant-join' && event !== 'conference-start') return;
  const lines = await linesOf(context, key);
  const first = customerOf(lines);
  if (first && first.conference !== conference && conference !== '') await changeLine(context, first, { conference });
  const joined = lines.find((one) => one.sid === sid);
  if (event === 'participant-join' && joined?.state === 'asked')
    await changeLine(context, joined, { state: 'talking' });
  await settle(context, key);
}

export async function status(context: AccountContext, key: string, leg: string, params: Params): Promise<void> {
  const { CallSid: sid = '', CallStatus = '', SequenceNumber } = params;
  const line = await lineOf(context, key, Number(leg));
  if (line) await hearStatus(context, line, { sid, status: CallStatus, seq: Number(SequenceNumber ?? 0) });
}
