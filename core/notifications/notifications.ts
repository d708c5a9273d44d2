// The door to notifications: who is told of what happens, by which ways, and when it is quiet (NT-1).
import type { Viewer } from '../accounts/accounts.ts';
import { addDevice, deskKeys, devicesOf, removeDevice, type Device, type Subscription } from './devices.ts';
import { followEvents } from './following.ts';
import { isKind } from './kinds.ts';
import { handleMails } from './mailing.ts';
import type { Needs, Words } from './needs.ts';
import { handlePushes, pushTo } from './pushing.ts';
import { quietUntil } from './quiet.ts';
import { listenerOf, saveSettings, usual, type NotificationSettings } from './settings.ts';
import { handleUnassigned } from './unassigned.ts';

export { KINDS, WAYS, type Kind, type Way, type Ways } from './kinds.ts';
export { MAILS, type NotificationSettings } from './settings.ts';

/** Pushes to browsers. */
export interface Pushes {
  /** The desk's public key, as browsers want it for a subscription. */
  key(): Promise<string>;
  devices(viewer: Viewer): Promise<Device[]>;
  /** Throws `invalid` for what is no subscription, or leads into the operator's network. */
  add(viewer: Viewer, given: Subscription, userAgent: string): Promise<void>;
  remove(viewer: Viewer, id: number): Promise<void>;
  /** To all browsers of the viewer. */
  tryOut(viewer: Viewer, shown: { title: string; body: string }): Promise<void>;
}

export interface Notifications {
  push: Pushes;
  /** Who knows languages says how pushes are worded; before that none goes out. */
  speakWith(words: Words): void;
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
  let words: Words | null = null;
  handlePushes(needs, () => words);
  return {
    push: pushesOf(needs),
    speakWith(spoken) {
      words = spoken;
    },
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

function pushesOf(needs: Needs): Pushes {
  return {
    key: async () => (await deskKeys(needs)).public,
    devices: (viewer) => devicesOf(needs, viewer),
    add: (viewer, given, userAgent) => addDevice(needs, viewer, given, userAgent),
    remove: (viewer, id) => removeDevice(needs, viewer, id),
    tryOut: (viewer, shown) =>
      needs.database.write(() => pushTo(needs, viewer.userId, { ...shown, url: '/settings/notifications' })),
  };
}
