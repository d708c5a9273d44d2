// Tickets: the table with its filters, and a new one by hand or out of a conversation (TK-1, TK-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import { DeskError } from '../../kernel/errors.ts';
import { PRIORITIES } from '../../tickets/tickets.ts';
import { formOf, sentences, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel, FieldOption } from '../models/fields.ts';
import type { TicketsPage } from '../models/tickets.ts';
import { text } from '../present/marks.ts';
import { atPropertyFields, propertyField, propertyFieldName, readProperties } from '../present/property-fields.ts';
import { EMPTY_TICKET, readTicket, stageField, ticketFields } from '../present/ticket-form.ts';
import {
  ownerOptions,
  priorityText,
  ticketAddress,
  TICKETS,
  ticketTable,
  type TicketWorld,
} from '../present/tickets.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { inboxesSeen, ticketWorld } from '../ticket-world.ts';
import { visibleConversation } from './conversation.ts';
import { presentFor } from './inbox.ts';

export const TICKET_READ = { config: { permission: 'ticket.read' } } as const;
export const TICKET_EDIT = { config: { permission: 'ticket.edit' } } as const;

const PAGE = 50;
const STATES = ['active', 'open', 'waiting', 'closed', 'all'] as const;

type Asked = Record<string, string | undefined>;

export function ticketsRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get(TICKETS, TICKET_READ, async (request, reply) => {
    const page = await ticketsPage(parts, request);
    if (!isHtmx(request) || request.headers['hx-request-type'] === 'full') return reply.page('tickets/page', page);
    if ((request.query as Asked).after) return reply.page('shared/table-rows', page.table);
    return reply.page('tickets/found', page);
  });

  server.get(`${TICKETS}/new`, TICKET_EDIT, async (request, reply) => newPage(parts, request, reply));
  server.post(TICKETS, TICKET_EDIT, async (request, reply) => create(parts, request, reply));
}

async function ticketsPage(parts: WebParts, request: FastifyRequest): Promise<TicketsPage> {
  const present = presentFor(parts, request);
  const asked = request.query as Asked;
  const world = await ticketWorld(parts);
  const search = (asked.q ?? '').slice(0, 200).toWellFormed();
  const { rows, next } = await parts.rooms.tickets.list({
    ...filterOf(asked, world),
    inboxIds: inboxesSeen(request.viewer),
    search,
    after: asked.after,
    limit: PAGE,
  });
  const kept = Object.entries(asked).filter(([name, value]) => name !== 'after' && value);
  const query = new URLSearchParams([...kept, ...(next ? [['after', next]] : [])] as [string, string][]);
  const table = ticketTable(present, rows, next ? `${TICKETS}?${query}` : undefined);
  if (kept.length > 0)
    table.empty = { title: text(present, 'search.empty.title'), text: text(present, 'tickets.nothing') };
  const heading = text(present, 'tickets.heading');
  const start = { label: text(present, 'tickets.new'), href: `${TICKETS}/new`, icon: 'plus', primary: true };
  const links = may(request.viewer, 'ticket.edit') ? [start] : [];
  return { title: heading, heading, query: search, links, filters: filterFields(parts, request, world, asked), table };
}

function filterOf(asked: Asked, world: TicketWorld) {
  const number = (name: string) => (/^\d{1,9}$/.test(asked[name] ?? '') ? Number(asked[name]) : undefined);
  const [, kind, id] = /^(user|team):(\d{1,9})$/.exec(asked.owner ?? '') ?? [];
  const category = world.properties.find(({ key }) => key === 'category');
  const chosen = category?.options.find(({ key }) => key === asked[propertyFieldName('category')]);
  return {
    state: STATES.find((one) => one === asked.state) ?? ('active' as const),
    pipelineId: number('pipeline'),
    priority: PRIORITIES.find((one) => one === asked.priority),
    owner: asked.owner === 'nobody' ? ('nobody' as const) : kind === 'user' ? Number(id) : undefined,
    teamId: kind === 'team' ? Number(id) : undefined,
    properties: (chosen ? { category: chosen.key } : {}) as Record<string, string>,
  };
}

function filterFields(parts: WebParts, request: FastifyRequest, world: TicketWorld, asked: Asked): FieldModel[] {
  const present = presentFor(parts, request);
  const any = { value: '', label: text(present, 'tickets.any') };
  const select = (name: string, options: { value: string; label: string }[], required = false): FieldModel => ({
    ...{ kind: 'choice', look: 'select', name, label: text(present, `ticket.${name}`), required: true },
    options: [...(required ? [] : [any]), ...options].map((one) => ({
      ...one,
      current: one.value === (asked[name] ?? 'active') || undefined,
    })),
  });
  const states = STATES.map((value) => ({ value, label: text(present, `tickets.state.${value}`) }));
  const pipelines = world.pipelines.map(({ id, name }) => ({ value: String(id), label: name }));
  const priorities = PRIORITIES.map((value) => ({ value, label: priorityText(present, value) }));
  const owners = [{ value: 'nobody', label: text(present, 'person.nobody') }, ...ownerOptions(world, '')];
  const category = world.properties.find(({ key, options }) => key === 'category' && options.length > 0);
  return [
    select('state', states, true),
    ...(pipelines.length > 1 ? [select('pipeline', pipelines)] : []),
    select('priority', priorities),
    select('owner', owners),
    ...(category ? [withAny(propertyField(present, category, asked[propertyFieldName('category')], world), any)] : []),
  ];
}

function withAny(field: FieldModel, any: FieldOption): FieldModel {
  return { ...field, required: true, help: undefined, options: [any, ...(field.options ?? [])] };
}

/** The conversation named by the address or the form, when the person may see it. */
async function conversationFor(parts: WebParts, request: FastifyRequest) {
  const id = (request.query as Asked).conversation ?? formOf(request).text('conversation');
  return id ? visibleConversation(parts, request.viewer, Number(id)) : null;
}

async function newPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const world = await ticketWorld(parts);
  const conversation = await conversationFor(parts, request);
  const { ownerId = null, teamId = null } = conversation ?? {};
  const first = { ...EMPTY_TICKET, name: conversation?.subject || conversation?.snippet || '', ownerId, teamId };
  const typed = wrong ? { ...first, ...typedValues(readTicket(formOf(request), world)) } : first;
  const [name, description, ...rest] = ticketFields(present, typed, world);
  const fields = [name!, description!, stageField(present, world), ...rest];
  const heading = text(present, 'tickets.new');
  const back = conversation ? `/conversations/${conversation.id}` : TICKETS;
  const form = {
    action: TICKETS,
    hidden: [
      { name: 'boxes', value: '1' },
      ...(conversation ? [{ name: 'conversation', value: String(conversation.id) }] : []),
    ],
    groups: [{ fields: withWrong(fields, wrong ?? {}) }],
    submit: text(present, 'tickets.create'),
    back,
  };
  const crumb = { label: text(present, 'tickets.heading'), href: TICKETS };
  return reply.page('tickets/form', { title: heading, heading, crumb, form }, wrong ? 422 : 200);
}

/** As fields show them again; values that are wrong stand as they were typed. */
export function typedValues(changes: ReturnType<typeof readTicket>) {
  return changes as Partial<typeof EMPTY_TICKET>;
}

async function create(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, cookies } = parts;
  const form = formOf(request);
  const conversation = await conversationFor(parts, request);
  demand(request.viewer, 'ticket.edit', { inboxId: conversation?.inboxId });
  const world = await ticketWorld(parts);
  const wanted = readTicket(form, world);
  const work = async () => {
    const ticket = await rooms.tickets.open({
      ...wanted,
      ...{ name: wanted.name ?? '', stageId: form.number('stage') || null, source: 'manual' },
      ...{ inboxId: conversation?.inboxId, contactId: conversation?.contactId, accountId: conversation?.accountId },
      ownerFollows: conversation !== null && wanted.ownerId === conversation.ownerId,
      conversationIds: conversation ? [conversation.id] : [],
      properties: readProperties(form, world.properties),
      actor: actorOf(request.viewer),
    });
    cookies.say(reply, 'said.ticket-created', { number: ticket.number });
    return reply.goTo(conversation ? `/conversations/${conversation.id}` : ticketAddress(ticket));
  };
  return ticketForm(parts, request, work, (wrong) => newPage(parts, request, reply, wrong));
}

/** Does the work of a form about a ticket; wrong fields come back with their sentences. */
export async function ticketForm(
  { locales }: WebParts,
  request: FastifyRequest,
  work: () => Promise<FastifyReply>,
  again: (wrong: Wrong) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeskError) || error.status !== 422) throw error;
    return again(sentences(locales, request.viewContext.language, atPropertyFields(error.fields), error.params));
  }
}
