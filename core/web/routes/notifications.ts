// What the person was told: the list, and marking it read (NT-1).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { Notification } from '../../conversations/conversations.ts';
import { formOf } from '../forms.ts';
import type { TableModel } from '../models/forms.ts';
import { ownAddress } from '../origin.ts';
import { text } from '../present/marks.ts';
import { notificationTable, READ_MARK } from '../present/notifications.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const PAGE = 50;

interface Query {
  before?: string;
  unread?: string;
}

export function notificationRoutes(server: FastifyInstance, parts: WebParts): void {
  const { notifications } = parts.rooms.conversations;

  server.get('/notifications', MINE, async (request, reply) => {
    const { before, unread } = request.query as Query;
    const table = await tableOf(parts, request);
    // The table's last line asks for the next rows only.
    if (request.headers['hx-request'] && before) return reply.page('shared/table-rows', table);
    const say = (key: string) => text(presentFor(parts, request), key);
    const count = await notifications.unread(request.viewer.userId);
    const all = { label: say('notifications.read_all'), action: READ_MARK, icon: 'check', key: 'shift+i' };
    return reply.page('notifications/page', {
      title: say('notifications.title'),
      heading: say('notifications.title'),
      text: say('notifications.text'),
      links: [{ label: say('notifications.settings'), href: '/settings/notifications', icon: 'settings' }],
      acts: count > 0 ? [{ ...all, name: 'all', value: 1 }] : undefined,
      tabs: [
        { label: say('notifications.all'), href: '/notifications', current: !unread },
        { label: say('notifications.unread'), href: '/notifications?unread=1', current: Boolean(unread), count },
      ],
      address: addressOf(request),
      table,
    });
  });

  server.put('/notifications/read-mark', MINE, async (request, reply) => {
    const form = formOf(request);
    const [conversationId, id] = [form.number('conversation'), form.number('id')];
    // Without anything said it is all of them.
    const which = conversationId ? { conversationId } : id ? { id } : ('all' as const);
    await notifications.markRead(request.viewer.userId, which);
    const from = URL.parse(request.headers.referer ?? '');
    return reply.goTo(ownAddress(from?.pathname === '/notifications' ? from.pathname + from.search : '/notifications'));
  });
}

function addressOf(request: FastifyRequest): string {
  return (request.query as Query).unread ? '/notifications?unread=1' : '/notifications';
}

async function tableOf(parts: WebParts, request: FastifyRequest): Promise<TableModel> {
  const { before: shown, unread } = request.query as Query;
  const [before, unreadOnly] = [Number(shown) || undefined, Boolean(unread)];
  const options = { before, limit: PAGE, unread: unreadOnly };
  const told = await parts.rooms.conversations.notifications.list(request.viewer.userId, options);
  const address = addressOf(request);
  const next = `${address}${unreadOnly ? '&' : '?'}before=${told.at(-1)?.id}`;
  const visible = told.filter(isVisible(request));
  return notificationTable(presentFor(parts, request), visible, {
    more: told.length === PAGE ? next : undefined,
    unreadOnly,
  });
}

/** What was said about a conversation the person may not see any more stays unsaid. */
function isVisible({ viewer }: FastifyRequest) {
  return ({ inboxId }: Notification) => may(viewer, 'conversation.read', { inboxId });
}
