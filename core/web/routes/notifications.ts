// What the person was told: the list, marking it read, and how they want to be told (NT-1).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { Notification } from '../../conversations/conversations.ts';
import { formOf } from '../forms.ts';
import type { FieldGroup } from '../models/fields.ts';
import type { TableModel } from '../models/forms.ts';
import { text } from '../present/marks.ts';
import { KINDS, notificationTable, WAYS, waysOf } from '../present/notifications.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const PAGE = 50;

export function notificationRoutes(server: FastifyInstance, parts: WebParts): void {
  const { notifications } = parts.rooms.conversations;

  server.get('/notifications', MINE, async (request, reply) => {
    const table = await tableOf(parts, request);
    // The table's last line asks for the next rows only.
    if (request.headers['hx-request'] && (request.query as { before?: string }).before)
      return reply.page('shared/table-rows', table);
    const say = (key: string) => text(presentFor(parts, request), key);
    const heading = say('notifications.title');
    const action = '/notifications/read-mark?_method=PUT';
    return reply.page('notifications/page', {
      title: heading,
      heading,
      text: say('notifications.text'),
      links: [{ label: say('notifications.settings'), href: '/settings/notifications', icon: 'settings' }],
      acts: table.rows.length > 0 ? [{ label: say('notifications.read_all'), action, icon: 'check' }] : undefined,
      table,
    });
  });

  server.put('/notifications/read-mark', MINE, async (request, reply) => {
    await notifications.markRead(request.viewer.userId, 'all');
    return reply.goTo('/notifications');
  });

  choices(server, parts);
}

function choices(server: FastifyInstance, parts: WebParts): void {
  const { users } = parts.rooms.accounts;

  server.get('/settings/notifications', MINE, async (request, reply) => {
    const say = parts.pages.say(request);
    const preferences = await users.preferences(request.viewer.userId);
    const groups = KINDS.map((kind): FieldGroup => {
      const ways = waysOf(preferences, kind);
      const fields = WAYS.map((way) => ({
        kind: 'switch' as const,
        name: `${kind}.${way}`,
        label: say(`notification.way.${way}`),
        value: ways[way],
      }));
      return { title: say(`notification.kind.${kind}`), fields };
    });
    const form = { action: '/settings/notifications?_method=PUT', groups };
    const content = { heading: say('notifications.title'), text: say('notifications.choose'), narrow: true };
    return parts.pages.settings(request, reply, 'notifications', { ...content, sections: [{ form }] });
  });

  server.put('/settings/notifications', MINE, async (request, reply) => {
    const form = formOf(request);
    const chosen = KINDS.map((kind) => [kind, Object.fromEntries(WAYS.map((way) => [way, form.on(`${kind}.${way}`)]))]);
    await users.prefer(request.viewer, { notifications: Object.fromEntries(chosen) });
    parts.cookies.say(reply, 'said.saved');
    return reply.goTo('/settings/notifications');
  });
}

async function tableOf(parts: WebParts, request: FastifyRequest): Promise<TableModel> {
  const before = Number((request.query as { before?: string }).before) || undefined;
  const told = await parts.rooms.conversations.notifications.list(request.viewer.userId, { before, limit: PAGE });
  const more = told.length === PAGE ? `/notifications?before=${told.at(-1)!.id}` : undefined;
  return notificationTable(presentFor(parts, request), told.filter(isVisible(request)), more);
}

/** What was said about a conversation the person may not see any more stays unsaid. */
function isVisible({ viewer }: FastifyRequest) {
  return ({ inboxId }: Notification) => may(viewer, 'conversation.read', { inboxId });
}
