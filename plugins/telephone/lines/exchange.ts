// The provider is brought to where the desk's call stands: who is rung, who is in the room, who is held, who hangs up.
import type { CallDeskEnd, CallEnding, CallTold } from '../../../core/contract/call.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { providerOf, reasonOf, type ProviderAnswer, type ProviderRequest } from '../provider/client.ts';
import { objects, text } from '../provider/reading.ts';
import { settingsOf } from '../settings.ts';
import { hookAt, roomOf } from '../spoken/addresses.ts';
import { isInBrowser, reachedAt } from './members.ts';
import { addLine, changeLine, linesOf, type Line } from './store.ts';
import { inTurn } from './turns.ts';

/** Seconds it rings at a member of the team, less than their own answering machine takes. */
const PATIENCE_TEAM = '25';
/** Their page takes it by itself, as they have done already; the browser may ask them for the microphone first. */
const PATIENCE_BROWSER = '20';
const PATIENCE_CUSTOMER = '45';

/** Resolves when everything has been asked for. May be called at any time, any number of times. */
export function settle(context: AccountContext, key: string): Promise<void> {
  return inTurn(context, `${context.account.id} ${key}`, async () => {
    const told = await context.calls.told(key);
    const lines = await linesOf(context, key);
    if (!told || lines.length === 0) return;
    if (told.state === 'ended') return finish(context, told, lines);
    const ends = context.calls.ends(key);
    for (const line of team(lines)) if (!ends.some(({ leg }) => leg === line.leg)) await hangUp(context, line);
    // Before it rings at anybody: who is asked first must not be heard by the customer.
    await keepRoom(context, told, await linesOf(context, key), ends);
    for (const end of ends) if (!lines.some(({ leg }) => leg === end.leg)) await ringAtMember(context, key, end);
    const isThere = team(lines).some(({ state }) => state === 'talking');
    const customer = customerOf(lines);
    if (customer?.sid === null && customer.state === 'asked' && isThere) await ringAtCustomer(context, customer);
  });
}

/**
 * Whether the customer is on hold, as the desk wants them to be, so that they do not hear who comes in now. One more try
 * where they are not: whoever has picked up waits for the answer.
 */
export function customerWaits(context: AccountContext, key: string): Promise<boolean> {
  return inTurn(context, `${context.account.id} ${key}`, async () => {
    const told = await context.calls.told(key);
    const customer = customerOf(await linesOf(context, key));
    if (!told?.held || !customer || customer.state === 'over' || customer.state === 'message') return false;
    if (customer.held) return true;
    const request = await participantRequest(context, key, { line: customer, customer, muted: false, held: true });
    const done = request && (await providerOf(context).ask(request));
    if (done?.ok) await changeLine(context, customer, { held: true, muted: false, state: 'talking' });
    else if (done) unheeded(context, done);
    return done?.ok === true;
  });
}

export function customerOf(lines: Line[]): Line | undefined {
  return lines.find(({ leg }) => leg === 0);
}

function team(lines: Line[]): Line[] {
  return lines.filter(({ leg, state }) => leg !== 0 && state !== 'over');
}

/** Nobody was there for them: they go on to a message. Everybody else hangs up. */
async function finish(context: AccountContext, told: CallTold, lines: Line[]): Promise<void> {
  for (const line of team(lines)) await hangUp(context, line);
  const customer = customerOf(lines);
  if (!customer || customer.state === 'over' || customer.state === 'message') return;
  if (!isMissed(told)) return hangUp(context, customer);
  if (customer.sid === null) return;
  const form: [string, string][] = [
    ['Url', hookAt(context, 'missed', { call: told.key })],
    ['Method', 'POST'],
  ];
  const done = await providerOf(context).insist({ method: 'POST', path: `/Calls/${customer.sid}`, form });
  if (done.ok) await changeLine(context, customer, { state: 'message' });
  else unheeded(context, done);
}

/** Of calls from outside that nobody took, and whose caller has not given up. */
export function isMissed({ key, answeredAt, ending }: CallTold): boolean {
  return !isOutgoing(key) && answeredAt === null && ending !== 'cancelled' && ending !== 'hung_up';
}

/** The desk names calls that it begins by itself. */
export function isOutgoing(key: string): boolean {
  return key.startsWith('out:');
}

async function hangUp(context: AccountContext, line: Line): Promise<void> {
  if (line.sid !== null) {
    const form: [string, string][] = [['Status', 'completed']];
    const done = await providerOf(context).insist({ method: 'POST', path: `/Calls/${line.sid}`, form });
    // Over already is as good. Otherwise it is looked at again later.
    if (!done.ok && done.status !== 404 && done.code !== 21220) return unheeded(context, done);
  }
  await changeLine(context, line, { state: 'over' });
  return undefined;
}

function unheeded(context: AccountContext, answer: ProviderAnswer): void {
  if (answer.ok) return;
  context.log.warn({ account: context.account.publicId, code: answer.code }, 'The provider did not do as it was told');
  context.note(reasonOf(answer));
}

export function isBrowser({ target, leg }: Pick<Line, 'target' | 'leg'>): boolean {
  return leg !== 0 && target.startsWith('client:');
}

async function ringAtMember(context: AccountContext, key: string, { leg, userId }: CallDeskEnd): Promise<void> {
  const target = reachedAt(context, userId) ?? '';
  await addLine(context, { key, leg, target });
  const line = (await linesOf(context, key)).find((one) => one.leg === leg)!;
  const seconds = isInBrowser(context, userId) ? PATIENCE_BROWSER : PATIENCE_TEAM;
  const failed = target === '' || !(await place(context, line, { hook: 'member', seconds }));
  if (!failed) return;
  await changeLine(context, line, { state: 'over' });
  // Not in turn: what follows from it comes back here.
  later(context, () => context.calls.left(key, leg, 'failed', false));
}

async function ringAtCustomer(context: AccountContext, line: Line): Promise<void> {
  if (await place(context, line, { hook: 'customer', seconds: PATIENCE_CUSTOMER })) return;
  await changeLine(context, line, { state: 'over' });
  later(context, () => context.calls.ended(line.key, 'failed'));
}

/** Asked once: whether a call was placed that nobody confirmed is not known, and it would ring twice. */
async function place(
  context: AccountContext,
  line: Line,
  { hook, seconds }: { hook: 'member' | 'customer'; seconds: string },
): Promise<boolean> {
  const about = { call: line.key, leg: String(line.leg) };
  const events = ['initiated', 'ringing', 'answered', 'completed'];
  const form: [string, string][] = [
    // By this parameter, which the provider hands on to the SDK, a page knows what it may take.
    ['To', isBrowser(line) ? `${line.target}?leg=${line.leg}` : line.target],
    ['From', settingsOf(context.account).number ?? ''],
    ['Url', hookAt(context, hook, about)],
    ['Method', 'POST'],
    ['Timeout', seconds],
    ['StatusCallback', hookAt(context, 'status', about)],
    ['StatusCallbackMethod', 'POST'],
    ...events.map((event): [string, string] => ['StatusCallbackEvent', event]),
  ];
  const placed = await providerOf(context).ask({ method: 'POST', path: '/Calls', form });
  if (!placed.ok) {
    unheeded(context, placed);
    return false;
  }
  await changeLine(context, line, { sid: text(placed.answer.sid) });
  return true;
}

/** Who is held and who is muted, as the desk has it. */
async function keepRoom(context: AccountContext, told: CallTold, lines: Line[], ends: CallDeskEnd[]): Promise<void> {
  for (const line of lines) {
    if (line.state !== 'talking') continue;
    const muted = ends.find(({ leg }) => leg === line.leg)?.muted ?? false;
    const held = line.leg === 0 && told.state === 'active' && told.held;
    if (line.muted === muted && line.held === held) continue;
    const request = await participantRequest(context, told.key, { line, customer: customerOf(lines), muted, held });
    if (request === null) continue;
    const done = await providerOf(context).insist(request);
    if (done.ok) await changeLine(context, line, { muted, held });
    else unheeded(context, done);
  }
}

/** Null where there is no room, or they are not in it. */
async function participantRequest(
  context: AccountContext,
  key: string,
  { line, customer, muted, held }: Pick<Line, 'muted' | 'held'> & { line: Line; customer: Line | undefined },
): Promise<ProviderRequest | null> {
  const room = customer?.conference ?? (await findRoom(context, key));
  if (room === null || line.sid === null) return null;
  const form: [string, string][] = [
    ['Muted', String(muted)],
    ['Hold', String(held)],
  ];
  return { method: 'POST', path: `/Conferences/${room}/Participants/${line.sid}`, form };
}

async function findRoom(context: AccountContext, key: string): Promise<string | null> {
  const query = { FriendlyName: roomOf(context, key), Status: 'in-progress' };
  const found = await providerOf(context).insist({ path: '/Conferences', query });
  return found.ok ? text(objects(found.answer.conferences)[0]?.sid) || null : null;
}

export function later(context: AccountContext, work: () => Promise<unknown>): void {
  work().catch((error: unknown) => context.log.error({ error }, 'A telephone call could not be brought along'));
}

const TERMINAL: Record<string, CallEnding> = {
  completed: 'hung_up',
  busy: 'busy',
  'no-answer': 'no_answer',
  failed: 'failed',
  canceled: 'cancelled',
};

export interface Status {
  sid: string;
  status: string;
  /** The place of the callback among those of its call. */
  seq: number;
}

/** What the provider says of a line: in any order, any number of times; what is over stays over. */
export async function hearStatus(context: AccountContext, line: Line, { sid, status, seq }: Status): Promise<void> {
  if (line.state === 'over') return;
  const ending = TERMINAL[status];
  if (ending === undefined) {
    if (seq > line.seq) await changeLine(context, line, { sid, seq });
    return;
  }
  const { key, leg } = line;
  // The desk first: should this be cut off, it is told again.
  if (leg === 0) await context.calls.ended(key, ending);
  else await context.calls.left(key, leg, ending, line.state === 'talking');
  await changeLine(context, line, { sid, seq, state: 'over' });
  await settle(context, key);
}
