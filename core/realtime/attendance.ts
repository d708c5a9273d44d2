// Who is at their desk: the first page of a person opened, or their last one closed some time ago (CH-4, NT-1).
import type { Line } from './line.ts';
import type { Stage } from './stage.ts';
import { createTimers } from './timers.ts';

export interface Attendance {
  came(line: Line): void;
  left(line: Line): void;
  stop(): void;
}

export function createAttendance({ rooms, lines, limits, background }: Stage): Attendance {
  const leaving = createTimers<number>();
  let told = Promise.resolve();
  // One after the other, so that what was said last is what holds.
  const tell = (userId: number, present: boolean) => {
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
  return {
    came({ viewer: { userId } }) {
      leaving.drop(userId);
      if (lines.of(userId).size === 1) tell(userId, true);
    },
    left({ viewer: { userId } }) {
      if (lines.of(userId).size > 0) return;
      leaving.keep(userId, limits.leaving, () => tell(userId, false));
    },
    stop: () => leaving.stop(),
  };
}
