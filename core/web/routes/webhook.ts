// One webhook: its settings, pausing and going on, a trial, its secret rolled, removal (OP-7).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import { maskedAddress, type NewWebhook, type Webhook } from '../../webhooks/webhooks.ts';
import { selectField } from '../common-fields.ts';
import { formOf, orAgain, type Wrong } from '../forms.ts';
import type { PageTop } from '../models/forms.ts';
import { addressOf, readWebhook, webhookBanners, webhookFields, WEBHOOKS } from '../present/webhooks.ts';
import type { WebParts } from '../rooms.ts';
import { writerFor } from './account-frame.ts';
import { presentFor } from './inbox.ts';
import { API_MANAGE, secretPage } from './webhooks.ts';

export interface WebhookPlace {
  Params: { id: string };
}

export function webhookSettingsRoutes(server: FastifyInstance, parts: WebParts): void {
  const { cookies, locales } = parts;
  const { webhooks } = parts.rooms;

  server.get<WebhookPlace>(`${WEBHOOKS}/:id/settings`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    return settingsPage(parts, request, reply, webhook, webhook);
  });

  server.patch<WebhookPlace>(`${WEBHOOKS}/:id`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const typed = readWebhook(formOf(request));
    const work = async () => {
      await webhooks.change(request.viewer, webhook.id, typed);
      cookies.say(reply, 'said.saved');
      return reply.goTo(addressOf(webhook));
    };
    const again = (wrong: Wrong) => settingsPage(parts, request, reply, webhook, typed, wrong);
    return orAgain(locales, request, work, again, { more_than_own: 'inboxes' });
  });

  server.put<WebhookPlace>(`${WEBHOOKS}/:id/activity`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    await switchTo(formOf(request).text('to'), request, reply, webhook);
    return reply.goTo(addressOf(webhook));
  });

  server.post<WebhookPlace>(`${WEBHOOKS}/:id/trial`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const id = await webhooks.tryOut(request.viewer, webhook.id);
    cookies.say(reply, 'said.webhook-tried');
    return reply.goTo(`${addressOf(webhook)}/deliveries/${id}`);
  });

  rolling(server, parts);
  removal(server, parts);

  async function switchTo(to: string, { viewer }: FastifyRequest, reply: FastifyReply, webhook: Webhook) {
    const { id, description: name } = webhook;
    if (to === 'pause') await webhooks.pause(viewer, id);
    else await webhooks.resume(viewer, id, to === 'skip');
    cookies.say(reply, to === 'pause' ? 'said.webhook-paused' : 'said.webhook-resumed', { name });
  }
}

function rolling(server: FastifyInstance, parts: WebParts): void {
  const { rooms, pages } = parts;

  server.get<WebhookPlace>(`${WEBHOOKS}/:id/secret`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const say = pages.say(request);
    const options = OVERLAPS.map((hours) => ({ value: String(hours), label: say('webhook.roll.hours', { hours }) }));
    return reply.dialog({
      title: say('webhook.roll.title'),
      text: say('webhook.roll.text'),
      groups: [{ fields: [selectField('hours', say('webhook.roll.overlap'), options, '24')] }],
      action: `${addressOf(webhook)}/secret`,
      submit: say('webhook.roll'),
      back: `${addressOf(webhook)}/settings`,
    });
  });

  server.post<WebhookPlace>(`${WEBHOOKS}/:id/secret`, API_MANAGE, async (request, reply) => {
    const { id } = await webhookOf(parts, request);
    const secret = await rooms.webhooks.roll(request.viewer, id, formOf(request).number('hours'));
    return secretPage(parts, request, reply, { secret, id, heading: 'webhook.rolled' });
  });
}

/** Hours. */
const OVERLAPS = [0, 1, 24, 168];

function removal(server: FastifyInstance, parts: WebParts): void {
  const { rooms, pages, cookies } = parts;

  server.get<WebhookPlace>(`${WEBHOOKS}/:id/removal`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const say = pages.say(request);
    return reply.dialog({
      title: say('webhook.removal.title', { name: webhook.description }),
      text: say('webhook.removal.text'),
      action: `${addressOf(webhook)}?_method=DELETE`,
      submit: say('webhook.remove'),
      danger: true,
      back: `${addressOf(webhook)}/settings`,
    });
  });

  server.delete<WebhookPlace>(`${WEBHOOKS}/:id`, API_MANAGE, async (request, reply) => {
    const { id } = await webhookOf(parts, request);
    const { description: name } = await rooms.webhooks.remove(request.viewer, id);
    cookies.say(reply, 'said.webhook-removed', { name });
    return reply.goTo(WEBHOOKS);
  });
}

export async function webhookOf({ rooms }: WebParts, request: FastifyRequest): Promise<Webhook> {
  const { id } = request.params as { id: string };
  if (!/^\d{1,15}$/.test(id)) throw notFound('webhook');
  return rooms.webhooks.get(request.viewer, Number(id));
}

/** What stands above each of its pages. */
export function webhookFrame(
  parts: WebParts,
  request: FastifyRequest,
  webhook: Webhook,
  current: 'deliveries' | 'settings',
): PageTop {
  const say = parts.pages.say(request);
  const at = addressOf(webhook);
  const active = webhook.state === 'active';
  const pause = { label: say('webhook.pause'), action: `${at}/activity?_method=PUT`, name: 'to', value: 'pause' };
  const trial = { label: say('webhook.try'), action: `${at}/trial`, icon: 'send' };
  return {
    heading: webhook.description,
    text: maskedAddress(webhook.address),
    crumb: { label: say('webhooks.heading'), href: WEBHOOKS },
    acts: active ? [pause, trial] : [],
    tabs: [
      { label: say('webhook.deliveries'), href: at, current: current === 'deliveries' },
      { label: say('webhook.settings'), href: `${at}/settings`, current: current === 'settings' },
    ],
    banners: webhookBanners(presentFor(parts, request), webhook, writerFor(parts, request), parts.rooms.clock.now()),
  };
}

async function settingsPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  webhook: Webhook,
  typed: NewWebhook,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const { rooms, pages } = parts;
  const say = pages.say(request);
  const at = addressOf(webhook);
  const groups = webhookFields(say, typed, await rooms.conversations.inboxes.list(), wrong);
  const until = webhook.oldSecretUntil;
  const overlap = until && writerFor(parts, request).moment(until, 'exact', rooms.clock.now());
  const content = {
    ...webhookFrame(parts, request, webhook, 'settings'),
    narrow: true,
    sections: [
      { form: { action: `${at}?_method=PATCH`, groups, back: at } },
      {
        card: true,
        title: say('webhook.secret'),
        text: overlap ? say('webhook.secret.overlap', { until: overlap }) : say('webhook.secret.kept'),
        acts: [{ label: say('webhook.roll'), action: '', asks: `${at}/secret` }],
      },
      {
        card: true,
        title: say('webhook.removal'),
        text: say('webhook.removal.text'),
        acts: [{ label: say('webhook.remove'), action: '', asks: `${at}/removal` }],
      },
    ],
  };
  return pages.settings(request, reply, 'webhooks', content, wrong ? 422 : 200);
}
