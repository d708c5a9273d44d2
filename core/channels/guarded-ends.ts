// The ends of calls as the rooms get them: what they are asked at once answers, whatever the plugin does.
import type { CallEnds } from '../contract/call.ts';

type Ask = <T>(verb: string, work: () => T, otherwise: T) => T;

export function guardedEnds(ends: CallEnds, ask: Ask): Omit<CallEnds, 'ring'> {
  return {
    media: ends.media,
    ...(ends.takes && { takes: (userId) => ask('takes', () => ends.takes!(userId), false) }),
    ...(ends.phone && { phone: (userId) => ask('phone', () => ends.phone!(userId), null) }),
    ...(ends.phoneOrigins && { phoneOrigins: ends.phoneOrigins }),
    ...(ends.recorder && { recorder: (key, userId) => ask('recorder', () => ends.recorder!(key, userId), null) }),
    reaches: (to) => ask('reaches', () => ends.reaches(to), false),
    changed: (call) => ask('changed', () => ends.changed(call), undefined),
    signal: (key, signal) => ask('signal', () => ends.signal(key, signal), undefined),
    iceServers: (name) => ask('iceServers', () => ends.iceServers(name), []),
  };
}
