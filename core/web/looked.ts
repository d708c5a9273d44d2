// What follows when a conversation stands before a person's eyes: it is read, and among what they viewed lately.
import type { Viewer } from '../accounts/accounts.ts';
import type { WebRooms } from './rooms.ts';

/** Up to the newest message unless said otherwise. */
export async function looked(rooms: WebRooms, { userId }: Viewer, id: number, messageId?: number): Promise<void> {
  rooms.accounts.recent.viewed(userId, 'conversation', id);
  await rooms.conversations.markRead(id, userId, messageId);
}
