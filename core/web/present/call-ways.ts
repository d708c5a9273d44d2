// By which accounts a customer can be called from a page, and why by others they cannot (CA-4).
import type { CallWay } from '../../calls/calls.ts';
import type { CallBack, CallBackWay } from '../models/calls.ts';
import { reasonText, text, type Present } from './marks.ts';

/** `action`: where it is posted. `target`: the part of the page that holds it, which goes once it rings. */
export function callBack(present: Present, ways: CallWay[], action: string, target = '#calls-now'): CallBack {
  const isOne = ways.length < 2;
  return {
    action,
    target,
    ways: ways.map((way) => ({ ...wayModel(present, way), ...(isOne && { title: undefined }) })),
  };
}

function wayModel(
  present: Present,
  { accountId, title, channel, identity, elsewhere, phone, why }: CallWay,
): CallBackWay {
  const { kind, value = '' } = identity?.address ?? {};
  // By a phone within the page it rings nowhere before.
  const rings = phone || !elsewhere ? 'direct' : 'number';
  const words = kind === 'handle' && !phone ? 'call.back.here' : `call.back.${rings}`;
  return {
    title,
    account: accountId,
    identity: identity?.id,
    words: why ? reasonText(present, why, channel) : text(present, words, { number: value }),
    able: why === null || undefined,
    elsewhere: elsewhere || undefined,
  };
}

/** Beside a conversation only what can ring is shown; where nothing can, what the nearest account says. */
export function nearest(ways: CallWay[]): CallWay[] {
  const able = ways.filter(({ why }) => why === null);
  return able.length > 0 ? able : ways.slice(0, 1);
}
