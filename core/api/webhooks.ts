// API: outgoing webhooks, what went to them, sending again (OP-7).
import type { FastifyRequest } from 'fastify';
import { notFound } from '../kernel/errors.ts';
import type { Delivery, DeliveryDetails, DeliveryStatus, NewWebhook, Webhook } from '../webhooks/webhooks.ts';
import type { ApiRooms } from './rooms.ts';
import type { ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { pageOf } from './shapes.ts';
import {
  DeliveryDetailsShape,
  DeliveryQuery,
  DeliveryShape,
  MadeWebhook,
  NewWebhookShape,
  Roll,
  Secret,
  Since,
  WebhookChange,
  WebhookShape,
  type NewWebhookBody,
  type WebhookChangeBody,
} from './webhook-shapes.ts';

const ABOUT = { permission: 'api.manage' as const, tag: 'webhooks' };
const LIST = Type.Object({ items: Type.Array(WebhookShape) });
const ONE = '/webhooks/:id';
const DELIVERY = `${ONE}/deliveries/:delivery`;
const Accepted = Type.Object({ deliveryId: Type.Integer() });
const Count = Type.Object({ count: Type.Integer() });

export function webhookRoutes(rooms: ApiRooms): ApiRoute[] {
  return [...bookRoutes(rooms), ...journalRoutes(rooms)];
}

function bookRoutes(rooms: ApiRooms): ApiRoute[] {
  const get = { ...ABOUT, method: 'GET' as const };
  const post = { ...ABOUT, method: 'POST' as const };
  return [
    {
      ...{ ...get, url: '/webhooks', summary: 'Webhooks, by description', answer: LIST },
      run: async ({ viewer }) => ({ items: (await rooms.webhooks.list(viewer)).map(webhookView) }),
    },
    {
      ...{ ...post, url: '/webhooks', summary: 'Add a webhook; its secret is answered this once', status: 201 },
      ...{ body: NewWebhookShape, answer: MadeWebhook },
      async run({ viewer, body }) {
        const given = { types: null, inboxIds: null, ...(body as NewWebhookBody) } as NewWebhook;
        const { webhook, secret } = await rooms.webhooks.create(viewer, given);
        return { ...webhookView(webhook), secret };
      },
    },
    {
      ...{ ...get, url: ONE, summary: 'One webhook', answer: WebhookShape },
      run: async (request) => webhookView(await rooms.webhooks.get(request.viewer, idOf(request))),
    },
    {
      ...{ ...ABOUT, method: 'PATCH', url: ONE, summary: 'Change, pause or go on', body: WebhookChange },
      ...{ answer: WebhookShape, run: (request) => change(rooms, request) },
    },
    {
      ...{ ...ABOUT, method: 'DELETE', url: ONE, summary: 'Remove a webhook with its log', answer: WebhookShape },
      run: async (request) => webhookView(await rooms.webhooks.remove(request.viewer, idOf(request))),
    },
    ...trying(rooms),
  ];
}

function trying(rooms: ApiRooms): ApiRoute[] {
  const post = { ...ABOUT, method: 'POST' as const };
  return [
    {
      ...{ ...post, url: `${ONE}/secret`, summary: 'Roll the secret', body: Roll, answer: Secret, status: 201 },
      run: async (request) => {
        const { hours } = request.body as { hours: number };
        return { secret: await rooms.webhooks.roll(request.viewer, idOf(request), hours) };
      },
    },
    {
      ...{ ...post, url: `${ONE}/trial`, summary: 'Send a trial', answer: Accepted, status: 202 },
      run: async (request) => ({ deliveryId: await rooms.webhooks.tryOut(request.viewer, idOf(request)) }),
    },
  ];
}

function journalRoutes({ webhooks }: ApiRooms): ApiRoute[] {
  const get = { ...ABOUT, method: 'GET' as const };
  const post = { ...ABOUT, method: 'POST' as const, status: 202 as const };
  return [
    {
      ...{ ...get, url: `${ONE}/deliveries`, summary: 'Deliveries, newest first', query: DeliveryQuery },
      answer: pageOf(DeliveryShape),
      async run(request) {
        const { status, after, limit } = request.query as { status?: DeliveryStatus; after?: string; limit: number };
        const { id } = await webhooks.get(request.viewer, idOf(request));
        const before = after === undefined ? undefined : Number(after);
        const found = await webhooks.deliveries(request.viewer, id, { status, before, limit });
        return { items: found.map(deliveryView), next: found.length === limit ? String(found.at(-1)!.id) : null };
      },
    },
    {
      ...{ ...get, url: DELIVERY, summary: 'One delivery with every try', answer: DeliveryDetailsShape },
      run: async (request) =>
        detailsView(await webhooks.delivery(request.viewer, idOf(request), idOf(request, 'delivery'))),
    },
    {
      ...{ ...post, url: `${DELIVERY}/attempts`, summary: 'Send a delivery again', answer: DeliveryDetailsShape },
      async run(request) {
        const [id, delivery] = [idOf(request), idOf(request, 'delivery')];
        await webhooks.resend(request.viewer, id, delivery);
        return detailsView(await webhooks.delivery(request.viewer, id, delivery));
      },
    },
    {
      ...{ ...post, url: `${ONE}/attempts`, summary: 'Send again what was given up', body: Since, answer: Count },
      async run(request) {
        const since = new Date((request.body as { since: string }).since);
        return { count: await webhooks.resendFailed(request.viewer, idOf(request), since) };
      },
    },
  ];
}

async function change({ webhooks }: ApiRooms, request: FastifyRequest) {
  const { viewer } = request;
  const id = idOf(request);
  const { state, skip = false, ...rest } = request.body as WebhookChangeBody;
  if (Object.keys(rest).length > 0) await webhooks.change(viewer, id, rest as Partial<NewWebhook>);
  if (state === 'paused') await webhooks.pause(viewer, id);
  if (state === 'active') await webhooks.resume(viewer, id, skip);
  return webhookView(await webhooks.get(viewer, id));
}

function idOf({ params }: FastifyRequest, name = 'id'): number {
  const text = (params as Record<string, string>)[name] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw notFound(name === 'id' ? 'webhook' : name);
  return Number(text);
}

const timeOf = (at: Date | null) => at?.toISOString() ?? null;

function webhookView({ id, description, address, types, inboxIds, state, waiting, failed, ...rest }: Webhook) {
  return {
    ...{ id, description, address, types, inboxIds, state, waiting, failed },
    why: rest.why?.text ?? null,
    failingSince: timeOf(rest.failingSince),
    deliveredAt: timeOf(rest.deliveredAt),
    oldSecretUntil: timeOf(rest.oldSecretUntil),
    createdAt: rest.createdAt.toISOString(),
  };
}

function deliveryView({ why, createdAt, dueAt, endedAt, ...rest }: Delivery) {
  return {
    ...rest,
    why: why?.text ?? null,
    createdAt: createdAt.toISOString(),
    dueAt: timeOf(dueAt),
    endedAt: timeOf(endedAt),
  };
}

function detailsView({ body, tries, ...delivery }: DeliveryDetails) {
  return {
    ...deliveryView(delivery),
    body,
    tries: tries.map(({ at, why, ...rest }) => ({ ...rest, at: at.toISOString(), why: why?.text ?? null })),
  };
}
