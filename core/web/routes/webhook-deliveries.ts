// What went to a webhook: the log, one delivery with every try, sending one or all that were given up again (OP-7).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import type { DeliveryDetails, Webhook } from '../../webhooks/webhooks.ts';
import { selectField } from '../common-fields.ts';
import { formOf } from '../forms.ts';
import type { Section, TableModel } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import { text } from '../present/marks.ts';
import { addressOf, attemptFacts, deliveryChip, deliveryRow, typeWords, WEBHOOKS } from '../present/webhooks.ts';
import type { WebParts } from '../rooms.ts';
import { writerFor } from './account-frame.ts';
import { presentFor } from './inbox.ts';
import { webhookFrame, webhookOf, type WebhookPlace } from './webhook.ts';
import { API_MANAGE } from './webhooks.ts';

const PAGE = 50;
/** Letters of a body that are shown. */
const SHOWN = 50_000;
/** Hours back. */
const SINCE = [1, 24, 336];
type Wanted = WebhookPlace & { Querystring: { status?: string; before?: string } };
type DeliveryPlace = { Params: { id: string; delivery: string } };

export function webhookDeliveryRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;
  const { webhooks } = rooms;

  server.get<Wanted>(`${WEBHOOKS}/:id`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const table = await tableOf(parts, request, webhook);
    if (request.query.before && request.headers['hx-request-type'] === 'partial')
      return reply.page('shared/table-rows', table);
    const frame = webhookFrame(parts, request, webhook, 'deliveries');
    const again = {
      label: pages.say(request)('webhook.again_all'),
      action: '',
      asks: `${addressOf(webhook)}/attempts`,
    };
    const acts = webhook.failed > 0 && webhook.state === 'active' ? [again, ...frame.acts!] : frame.acts;
    const sections = [log(parts, request, webhook, table)];
    return pages.settings(request, reply, 'webhooks', { ...frame, acts, sections });
  });

  server.get<DeliveryPlace>(`${WEBHOOKS}/:id/deliveries/:delivery`, API_MANAGE, async (request, reply) =>
    deliveryPage(parts, request, reply, await webhookOf(parts, request)),
  );

  server.post<DeliveryPlace>(`${WEBHOOKS}/:id/deliveries/:delivery/attempts`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const id = numberOf(request.params.delivery);
    await webhooks.resend(request.viewer, webhook.id, id);
    cookies.say(reply, 'said.queued-again');
    return reply.goTo(`${addressOf(webhook)}/deliveries/${id}`);
  });

  sendingAgain(server, parts);
}

function sendingAgain(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;

  server.get<WebhookPlace>(`${WEBHOOKS}/:id/attempts`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const say = pages.say(request);
    const options = SINCE.map((hours) => ({ value: String(hours), label: say('webhook.since.hours', { hours }) }));
    return reply.dialog({
      title: say('webhook.again_all.title'),
      text: say('webhook.again_all.text'),
      groups: [{ fields: [selectField('hours', say('webhook.since'), options, '24')] }],
      action: `${addressOf(webhook)}/attempts`,
      submit: say('webhook.again'),
      back: addressOf(webhook),
    });
  });

  server.post<WebhookPlace>(`${WEBHOOKS}/:id/attempts`, API_MANAGE, async (request, reply) => {
    const webhook = await webhookOf(parts, request);
    const hours = formOf(request).number('hours') || SINCE[1]!;
    const since = new Date(rooms.clock.now().getTime() - hours * 3_600_000);
    const count = await rooms.webhooks.resendFailed(request.viewer, webhook.id, since);
    cookies.say(reply, 'said.webhook-again', { count });
    return reply.goTo(addressOf(webhook));
  });
}

function numberOf(id: string): number {
  if (!/^\d{1,15}$/.test(id)) throw notFound('delivery');
  return Number(id);
}

async function tableOf(parts: WebParts, request: FastifyRequest, webhook: Webhook): Promise<TableModel> {
  const say = parts.pages.say(request);
  const present = presentFor(parts, request);
  const { status, before } = request.query as Wanted['Querystring'];
  const onlyFailed = status === 'failed';
  const found = await parts.rooms.webhooks.deliveries(request.viewer, webhook.id, {
    status: onlyFailed ? 'failed' : undefined,
    before: before && /^\d{1,15}$/.test(before) ? Number(before) : undefined,
    limit: PAGE,
  });
  const keys = ['at', 'what', 'state', 'answer', 'tries'];
  const columns = keys.map((key) => ({ label: say(`webhook.delivery.column.${key}`), num: key === 'answer' }));
  const next = `${addressOf(webhook)}?${onlyFailed ? 'status=failed&' : ''}before=${found.at(-1)?.id}`;
  return {
    label: say('webhook.deliveries'),
    columns: [...columns, { label: say('table.do'), hidden: true }],
    rows: found.map((delivery) => deliveryRow(present, say, webhook, delivery)),
    more: found.length === PAGE ? next : undefined,
    empty: { title: say('webhook.deliveries.none'), text: say('webhook.deliveries.none.text') },
  };
}

function log(parts: WebParts, request: FastifyRequest, webhook: Webhook, table: TableModel): Section {
  const say = parts.pages.say(request);
  const at = addressOf(webhook);
  const onlyFailed = (request.query as Wanted['Querystring']).status === 'failed';
  const filter = onlyFailed
    ? { label: say('webhook.deliveries.all'), href: at }
    : { label: say('webhook.deliveries.failed', { count: webhook.failed }), href: `${at}?status=failed` };
  return {
    card: true,
    title: say('webhook.deliveries'),
    links: webhook.failed > 0 || onlyFailed ? [filter] : [],
    table,
  };
}

function deliveryOf({ rooms }: WebParts, request: FastifyRequest, webhook: Webhook): Promise<DeliveryDetails> {
  const { delivery } = request.params as DeliveryPlace['Params'];
  return rooms.webhooks.delivery(request.viewer, webhook.id, numberOf(delivery));
}

async function deliveryPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  webhook: Webhook,
): Promise<FastifyReply> {
  const { rooms, pages } = parts;
  const say = pages.say(request);
  const present = presentFor(parts, request);
  const writer = writerFor(parts, request);
  const now = rooms.clock.now();
  const delivery = await deliveryOf(parts, request, webhook);
  const { id, key, type, tries, dueAt, status } = delivery;
  const address = `${addressOf(webhook)}/deliveries/${id}/attempts`;
  const again = {
    label: say(status === 'waiting' ? 'webhook.now' : 'webhook.again'),
    action: address,
    icon: 'refresh',
  };
  const facts = [
    { label: say('webhook.delivery.column.state'), chip: deliveryChip(present, delivery) },
    { label: 'webhook-id', value: key, mono: true },
    { label: say('webhook.delivery.type'), value: type, mono: true },
    ...(dueAt ? [{ label: say('webhook.delivery.due'), value: writer.moment(dueAt, 'exact', now) }] : []),
  ];
  const raw = (words: string) => trusted(reply.view('channels/raw', { text: words.slice(0, SHOWN) }));
  const answers = tries.map((one, index) => ({
    ...{ card: true, title: say('webhook.try.number', { number: tries.length - index }) },
    facts: attemptFacts(present, one, writer, now),
    html: one.response ? raw(`${headersOf(one.response.headers)}\n\n${one.response.body}`.trim()) : undefined,
  }));
  const body = delivery.body === null ? text(present, 'webhook.body.none') : prettily(delivery.body);
  const sections = [{ card: true, facts }, ...answers, { card: true, title: say('webhook.body'), html: raw(body) }];
  const crumb = { label: webhook.description, href: addressOf(webhook) };
  const acts = webhook.state === 'active' ? [again] : [];
  return pages.settings(request, reply, 'webhooks', { heading: typeWords(say, type), crumb, acts, sections });
}

function headersOf(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function prettily(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
