// Settings → Webhooks: which programs elsewhere are told of what happens, a new one, its secret shown once (OP-7).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NewWebhook } from '../../webhooks/webhooks.ts';
import { formOf, orAgain, type Wrong } from '../forms.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import { FIRST, readWebhook, webhookFields, webhookRow, WEBHOOKS } from '../present/webhooks.ts';
import type { WebParts } from '../rooms.ts';

export const API_MANAGE = { config: { permission: 'api.manage' } } as const;

export function webhooksRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales, pages } = parts;

  server.get(WEBHOOKS, API_MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const links = [{ label: say('webhooks.new'), href: `${WEBHOOKS}/new`, icon: 'plus', primary: true }];
    const content = { heading: say('webhooks.heading'), text: say('webhooks.text'), links };
    return pages.settings(request, reply, 'webhooks', { ...content, sections: [await table(parts, request, say)] });
  });

  server.get(`${WEBHOOKS}/new`, API_MANAGE, async (request, reply) => newPage(parts, request, reply, FIRST));

  server.post(WEBHOOKS, API_MANAGE, async (request, reply) => {
    const typed = readWebhook(formOf(request));
    const work = async () => {
      const { webhook, secret } = await rooms.webhooks.create(request.viewer, typed);
      return secretPage(parts, request, reply, { secret, id: webhook.id, heading: 'webhook.made' });
    };
    return orAgain(locales, request, work, (wrong) => newPage(parts, request, reply, typed, wrong), {
      webhooks_full: 'address',
      more_than_own: 'inboxes',
    });
  });
}

async function table({ rooms }: WebParts, request: FastifyRequest, say: Say): Promise<Section> {
  const all = await rooms.webhooks.list(request.viewer);
  const keys = [
    'webhook.column.what',
    'webhook.column.state',
    'webhook.types',
    'webhook.column.last',
    'webhook.column.now',
  ];
  const columns = keys.map((key) => ({ label: say(key) }));
  const empty = { title: say('webhooks.none'), text: say('webhooks.none.text') };
  return {
    card: true,
    table: { label: say('webhooks.heading'), columns, rows: all.map((one) => webhookRow(say, one)), empty },
  };
}

async function newPage(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: NewWebhook,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = pages.say(request);
  const inboxes = await rooms.conversations.inboxes.list();
  const groups = webhookFields(say, typed, inboxes, wrong);
  const content = {
    heading: say('webhooks.new'),
    text: say('webhooks.new.text'),
    crumb: { label: say('webhooks.heading'), href: WEBHOOKS },
    narrow: true,
    sections: [{ form: { action: WEBHOOKS, groups, submit: say('webhooks.create'), back: WEBHOOKS } }],
  };
  return pages.settings(request, reply, 'webhooks', content, wrong ? 422 : 200);
}

/** The only page that ever shows it. */
export function secretPage(
  { pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, id, heading }: { secret: string; id: number; heading: 'webhook.made' | 'webhook.rolled' },
): FastifyReply {
  const say = pages.say(request);
  const content = {
    heading: say(heading),
    text: say('webhook.secret.text'),
    narrow: true,
    sections: [{ card: true, facts: [{ label: say('webhook.secret'), value: secret, mono: true }] }],
    links: [{ label: say('codes.done'), href: `${WEBHOOKS}/${id}`, primary: true }],
  };
  return pages.settings(request, reply, 'webhooks', content, 201);
}
