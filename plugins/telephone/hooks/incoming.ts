// Somebody calls the number: written down first, then it rings at the team, or they wait, or they leave a message.
import type { CallStanding } from '../../../core/contract/call.ts';
import type { Person } from '../../../core/contract/address.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { addLine, changeLine, linesOf } from '../lines/store.ts';
import { customerOf, hearStatus, isMissed } from '../lines/exchange.ts';
import { numberIn, type Params } from '../provider/reading.ts';
import { rulesOf, settingsOf } from '../settings.ts';
import { goodbye, greet, missed, queue, reject } from '../spoken/documents.ts';
import type { Verb } from '../spoken/twiml.ts';

const MINUTE = 60_000;

/** A browser or a SIP telephone at the provider: the same name is the same person. */
function isNamed(from: string | undefined): from is string {
  return /^(client|sips?):(?!(anonymous|restricted|unavailable|unknown)\b)\S{1,200}$/i.test(from ?? '');
}

/** Whoever keeps their number to themselves is somebody else each time. */
export function callerOf(params: Params): Person {
  const number = numberIn(params.From);
  if (number === null && isNamed(params.From)) return { address: { kind: 'handle', value: params.From } };
  if (number === null) return { address: { kind: 'handle', value: `withheld:${params.CallSid ?? ''}` } };
  const name = params.CallerName?.trim().slice(0, 200);
  return { address: { kind: 'phone', value: number }, ...(name && { name }) };
}

export async function voice(context: AccountContext, params: Params): Promise<Verb[]> {
  const { CallSid: key = '', From = '' } = params;
  if (key === '') return reject();
  if (await context.blocked(callerOf(params).address)) return reject();
  await addLine(context, { key, leg: 0, target: From, sid: key });
  return ringOrWait(context, params, context.now().getTime());
}

/** They have waited since then; asked again each time their wait message is over. */
export async function waitsStill(context: AccountContext, params: Params, since: number): Promise<Verb[]> {
  return ringOrWait(context, params, Number.isFinite(since) ? since : 0);
}

async function ringOrWait(context: AccountContext, params: Params, since: number): Promise<Verb[]> {
  const key = params.CallSid ?? '';
  const call = { key, from: callerOf(params), rules: rulesOf(context.account) };
  const rung = await context.calls.ring(call);
  if ('call' in rung) {
    if (rung.call.state !== 'ended') return greet(context, key);
    return isMissed(rung.call) ? toMessage(context, key, rung.call.ending === 'closed') : goodbye();
  }
  const waited = context.now().getTime() - since;
  if (rung.standing === 'busy' && waited < settingsOf(context.account).queue * MINUTE)
    return queue(context, key, since);
  await context.calls.ring({ ...call, over: endingOf(rung.standing) });
  return toMessage(context, key, rung.standing === 'closed');
}

function endingOf(standing: CallStanding): 'closed' | 'busy' | 'no_answer' {
  return standing === 'closed' || standing === 'busy' ? standing : 'no_answer';
}

/** From now on the desk does not move them any more. */
export async function toMessage(context: AccountContext, key: string, isClosed: boolean): Promise<Verb[]> {
  const line = customerOf(await linesOf(context, key));
  if (line) await changeLine(context, line, { state: 'message' });
  return missed(context, key, isClosed);
}

/** What the provider says of a call to the number: it is over. Who gave up while they waited is kept as well. */
export async function voiceStatus(context: AccountContext, params: Params): Promise<void> {
  const { CallSid: sid = '', CallStatus: status = '', SequenceNumber } = params;
  const line = customerOf(await linesOf(context, sid));
  if (!line) return;
  if (line.state !== 'over' && (await context.calls.told(sid)) === null)
    await context.calls.ring({ key: sid, from: callerOf(params), rules: rulesOf(context.account), over: 'cancelled' });
  await hearStatus(context, line, { sid, status, seq: Number(SequenceNumber ?? 0) });
}
