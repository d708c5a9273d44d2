// The wizard after connecting: details with a preview, routing, ticket properties, and what comes next (CH-1, CH-4, CH-5).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { maskValues, type FlowView } from '../../channels/channels.ts';
import { notFound } from '../../kernel/errors.ts';
import { readFields } from '../fields.ts';
import { formOf, sentences, type Wrong } from '../forms.ts';
import type { WizardStep } from '../models/channels.ts';
import type { FieldGroup } from '../models/fields.ts';
import { CHANNELS, type Account } from '../present/accounts.ts';
import { channelMark, text } from '../present/marks.ts';
import { readRouting, routingGroups, type Takers } from '../present/routing-form.ts';
import { DETAILS, fieldsOf, peopleOptions, settingsGroups, shownNames } from '../present/settings-form.ts';
import type { WizardPlace } from '../present/wizard.ts';
import { accountTicketGroups, keepAccountTickets } from '../account-tickets.ts';
import { slotHtml } from '../plugin-pages.ts';
import type { WebParts } from '../rooms.ts';
import { MANAGE } from './channels.ts';
import { presentFor } from './inbox.ts';
import { addressOf, flowOf, frameOf, pagesOf, type FlowPlace } from './wizard-frame.ts';

type Page = 'details' | 'routing' | 'tickets' | 'done';

interface Typed {
  wrong?: Wrong;
  values?: Record<string, unknown>;
  routing?: Account['routing'];
}

/** People and teams who can be given conversations (CH-4). */
export async function takersOf({ rooms }: WebParts): Promise<Takers> {
  const { users, teams } = rooms.accounts;
  const [takers, groups, skilled] = await Promise.all([
    users.whoMay('conversation.take'),
    teams.list(),
    rooms.routing.skills.any(),
  ]);
  return { users: takers, teams: groups, skilled };
}

export function previewRoute(server: FastifyInstance, parts: WebParts): void {
  server.post<FlowPlace>('/settings/connections/:key/preview', MANAGE, async (request, reply) => {
    const flow = await flowOf(parts, request, request.params.key);
    return sendPreview(parts, request, reply, flow.channel, flow.accountIds[0] ?? null);
  });
}

/** Draws the channel's preview for what is typed now, the rest as it is stored. */
export async function sendPreview(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  channel: string,
  accountId: number | null,
): Promise<FastifyReply> {
  const shape = parts.rooms.channels.plugin(channel)?.plugin?.settings ?? {};
  const { page } = request.query as { page?: string };
  const typed = DETAILS.filter((one) => page === undefined || one === page);
  const account = accountId === null ? null : await parts.rooms.channels.accountById(accountId);
  const values = {
    ...maskValues(shape, account?.settings ?? {}),
    ...readFields(fieldsOf(shape, ...typed), request.body as Record<string, unknown>),
  };
  const html = await slotHtml(parts, request, 'account preview', { channel, accountId, values });
  return reply.partials([{ target: '#preview-content', swap: 'innerMorph', html: html ?? '' }]);
}

/** The page the flow stands on, or an earlier one that was asked for. */
export async function settlingPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  flow: FlowView,
  wanted?: string,
  typed: Typed = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const accounts = await accountsOf(parts, flow);
  if (flow.purpose !== 'new') {
    parts.cookies.say(reply, 'said.channel-connected', { title: accounts[0]!.title });
    return reply.goTo(`${CHANNELS}/${accounts[0]!.id}`);
  }
  const pages = pagesOf(parts, flow.channel, flow.purpose).slice(2);
  const reached = Math.max(0, pages.indexOf(flow.page as WizardPlace));
  const asked = pages.indexOf(wanted as WizardPlace);
  const at = asked >= 0 && asked <= reached ? asked : reached;
  const page = pages[at] as Page;
  const shown = await contentOf(parts, request, flow, accounts, page, typed);
  const model = {
    ...(await frameOf(parts, request, flow, page)),
    ...shown,
    backHref: at > 0 ? `${addressOf(flow)}?page=${pages[at - 1]}` : undefined,
    note: accounts.length > 1 ? text(present, 'wizard.for_all', { count: accounts.length }) : undefined,
  };
  return reply.page('channels/wizard', model, typed.wrong ? 422 : 200);
}

async function accountsOf({ rooms }: WebParts, flow: FlowView): Promise<Account[]> {
  const found = await Promise.all(flow.accountIds.map((id) => rooms.channels.accountById(id)));
  const accounts = found.filter((account) => account !== null && !account.deletedAt) as Account[];
  if (accounts.length === 0) throw notFound('account');
  return accounts;
}

async function contentOf(
  parts: WebParts,
  request: FastifyRequest,
  flow: FlowView,
  accounts: Account[],
  page: Page,
  { wrong, values, routing }: Typed,
) {
  const present = presentFor(parts, request);
  const [first] = accounts as [Account];
  const form = (groups: FieldGroup[]): { step: WizardStep } => ({
    step: { kind: 'form', id: page, title: text(present, `wizard.page.${page}`), groups },
  });
  if (page === 'done') return { step: doneStep(parts, request, flow, accounts) };
  if (page === 'tickets')
    return { ...form(await accountTicketGroups(parts, request, first, wrong)), next: text(present, 'wizard.finish') };
  if (page === 'routing')
    return form(routingGroups(present, routing ?? first.routing, await takersOf(parts), wrong ?? {}));
  const shape = parts.rooms.channels.plugin(flow.channel)!.plugin!.settings;
  const fields = fieldsOf(shape, ...DETAILS);
  const stored = { ...maskValues(shape, first.settings), ...values };
  const place = { channel: flow.channel, accountId: first.id, values: stored };
  return {
    ...form(
      settingsGroups(present, {
        channel: flow.channel,
        fields,
        values: stored,
        wrong,
        people: peopleOptions(await takersOf(parts)),
      }),
    ),
    preview: await slotHtml(parts, request, 'account preview', place),
    previewAddress: `${addressOf(flow)}/preview`,
  };
}

function doneStep(parts: WebParts, request: FastifyRequest, flow: FlowView, accounts: Account[]): WizardStep {
  const present = presentFor(parts, request);
  const { inboxId } = accounts[0]!;
  const channel = channelMark(present, flow.channel).name;
  return {
    kind: 'done',
    title: text(present, 'wizard.done'),
    text: text(present, 'wizard.done.text'),
    items: accounts.map(({ title }) => ({ label: title })),
    links: [
      { label: text(present, 'wizard.to_inbox'), href: `/inboxes/${inboxId}/open`, icon: 'inbox', primary: true },
      {
        label: text(present, 'wizard.another_account', { channel }),
        href: `${CHANNELS}/new/${flow.channel}?inbox=${inboxId}`,
      },
      { label: text(present, 'wizard.another_channel'), href: `${CHANNELS}/new?inbox=${inboxId}` },
      { label: text(present, 'wizard.close'), href: CHANNELS },
    ],
  };
}

/** Takes what was sent for one of the pages, for every account of the flow, and turns to the next. */
export async function settle(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  flow: FlowView,
): Promise<FastifyReply> {
  const pages = pagesOf(parts, flow.channel, flow.purpose);
  const page = pages.find((one) => one === formOf(request).text('step'));
  const next = page && pages[pages.indexOf(page) + 1];
  if (!page || !next) return reply.goTo(addressOf(flow));
  const typed = await take(parts, request, flow, page as Page);
  if (typed) return settlingPage(parts, request, reply, flow, page, typed);
  if (pages.indexOf(next) > pages.indexOf(flow.page as WizardPlace))
    await parts.rooms.channels.flows.turn(flow.publicId, request.viewer.userId, next);
  return reply.goTo(next === flow.page ? addressOf(flow) : `${addressOf(flow)}?page=${next}`);
}

/** Saves it; what was typed comes back when something is wrong. */
async function take(
  parts: WebParts,
  request: FastifyRequest,
  flow: FlowView,
  page: Page,
): Promise<Required<Pick<Typed, 'wrong'>> | null> {
  const { channels } = parts.rooms;
  const actor = actorOf(request.viewer);
  const form = formOf(request);
  const words = (errors: Record<string, string>) => sentences(parts.locales, request.viewContext.language, errors);
  for (const account of await accountsOf(parts, flow)) {
    if (page === 'tickets') {
      const wrong = await keepAccountTickets(parts, request, account);
      if (wrong) return { wrong };
    }
    if (page === 'routing') {
      const { routing, errors } = readRouting(form, await takersOf(parts));
      if (Object.keys(errors).length > 0) return { wrong: words(errors), routing } as Typed & { wrong: Wrong };
      await channels.saveRouting(account.id, routing, actor);
    }
    if (page === 'details') {
      const fields = fieldsOf(channels.plugin(flow.channel)!.plugin!.settings, ...DETAILS);
      const values = readFields(fields, request.body as Record<string, unknown>);
      const saved = await channels.saveSettings(account.id, values, actor, shownNames(fields, values));
      if ('errors' in saved) return { wrong: words(saved.errors), values } as Typed & { wrong: Wrong };
    }
  }
  return null;
}
