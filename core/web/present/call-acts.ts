// The buttons of a call: what one can do while it rings, while people talk, and while a colleague is asked.
import type { CallAct } from '../models/calls.ts';
import { text, type Present } from './marks.ts';

/** How the call stands for the reader. */
export interface Standing {
  kind: 'ringing' | 'talking' | 'over';
  muted: boolean;
  held: boolean;
  /** It is answered. */
  isOn: boolean;
  /** The reader is asked by a colleague. */
  isAsked: boolean;
  consulted?: { answered: boolean };
  /** The channel carries media by itself: no microphone is needed. */
  elsewhere: boolean;
}

export function callActs(present: Present, standing: Standing): { acts: CallAct[]; ends: CallAct[] } {
  const say = (key: string) => text(present, key);
  if (standing.kind === 'over') {
    const close = { path: '/card?_method=DELETE', label: say('call.skip'), sign: 'x', look: 'tool small call-close' };
    return { acts: [], ends: [{ ...close, bare: true }] };
  }
  if (standing.kind === 'ringing') return { acts: ringingActs(say, standing.elsewhere), ends: [] };
  const { isOn, isAsked, consulted } = standing;
  const alone = isOn && !isAsked && !consulted;
  const acts = [muteAct(say, standing.muted), ...(alone ? [holdAct(say, standing.held), passOn(say)] : [])];
  const end = { path: '/line?_method=DELETE', label: say('call.hang_up'), sign: 'hangup', look: 'button small danger' };
  const hangUp = { ...end, key: 'shift+e', hint: 'Shift+E' };
  return { acts, ends: [...consultActs(say, consulted), hangUp] };
}

type Say = (key: string) => string;

function ringingActs(say: Say, elsewhere: boolean): CallAct[] {
  const decline = { path: '/ring?_method=DELETE', label: say('call.decline'), sign: 'hangup', look: 'button' };
  const accept = { path: '/acceptance', label: say('call.accept'), sign: 'phone', look: 'button primary' };
  return [
    { ...decline, key: 'shift+d', hint: 'Shift+D' },
    { ...accept, key: 'shift+a', hint: 'Shift+A', needs: elsewhere ? undefined : 'microphone' },
  ];
}

function muteAct(say: Say, muted: boolean): CallAct {
  const base = { path: '/muting?_method=PUT', look: 'tool', bare: true, key: 'shift+m', hint: 'Shift+M' };
  return muted
    ? { ...base, label: say('call.unmute'), sign: 'micoff', pressed: true }
    : { ...base, label: say('call.mute'), sign: 'mic', set: true };
}

function holdAct(say: Say, held: boolean): CallAct {
  const base = { path: '/hold?_method=PUT', look: 'tool', bare: true, key: 'shift+h', hint: 'Shift+H' };
  return held
    ? { ...base, label: say('call.unhold'), sign: 'play', pressed: true }
    : { ...base, label: say('call.hold'), sign: 'pause', set: true };
}

function passOn(say: Say): CallAct {
  const base = { path: '/transfer', look: 'tool', bare: true, dialog: true };
  return { ...base, label: say('call.transfer'), sign: 'forward', key: 'shift+t', hint: 'Shift+T' };
}

function consultActs(say: Say, consulted: Standing['consulted']): CallAct[] {
  if (!consulted) return [];
  const back = { path: '/transfer?_method=DELETE', label: say('call.take_back'), sign: 'undo', look: 'button small' };
  const on = {
    path: '/transfer?_method=PUT',
    label: say('call.pass_on'),
    sign: 'forward',
    look: 'button small primary',
  };
  return consulted.answered ? [back, on] : [back];
}
