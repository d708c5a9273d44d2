// What concerns one person on the live line: that they were told something, and how colleagues see them.
import { may, type Presence } from '../accounts/accounts.ts';
import type { Drawing, LiveAudience } from './live-drawing.ts';
import { noticeText, placeOf } from './present/notifications.ts';
import { text } from './present/marks.ts';
import { partialsHtml } from './replies.ts';

export function personPages({ parts, present, view }: Drawing) {
  const { accounts, conversations, notifications } = parts.rooms;
  /** Somebody can be given, or mentioned in, what they may not look into. */
  async function maySee(userId: number, conversationId: number | null): Promise<boolean> {
    const viewer = await accounts.viewerOf(userId);
    const about = conversationId === null ? null : await conversations.get(conversationId);
    return viewer !== null && (!about || may(viewer, 'conversation.read', { inboxId: about.inboxId }));
  }
  return {
    async notice(
      userId: number,
      { notificationId, count }: { notificationId: number; count: number },
      audience: LiveAudience,
    ): Promise<string> {
      const told = await conversations.notifications.get(userId, notificationId);
      // Read already: it is about what they have before them.
      if (!told || told.readAt || !(await maySee(userId, told.conversationId))) return '';
      const ways = await notifications.onPages(userId, told.kind);
      if (!ways.shown) return '';
      const say = present(audience);
      const toast =
        count > 1
          ? { text: text(say, 'notifications.many', { count }), href: '/notifications' }
          : { text: noticeText(say, told), href: placeOf(told) };
      const link = { label: text(say, 'notifications.show'), href: toast.href };
      const html = view('shared/toast', { text: toast.text, icon: 'bell', link, sound: ways.sound }, audience);
      return partialsHtml([{ target: '#toasts', swap: 'afterbegin', html }]);
    },
    calls: (): string => partialsHtml([{ target: '#calls-now', from: '/calls/current', now: true, html: '' }]),
    ownPresence(user: { id: number; name: string }, presence: Presence, audience: LiveAudience): string {
      const html = view('layouts/rail-user', { id: `u${user.id}`, name: user.name, presence }, audience);
      return partialsHtml([{ target: '#rail-user', html }]);
    },
  };
}
