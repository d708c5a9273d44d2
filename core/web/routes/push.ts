// Pushes to this browser and others: adding them, seeing and removing them, trying them out (NT-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deviceOf } from '../devices.ts';
import { formOf } from '../forms.ts';
import type { Section } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import type { WebParts } from '../rooms.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const PLACE = '/settings/notifications';

export function pushRoutes(server: FastifyInstance, { rooms, cookies, pages }: WebParts): void {
  const { push } = rooms.notifications;

  server.post(`${PLACE}/devices`, MINE, async (request, reply) => {
    const form = formOf(request);
    const given = { endpoint: form.text('endpoint'), p256dh: form.text('p256dh'), auth: form.text('auth') };
    await push.add(request.viewer, given, String(request.headers['user-agent'] ?? ''));
    cookies.say(reply, 'said.push-added');
    return reply.goTo(PLACE);
  });

  server.delete(`${PLACE}/devices/:id`, MINE, async (request, reply) => {
    await push.remove(request.viewer, Number((request.params as { id: string }).id));
    cookies.say(reply, 'said.push-removed');
    return reply.goTo(PLACE);
  });

  server.post(`${PLACE}/trial`, MINE, async (request, reply) => {
    const say = pages.say(request);
    await push.tryOut(request.viewer, { title: say('push.trial.title'), body: say('push.trial.text') });
    cookies.say(reply, 'said.push-tried');
    return reply.goTo(PLACE);
  });
}

/** The browsers, and whether this one may be one of them. */
export async function devicesSection(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Section> {
  const say = pages.say(request);
  const { push } = rooms.notifications;
  const devices = await push.devices(request.viewer);
  const current = devices.some((device) => device.current);
  const rows = devices.map(({ id, userAgent, createdAt, reachedAt, current: isThis }) => ({
    id: `device-${id}`,
    cells: [
      { text: deviceOf(userAgent), chips: isThis ? [{ label: say('push.this'), tone: 'good' as const }] : undefined },
      { at: createdAt },
      reachedAt ? { at: reachedAt } : { text: say('push.never') },
      { acts: [{ label: say('push.remove'), action: `${PLACE}/devices/${id}?_method=DELETE` }] },
    ],
  }));
  const columns = ['device', 'since', 'reached'].map((name) => ({ label: say(`push.column.${name}`) }));
  return {
    id: 'devices',
    title: say('push.title'),
    text: say('push.text'),
    acts: rows.length > 0 ? [{ label: say('push.try'), action: `${PLACE}/trial`, icon: 'send' }] : undefined,
    table:
      rows.length > 0
        ? { id: 'devices', columns: [...columns, { label: say('push.remove'), hidden: true }], rows }
        : undefined,
    html: trusted(reply.view('notifications/push', { key: await push.key(), address: `${PLACE}/devices`, current })),
  };
}
