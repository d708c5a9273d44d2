// Who is at their desk: the first page of a person opened, nothing done for a while, or their last page closed some time ago (CH-4, NT-1).
import type { Line } from './line.ts';
import type { Stage } from './stage.ts';
import { createTimers } from './timers.ts';

export interface Attendance {
  came(line: Line): void;
  /** Somebody does something on a page of theirs. */
  acted(line: Line): void;
  left(line: Line): void;
  stop(): void;
}

/** One after the other, so that what was said last is what holds. */
function createTeller({ rooms, background }: Stage): (userId: number, present: boolean) => void {
  let told = Promise.resolve();
  return (userId, present) => {
    const before = told;
    const say = async () => {
      await before;
      await rooms.accounts.availability.setPresence(userId, present);
    };
    background.run('Who is present could not be kept', () => {
      const now = say();
      told = now.catch(() => {});
      return now;
    });
  };
}

export function createAttendance(stage: Stage): Attendance {
  const { lines, limits } = stage;
  const leaving = createTimers<number>();
  const busy = createTimers<number>();
  const idle = new Set<number>();
  const tell = createTeller(stage);
  const keepBusy = (userId: number) =>
    busy.keep(userId, limits.idle, () => {
      idle.add(userId);
      tell(userId, false);
    });
  return {
    came({ viewer: { userId } }) {
      leaving.drop(userId);
      if (lines.of(userId).size !== 1) return;
      idle.delete(userId);
      keepBusy(userId);
      tell(userId, true);
    },
    acted({ viewer: { userId } }) {
      keepBusy(userId);
      if (idle.delete(userId)) tell(userId, true);
    },
    left({ viewer: { userId } }) {
      if (lines.of(userId).size > 0) return;
      leaving.keep(userId, limits.leaving, () => {
        busy.drop(userId);
        tell(userId, false);
      });
    },
    stop() {
      leaving.stop();
      busy.stop();
    },
  };
}
