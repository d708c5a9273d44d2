// The door to realtime: open pages are told what changes, who looks and who types, without loading again.
import type { WebSocket } from 'ws';
import type { UserFrame } from '../calls/calls.ts';
import type { Viewer } from '../accounts/accounts.ts';
import type { PresenceEvent, TypingEvent } from '../contract/inbound.ts';
import { openHub, type Hub } from './hub.ts';
import { CLOSED, LIMITS, type RealtimeLimits } from './limits.ts';
import type { LivePages } from './port.ts';
import type { RealtimeRooms } from './stage.ts';

export type { RealtimeLimits } from './limits.ts';
export type { RealtimeRooms } from './stage.ts';

export interface Realtime {
  /** How changes look. Before this nobody is let in. */
  showWith(pages: LivePages): void;
  /**
   * Takes the socket of a page whose session and origin have been checked, and listens at once. Closed with 1013 when the
   * person has too many pages open or does not read, with 4401 when the session has ended.
   */
  take(socket: WebSocket, viewer: Viewer): void;
  /** A channel says that a customer types, or is there. */
  happens(accountId: number, event: TypingEvent | PresenceEvent): void;
  /** Whether the person has the conversation before their eyes just now. */
  looks(userId: number, conversationId: number): boolean;
  /** What another end of a call tells theirs; to all their pages. */
  tell(userId: number, frame: UserFrame): void;
  /** Pages open now. */
  size(): number;
  close(): Promise<void>;
}

export function createRealtime(rooms: RealtimeRooms, changes: Partial<RealtimeLimits> = {}): Realtime {
  const limits = { ...LIMITS, ...changes };
  let hub: Hub | null = null;
  return {
    showWith(pages) {
      hub = openHub(rooms, limits, pages);
    },
    take(socket, viewer) {
      if (hub) hub.take(socket, viewer);
      else socket.close(CLOSED.tryLater);
    },
    happens: (accountId, event) => hub?.happens(accountId, event),
    looks: (userId, conversationId) => hub?.looks(userId, conversationId) ?? false,
    tell: (userId, frame) => hub?.tell(userId, frame),
    size: () => hub?.size() ?? 0,
    close: async () => hub?.close(),
  };
}
