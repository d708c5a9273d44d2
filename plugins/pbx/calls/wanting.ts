// What a telephone is to do so that it stands as the desk's call does: answer, hold, call, hang up, pass on.
import type { CallDeskEnd, CallTold } from '../../../core/contract/call.ts';
import type { Dialog } from './store.ts';

/**
 * What a page is to make of one of its ends.
 * - `wait`: as it is: it rings, or the telephone system is about to end it.
 * - `talk`: to be answered, or called (`dial`), and heard.
 * - `decline`: it rings for nothing. `end`: to be hung up.
 * - `refer`: its other side is to be passed on to `to`, or to the end `replaces` of the same page.
 */
export interface Want {
  name: string;
  /** Of the desk's call. */
  key: string;
  act: 'wait' | 'talk' | 'decline' | 'end' | 'refer';
  muted?: boolean;
  held?: boolean;
  /** Whom to call, as long as that has not begun. */
  dial?: string;
  to?: string;
  replaces?: string;
}

export interface Standing {
  key: string;
  /** Null where the desk knows no such call. */
  told: CallTold | null;
  ends: CallDeskEnd[];
  rung: Pick<CallDeskEnd, 'leg' | 'userId' | 'role'>[];
  /** Those of the call that are not over. */
  dialogs: Dialog[];
  /** Whom to dial for an end that is to be called. */
  target(dialog: Dialog): string | undefined;
  /** The extension of a member of the team. */
  extension(userId: number): string | undefined;
}

/** Name of the end by which somebody asks a colleague; it says at which end of the desk's call it rings. */
export function askingName(key: string, leg: number): string {
  return `${key}~${leg}`;
}

/** The end of the desk's call that a colleague is asked at; null for a name that says none. */
export function askedLeg(name: string): { key: string; leg: number } | null {
  const [, key, leg] = /^(.+)~(\d{1,15})$/.exec(name) ?? [];
  return key === undefined ? null : { key, leg: Number(leg) };
}

/** The end with the customer, not that with a colleague. */
export function isMain({ way, name, key }: Dialog): boolean {
  return way === 'in' || name === key;
}

export function wantsOf(standing: Standing, userId: number): Want[] {
  return standing.dialogs.filter((one) => one.userId === userId).map((one) => wantOf(standing, one));
}

function wantOf(standing: Standing, dialog: Dialog): Want {
  const { told, ends, rung, key } = standing;
  const { name, userId, state } = dialog;
  const over = { name, key, act: state === 'up' || dialog.way === 'out' ? ('end' as const) : ('decline' as const) };
  if (!told || told.state === 'ended') return over;
  const own = ends.find((one) => one.userId === userId);
  if (!isMain(dialog)) return asking(standing, dialog, own);
  if (own) {
    const held = own.role !== 'consult' && told.state === 'active' && told.held;
    const dial = state === 'asked' ? standing.target(dialog) : undefined;
    return { name, key, act: 'talk', muted: own.muted, held, ...(dial !== undefined && { dial }) };
  }
  if (rung.some((one) => one.userId === userId)) return { name, key, act: 'wait', held: true };
  if (state === 'up') return passingOn(standing, dialog);
  // Somebody else has it: the telephone system ends this by itself. Without anybody it is to go on to the next.
  return told.state === 'active' && ends.length > 0 ? { name, key, act: 'wait' } : over;
}

/** The end by which a colleague is asked: there as long as they are. */
function asking(standing: Standing, dialog: Dialog, own: CallDeskEnd | undefined): Want {
  const { ends, rung, dialogs, key } = standing;
  const { name, state } = dialog;
  const leg = askedLeg(name)?.leg;
  const asked = [...ends, ...rung].find((one) => one.leg === leg);
  if (own && asked?.role === 'consult') {
    const dial = state === 'asked' ? standing.target(dialog) : undefined;
    return { name, key, act: 'talk', muted: own.muted, held: false, ...(dial !== undefined && { dial }) };
  }
  const main = dialogs.find((one) => one.userId === dialog.userId && isMain(one) && one.state === 'up');
  // The other side is put through to it, once the telephone system has heard that it was answered.
  if (!own && main && ends.some((one) => one.leg === leg)) return { name, key, act: 'wait' };
  return { name, key, act: 'end' };
}

/** Whoever had it has left it to a colleague. */
function passingOn(standing: Standing, dialog: Dialog): Want {
  const { rung, ends, dialogs, key } = standing;
  const { name, userId } = dialog;
  const asked = dialogs.find((one) => one.userId === userId && !isMain(one) && one.state === 'up');
  const isThere = asked && ends.some(({ leg }) => leg === askedLeg(asked.name)?.leg);
  const next = rung.find(({ role }) => role === 'transfer') ?? ends[0];
  const to = next && standing.extension(next.userId);
  // Whom the telephone system rings at already, or is answering, needs nothing more.
  const isRung = next && dialogs.some((one) => one.userId === next.userId && one.way === 'in' && !isThere);
  if (isThere) return { name, key, act: 'refer', replaces: asked.name, to: to ?? '' };
  if (isRung) return { name, key, act: 'wait', held: true };
  return to ? { name, key, act: 'refer', to } : { name, key, act: 'end' };
}
