// Which customers are there just now, and where they look: a visitor with the site open.
import type { RealtimeLimits } from './limits.ts';
import { createTimers } from './timers.ts';

export interface Visits {
  /** They came, turned to another page, or left. Forgotten by itself when nothing is heard for long. */
  tell(conversationId: number, here: boolean, page: string): void;
  /** Where they look; empty when that is not known; null: they are not there. */
  of(conversationId: number): string | null;
  stop(): void;
}

const LONGEST_PAGE = 2000;

export function createVisits(limits: RealtimeLimits, onChange: (conversationId: number) => void): Visits {
  const pages = new Map<number, string>();
  const timers = createTimers<number>();
  const end = (id: number) => {
    if (pages.delete(id)) onChange(id);
  };
  return {
    tell(id, here, page) {
      if (!here) {
        timers.drop(id);
        return end(id);
      }
      const known = pages.get(id);
      pages.set(id, page.slice(0, LONGEST_PAGE));
      timers.keep(id, limits.visit, () => end(id));
      if (known !== pages.get(id)) onChange(id);
    },
    of: (id) => pages.get(id) ?? null,
    stop: timers.stop,
  };
}
