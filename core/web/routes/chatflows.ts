// The chatflows of an account: the list, a new one from a template, order, switch, deletion (CT-9, MS-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TEMPLATES, templateOf, type Flow } from '../../chatflows/chatflows.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Account } from '../present/accounts.ts';
import { flowAddress, flowLine, flowsAddress } from '../present/chatflows.ts';
import { text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame, hasChatflows } from './account-frame.ts';
import { MANAGE, visibleAccount } from './channels.ts';
import { presentFor } from './inbox.ts';

export const FLOWS = '/settings/channels/:id/chatflows';
export type FlowsPlace = { Params: { id: string; flow: string; step: string }; Querystring: Record<string, string> };

export function chatflowsRoutes(server: FastifyInstance, parts: WebParts): void {
  const { cookies, locales, rooms } = parts;

  server.get<FlowsPlace>(FLOWS, MANAGE, async (request, reply) => {
    const account = await flowsAccount(parts, request, request.params.id);
    return flowsPage(parts, request, reply, account);
  });

  server.post<FlowsPlace>(FLOWS, MANAGE, async (request, reply) => {
    const account = await flowsAccount(parts, request, request.params.id);
    const form = formOf(request);
    const typed = { template: form.text('template'), name: form.text('name'), language: form.text('language') };
    const language = locales.languages.includes(typed.language) ? typed.language : request.viewContext.language;
    const definition = templateOf(typed.template, (key) => locales.text(language, `chatflow.words.${key}`));
    return orAgain(
      locales,
      request,
      async () => {
        const flow = await rooms.chatflows.create({ accountId: account.id, name: typed.name, language, definition });
        cookies.say(reply, 'said.chatflow-created', { name: flow.name });
        return reply.goTo(flowAddress(account, flow));
      },
      (wrong) => flowsPage(parts, request, reply, account, { typed, wrong }),
      { too_many_chatflows: 'name' },
    );
  });

  changes(server, parts);
  removal(server, parts);
}

/** The account, when conversations of its channel may begin with a flow. */
export async function flowsAccount(parts: WebParts, request: FastifyRequest, id: string): Promise<Account> {
  const account = await visibleAccount(parts, request.viewer, id);
  if (!hasChatflows(parts, account.channel)) throw notFound('page');
  return account;
}

export async function wantedFlow(
  parts: WebParts,
  request: FastifyRequest,
  params: FlowsPlace['Params'],
): Promise<{ account: Account; flow: Flow; address: string }> {
  const account = await flowsAccount(parts, request, params.id);
  const flow = await parts.rooms.chatflows.get(account.id, params.flow);
  if (!flow) throw notFound('chatflow');
  return { account, flow, address: flowAddress(account, flow) };
}

interface Typed {
  typed?: { template: string; name: string; language: string };
  wrong?: Wrong;
}

async function flowsPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  { typed, wrong = {} }: Typed = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const flows = await parts.rooms.chatflows.list(account.id);
  const started = await parts.rooms.chatflows.started(account.id);
  const fields = withWrong(startFields(parts, present, typed), wrong);
  const page = {
    ...(await accountFrame(parts, request, account, 'chatflows')),
    flows: flows.map((flow) => flowLine(present, account, flow, started.get(flow.id) ?? {})),
    empty: { title: text(present, 'chatflow.none'), text: text(present, 'chatflow.none.text') },
    start: { action: flowsAddress(account), groups: [{ fields }], submit: text(present, 'chatflow.create') },
  };
  return reply.page('chatflows/page', page, Object.keys(wrong).length > 0 ? 422 : 200);
}

function startFields({ locales }: WebParts, present: Present, typed: Typed['typed']): FieldModel[] {
  const names = new Intl.DisplayNames([present.language], { type: 'language' });
  return [
    {
      ...{ kind: 'choice', look: 'cards', name: 'template', label: text(present, 'chatflow.template') },
      options: TEMPLATES.map((value) => ({
        value,
        label: text(present, `chatflow.template.${value}`),
        detail: text(present, `chatflow.template.${value}.detail`),
        current: value === (typed?.template ?? 'live'),
      })),
    },
    {
      ...{ kind: 'text', name: 'name', label: text(present, 'chatflow.name'), required: true, maximum: 80 },
      ...{ value: typed?.name ?? '', help: text(present, 'chatflow.name.help') },
    },
    {
      ...{
        kind: 'choice',
        look: 'select',
        name: 'language',
        label: text(present, 'chatflow.language'),
        required: true,
      },
      options: locales.languages.map((value) => ({
        value,
        label: names.of(value) ?? value,
        current: value === (typed?.language ?? present.language),
      })),
    },
  ];
}

function changes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.put<FlowsPlace>(`${FLOWS}/:flow/activity`, MANAGE, async (request, reply) => {
    const { account, flow } = await wantedFlow(parts, request, request.params);
    const on = request.query.on === 'yes';
    await rooms.chatflows.setActive(flow.id, on);
    cookies.say(reply, on ? 'said.chatflow-on' : 'said.chatflow-off', { name: flow.name });
    return reply.goTo(flowsAddress(account));
  });

  server.post<FlowsPlace>(`${FLOWS}/:flow/place`, MANAGE, async (request, reply) => {
    const { account, flow } = await wantedFlow(parts, request, request.params);
    await rooms.chatflows.shift(flow.id, request.query.way === 'up' ? 'up' : 'down');
    return reply.goTo(flowsAddress(account));
  });
}

function removal(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.get<FlowsPlace>(`${FLOWS}/:flow/removal`, MANAGE, async (request, reply) => {
    const { account, flow, address } = await wantedFlow(parts, request, request.params);
    const present = presentFor(parts, request);
    return reply.dialog({
      title: text(present, 'chatflow.removal.title', { name: flow.name }),
      text: text(present, 'chatflow.removal.text'),
      action: `${address}?_method=DELETE`,
      submit: text(present, 'chatflow.remove'),
      danger: true,
      back: flowsAddress(account),
    });
  });

  server.delete<FlowsPlace>(`${FLOWS}/:flow`, MANAGE, async (request, reply) => {
    const { account, flow } = await wantedFlow(parts, request, request.params);
    await rooms.chatflows.remove(flow.id);
    cookies.say(reply, 'said.chatflow-removed', { name: flow.name });
    return reply.goTo(flowsAddress(account));
  });
}
