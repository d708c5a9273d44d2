// Who is at their desk: the first page of a person opened, or their last one closed some time ago (CH-4, NT-1).
import type { Line } from './line.ts';
import type { Stage } from './stage.ts';
import { createTimers } from './timers.ts';

export interface Attendance {
  came(line: Line): void;
  left(line: Line): void;
  stop(): void;
}

export function createAttendance({ rooms, lines, limits }: Pick<Stage, 'rooms' | 'lines' | 'limits'>): Attendance {
  const leaving = createTimers<number>();
  let told = Promise.resolve();
  // One after the other, so that what was said last is what holds.
  const tell = (userId: number, present: boolean) => {
    told = told
      .then(() => rooms.accounts.availability.setPresence(userId, present))
      .catch((error: unknown) => rooms.log.error({ error, userId }, 'Who is present could not be kept'));
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
    stop: () => leaving.clear(),
  };
}
