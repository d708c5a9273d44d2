// What callers do: come, ring, take a call of the team, hang up, and tell the other end about media.
import type { CallTold, RingRules } from '../../../core/contract/call.ts';
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { addressOf, callerToken, newCallerId, readCallerToken } from '../caller/tokens.ts';
import { agree, forgetConsent } from '../recording/consents.ts';
import { settingsOf } from '../settings.ts';
import type { Frame, Hello, Ring } from './frames.ts';
import type { Session } from './session.ts';

export function rulesOf({ account }: Pick<AccountContext, 'account'>): RingRules {
  const { strategy, seconds, availability, hours } = settingsOf(account);
  return { strategy: strategy as RingRules['strategy'], seconds, ...(availability === 'hours' && { hours }) };
}

export async function greet(session: Session, hello: Hello): Promise<void> {
  const context = session.context();
  const caller = readCallerToken(context, hello.token) ?? newCallerId();
  session.language = hello.language;
  if (await context.blocked(addressOf(caller))) return session.close(CLOSED.notAllowed);
  const going = hello.call && isOwn(session, caller, hello.call) ? await context.calls.told(hello.call) : null;
  const standing = await context.calls.standing(rulesOf(context));
  if (!session.isOpen) return undefined;
  // From here on they are there; the welcome is the first thing they are told.
  session.caller = caller;
  session.tell({
    welcome: {
      token: callerToken(context, caller),
      standing,
      iceServers: context.iceServers(`caller-${caller.slice(0, 8)}`),
    },
    beat: session.hub.limits.beat,
  });
  if (going) resume(session, going, hello.heard);
  else if (hello.call) session.tell({ call: { key: hello.call, state: 'ended', ending: 'lost' } });
  return undefined;
}

/** The page was loaded again, or its line broke: it is the same end. */
function resume(session: Session, told: CallTold, heard: number): void {
  const context = session.context();
  session.hub.found(told.key);
  if (told.state !== 'ended') session.call = told.key;
  session.tell({ call: told });
  context.calls.here(told.key, true);
  context.calls.heard(told.key, heard, true);
}

/** Keys of a caller begin with them; of calls that the team began, their own browser was told. */
function isOwn({ hub, account }: Session, caller: string, key: string): boolean {
  if (key.startsWith(`${caller}:`)) return true;
  return hub.rung(account, key) === caller;
}

export async function act(session: Session, frame: Exclude<Frame, { hello: unknown }>): Promise<void> {
  const context = session.context();
  const { call } = session;
  if ('ring' in frame) return ring(session, context, frame.ring);
  if (call === '') return undefined;
  if ('take' in frame) return take(session, context, frame.take.recorded);
  if ('end' in frame) return context.calls.ended(call, frame.end);
  if ('heard' in frame) return context.calls.heard(call, frame.heard.upTo, frame.heard.again);
  context.calls.signal(call, frame.signal);
  // Whether it went on or was had before: it need not be sent again.
  return session.tell({ taken: frame.signal.seq });
}

async function ring(
  session: Session,
  context: AccountContext,
  { id, name, email, consent, recorded }: Ring,
): Promise<void> {
  const { askName, consentText } = settingsOf(context.account);
  const refuse = (code: string) => session.tell({ refused: { code, id } });
  if (await context.blocked(addressOf(session.caller))) return session.close(CLOSED.notAllowed);
  const key = `${session.caller}:${id}`;
  // Their line broke before they had our answer.
  const going = await context.calls.told(key);
  if (session.call !== '') return;
  if (going) return resume(session, going, 0);
  if (consentText && !consent) return refuse('consent_required');
  if (askName === 'required' && !name) return refuse('name_required');
  if (!session.hub.rings.take(session.address)) return refuse('too_fast');
  const also = email ? { also: [{ kind: 'email' as const, value: email }] } : {};
  const from = { address: addressOf(session.caller), name: name || undefined, language: session.language || undefined };
  // What is told while it is written down is not missed.
  session.call = key;
  const rung = await context.calls.ring({ key, from, rules: rulesOf(context) });
  if ('refused' in rung) {
    session.call = '';
    return refuse(rung.standing);
  }
  if (recorded) await agreeTo(session, context, key);
  if (email) await introduce(session, context, { ...from, ...also });
  if (!session.isOpen) return left(session);
  return session.tell({ call: rung.call });
}

/** What somebody only typed in is a claim: it never makes them somebody else; a likely duplicate is proposed to people. */
async function introduce(session: Session, context: AccountContext, person: object): Promise<void> {
  const arrived = { kind: 'contact', person, at: context.now().getTime() };
  await context.receive({
    key: `c:${session.caller}:${context.now().getTime()}`,
    type: 'application/json',
    body: Buffer.from(JSON.stringify(arrived)),
    orderKey: session.caller,
    from: session.caller,
  });
}

/** Where nothing is recorded nobody is asked; what could not be written down is no proof, so the call goes on unrecorded. */
async function agreeTo({ caller, language }: Session, context: AccountContext, key: string): Promise<void> {
  if (!settingsOf(context.account).recording) return;
  try {
    await agree(context, key, caller, language.slice(0, 2) || 'en');
  } catch (error) {
    forgetConsent(context, key);
    context.log.warn({ error }, 'A consent could not be written down: the call is not recorded');
  }
}

/** Of several windows the first has it. */
async function take(session: Session, context: AccountContext, recorded: boolean): Promise<void> {
  const { account, call, hub } = session;
  for (const other of hub.holders(account, call))
    if (other !== session) {
      other.call = '';
      other.tell({ call: { key: call, state: 'ended', ending: 'elsewhere' } });
    }
  if (recorded) await agreeTo(session, context, call);
  await context.calls.taken(call);
  context.calls.here(call, true);
}

/** Another window may hold the same call. */
export function left(session: Session): void {
  const { account, call, hub } = session;
  if (call === '' || hub.holders(account, call).length > 0) return;
  try {
    const context = session.context();
    context.calls.here(call, false);
    const trouble = (error: unknown) => context.log.warn({ error }, 'A ring could not be given up');
    hub.lose(call, () => void giveUp(session, context, call).catch(trouble));
  } catch {
    // The account has been switched off meanwhile.
  }
}

async function giveUp(session: Session, context: AccountContext, call: string): Promise<void> {
  const told = await context.calls.told(call);
  if (told?.state === 'ringing' && session.hub.holders(session.account, call).length === 0)
    await context.calls.ended(call, 'cancelled');
}
