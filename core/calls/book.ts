// The calls that are not over, in memory: the database is right, this is quick. With what each of them waits for.
import type { Call } from './shapes.ts';

export interface Timers {
  /** Runs once after so many milliseconds, unless kept anew or dropped. */
  keep(key: string, milliseconds: number, end: () => void): void;
  drop(key: string): void;
  stop(): void;
}

export interface Book extends Timers {
  get(callId: number): Call | undefined;
  byLeg(legId: number): Call | undefined;
  all(): Call[];
  put(call: Call): void;
  /** Ended calls that somebody is still asked about. */
  asks(userId: number): Call[];
  ask(userId: number, call: Call, milliseconds: number): void;
  stopAsking(userId: number, callId: number): void;
}

function createTimers(): Timers {
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  const drop = (key: string): void => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  return {
    keep(key, milliseconds, end) {
      drop(key);
      if (stopped) return;
      const fire = () => {
        timers.delete(key);
        end();
      };
      timers.set(key, setTimeout(fire, milliseconds).unref());
    },
    drop,
    stop() {
      stopped = true;
      for (const key of timers.keys()) drop(key);
    },
  };
}

export function createBook(): Book {
  const open = new Map<number, Call>();
  const asked = new Map<number, Map<number, Call>>();
  const timers = createTimers();
  const stopAsking = (userId: number, callId: number): void => {
    timers.drop(`ask ${userId} ${callId}`);
    asked.get(userId)?.delete(callId);
  };
  return {
    ...timers,
    get: (callId) => open.get(callId),
    byLeg: (legId) => [...open.values()].find(({ legs }) => legs.some(({ id }) => id === legId)),
    all: () => [...open.values()],
    put(call) {
      if (call.state === 'ended') open.delete(call.id);
      else open.set(call.id, call);
      for (const calls of asked.values()) if (calls.has(call.id)) calls.set(call.id, call);
    },
    asks: (userId) => [...(asked.get(userId)?.values() ?? [])],
    ask(userId, call, milliseconds) {
      const calls = asked.get(userId) ?? new Map<number, Call>();
      asked.set(userId, calls.set(call.id, call));
      timers.keep(`ask ${userId} ${call.id}`, milliseconds, () => stopAsking(userId, call.id));
    },
    stopAsking,
  };
}
