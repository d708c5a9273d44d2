// How the person wants to be told: what, by which ways, when mails go and when it is quiet (NT-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import { KINDS, WAYS, type Kind, type NotificationSettings, type Ways } from '../../notifications/notifications.ts';
import { type Form, formOf, orAgain, type Wrong } from '../forms.ts';
import { notificationFields } from '../present/notification-settings.ts';
import type { WebParts } from '../rooms.ts';
import { devicesSection } from './push.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const PLACE = '/settings/notifications';

export function notificationSettingsRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales, cookies } = parts;
  const { notifications } = rooms;

  server.get(PLACE, MINE, async (request, reply) =>
    draw(parts, request, reply, await notifications.settings(request.viewer.userId)),
  );

  server.put(PLACE, MINE, async (request, reply) => {
    const before = await notifications.settings(request.viewer.userId);
    const typed = typedIn(formOf(request), offeredTo(request), before);
    return orAgain(
      locales,
      request,
      async () => {
        await notifications.save(request.viewer, typed);
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => draw(parts, request, reply, typed, wrong),
    );
  });
}

/** Nobody is asked how to be told what does not concern them. */
function offeredTo({ viewer }: FastifyRequest): Kind[] {
  return KINDS.filter((kind) => {
    if (kind === 'account_trouble') return may(viewer, 'channel.manage');
    if (kind === 'webhook_off') return may(viewer, 'api.manage');
    return kind === 'mention' || may(viewer, 'conversation.take');
  });
}

function typedIn(form: Form, kinds: Kind[], before: NotificationSettings): NotificationSettings {
  const ways = kinds.map((kind) => {
    const chosen = form.texts(`ways.${kind}`);
    return [kind, Object.fromEntries(WAYS.map((way) => [way, chosen.includes(way)])) as unknown as Ways];
  });
  return {
    ways: { ...before.ways, ...Object.fromEntries(ways) },
    mail: form.text('mail') as NotificationSettings['mail'],
    mailAt: form.text('mailAt') || before.mailAt,
    quietFrom: form.text('quietFrom') || null,
    quietTo: form.text('quietTo') || null,
    quietDays: form.numbers('quietDays'),
    attentive: form.on('attentive'),
    pushContent: form.on('pushContent'),
  };
}

async function draw(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  settings: NotificationSettings,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const { pages } = parts;
  const say = pages.say(request);
  const { language, timeZone } = request.viewer;
  const groups = notificationFields(say, settings, { kinds: offeredTo(request), language, timeZone, wrong });
  const form = { action: `${PLACE}?_method=PUT`, groups };
  const devices = await devicesSection(parts, request, reply);
  const content = { heading: say('notifications.title'), text: say('notifications.choose'), narrow: true };
  const status = Object.keys(wrong).length > 0 ? 422 : 200;
  return pages.settings(request, reply, 'notifications', { ...content, sections: [{ form }, devices] }, status);
}
