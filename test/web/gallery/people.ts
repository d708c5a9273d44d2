// The invented bicycle shop the gallery is about: people, channels and the frame of a signed-in agent.
import type { Frame } from '../../../core/web/models/frame.ts';
import type { ChannelMark, Lists, Person } from '../../../core/web/models/shared.ts';

/** A Monday at 09:43 in Berlin. */
export const NOW = new Date('2025-11-17T08:43:00Z');

export function ago(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * 60_000);
}

export const eva: Person = { id: 'u3', name: 'Eva Lindner' };
export const jonas: Person = { id: 'u6', name: 'Jonas Brandt' };
export const mara: Person = { id: 'u8', name: 'Mara Klein' };
export const tom: Person = { id: 'u1', name: 'Tom Wagner' };
export const lena: Person = { id: 'c12', name: 'Lena Hofmann' };

export const email: ChannelMark = { icon: 'mail', hue: 'email', name: 'E-mail' };
export const whatsapp: ChannelMark = { icon: 'whatsapp', hue: 'whatsapp', name: 'WhatsApp' };
export const chat: ChannelMark = { icon: 'chat', hue: 'chat', name: 'Chat' };
export const call: ChannelMark = { icon: 'phone', hue: 'call', name: 'Call' };
export const form: ChannelMark = { icon: 'form', hue: 'form', name: 'Form' };
export const messenger: ChannelMark = { icon: 'messenger', hue: 'messenger', name: 'Messenger' };
export const custom: ChannelMark = { icon: 'plug', hue: 'custom', name: 'Shop bridge' };

export const frame: Frame = {
  deskName: 'Radwerk',
  user: { ...eva, presence: 'available' },
  cursor: 4812,
  sections: [
    { id: 'inbox', href: '/inbox', icon: 'inbox', badge: 7, key: 'g i' },
    { id: 'tickets', href: '/tickets', icon: 'ticket', key: 'g t' },
    { id: 'contacts', href: '/contacts', icon: 'users', key: 'g c' },
    { id: 'search', href: '/search', icon: 'search', key: 'g s' },
    { id: 'reports', href: '/reports', icon: 'chart', key: 'g a' },
    { id: 'settings', href: '/settings', icon: 'settings', key: 'g e' },
  ],
};

export const inboxLists: Lists = {
  title: 'Support',
  label: 'Lists and views',
  start: { label: 'New conversation', href: '/conversations/new', icon: 'pen' },
  groups: [
    {
      items: [
        { label: 'Unassigned', href: '/inbox/unassigned', icon: 'inbox', count: 4, hot: true },
        { label: 'Assigned to me', href: '/inbox/mine', icon: 'user', count: 12 },
        { label: 'All open', href: '/inbox/open', icon: 'chat', count: 38, current: true },
        { label: 'Snoozed', href: '/inbox/snoozed', icon: 'moon', count: 6 },
        { label: 'Closed', href: '/inbox/closed', icon: 'done' },
        { label: 'Sent', href: '/inbox/sent', icon: 'send' },
        { label: 'Spam', href: '/inbox/spam', icon: 'ban', count: 9 },
        { label: 'Trash', href: '/inbox/trash', icon: 'trash' },
      ],
    },
    {
      title: 'Views',
      add: { label: 'New view', href: '/views/new' },
      items: [
        { label: 'Due today', href: '/views/1', icon: 'clock', count: 5, hot: true },
        { label: 'Came by WhatsApp', href: '/views/2', icon: 'whatsapp', count: 11 },
        { label: 'Werkstatt-Rückfragen', href: '/views/3', icon: 'wrench', count: 8 },
        { label: 'Garantie & Reklamation', href: '/views/4', icon: 'shield', count: 7 },
      ],
    },
    {
      title: 'Inboxes',
      items: [
        { label: 'Support', href: '/inboxes/1', icon: 'headset', count: 38 },
        { label: 'Sales', href: '/inboxes/2', icon: 'bike', count: 14 },
        { label: 'Werkstatt & Terminvereinbarung', href: '/inboxes/3', icon: 'wrench', count: 21 },
      ],
    },
  ],
};
