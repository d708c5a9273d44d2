// The door to notifications: who is told of what happens, by which ways, and when it is quiet (NT-1).
import type { Viewer } from '../accounts/accounts.ts';
import { followEvents } from './following.ts';
import { isKind } from './kinds.ts';
import { handleMails } from './mailing.ts';
import type { Needs } from './needs.ts';
import { quietUntil } from './quiet.ts';
import { listenerOf, saveSettings, usual, type NotificationSettings } from './settings.ts';
import { handleUnassigned } from './unassigned.ts';

export { KINDS, WAYS, type Kind, type Way, type Ways } from './kinds.ts';
export { MAILS, type NotificationSettings } from './settings.ts';

export interface Notifications {
  settings(userId: number): Promise<NotificationSettings>;
  /** The viewer's own; what is not given stays as it was. Throws `invalid` with fields. */
  save(viewer: Viewer, change: Partial<NotificationSettings>): Promise<void>;
  /** Whether an open page says it at once, and aloud: neither in quiet hours. */
  onPages(userId: number, kind: string): Promise<{ shown: boolean; sound: boolean }>;
}

export function createNotifier(needs: Needs): Notifications {
  followEvents(needs);
  handleUnassigned(needs);
  handleMails(needs);
  return {
    settings: async (userId) => (await listenerOf(needs, userId))?.settings ?? usual(),
    save: (viewer, change) => saveSettings(needs, viewer, change),
    async onPages(userId, kind) {
      const listener = await listenerOf(needs, userId);
      const isQuiet = listener && quietUntil(listener.settings, listener.timeZone, needs.clock.now());
      if (!listener || isQuiet || !isKind(kind)) return { shown: false, sound: false };
      const { app, sound } = listener.settings.ways[kind];
      return { shown: app, sound: app && sound };
    },
  };
}
