// Views on open pages: which changed conversations they hold, and how much stands in them.
import type { Viewer } from '../accounts/accounts.ts';
import type { Shown, View } from '../views/views.ts';
import { memo } from './memo.ts';
import type { Stage } from './stage.ts';
import { sees } from './topics.ts';

export interface ViewHolds {
  holds(conversationId: number): boolean;
  shows: Shown[];
}

/** Asked once for each view and person in one batch: only the conversations that changed are looked at. */
export function viewHolds({ rooms }: Stage) {
  const asked = memo<Promise<ViewHolds>>();
  return (viewId: number, viewer: Viewer, ids: number[]): Promise<ViewHolds> =>
    asked(`${viewId} ${viewer.userId}`, async () => {
      const view = await rooms.views.get(viewId, viewer);
      const seen = (await rooms.conversations.inboxes.list()).map(({ id }) => id).filter((id) => sees(viewer, id));
      const found = view ? await rooms.views.members(view, viewer, seen, ids) : new Set<number>();
      return { holds: (id) => found.has(id), shows: view?.shows ?? [] };
    });
}

/** Milliseconds a count may take before the old number stays for now. */
const PATIENCE = 500;

export interface ViewNumbers {
  /** `isOld`: asked again in a while, they may be others. */
  of(viewer: Viewer, inboxIds: number[]): Promise<{ counts: [number, number][]; isOld: boolean }>;
  /** Views, or who has them, changed. */
  forget(): void;
}

/** Which views a person has is kept: it changes rarely and is asked with every number. */
export function createViewNumbers({ rooms }: Stage): ViewNumbers {
  const known = new Map<number, View[]>();
  return {
    forget: () => known.clear(),
    async of(viewer, inboxIds) {
      const views = known.get(viewer.userId) ?? (await rooms.views.list(viewer, { pinned: true }));
      known.set(viewer.userId, views);
      const { of, isOld } = await rooms.views.counts(views, viewer, inboxIds, PATIENCE);
      const counts = [...of].filter((one): one is [number, number] => one[1] !== undefined);
      return { counts, isOld };
    },
  };
}
