// An account's configuration and automation: declared settings with a preview, routing, tickets (CH-2, CH-4, CH-5, EM-6).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { maskValues } from '../../channels/channels.ts';
import { readFields } from '../fields.ts';
import { formOf, sentences, type Wrong } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import { connectAct } from '../present/account-health.ts';
import { accountActs, accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import { decisionFacts } from '../present/decision.ts';
import { reasonText, text } from '../present/marks.ts';
import { readRouting, routingGroups } from '../present/routing-form.ts';
import { fieldsOf, peopleOptions, settingsGroups, shownNames } from '../present/settings-form.ts';
import { accountTicketGroups, keepAccountTickets } from '../account-tickets.ts';
import { slotHtml } from '../plugin-pages.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame } from './account-frame.ts';
import { MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';
import { sendPreview, takersOf } from './settling.ts';

export function accountRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<AccountPlace>(`${CHANNELS}/:id`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return configuration(parts, request, reply, account);
  });
  settings(server, parts);

  server.post<AccountPlace>(`${CHANNELS}/:id/preview`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return sendPreview(parts, request, reply, account.channel, account.id);
  });

  server.get<AccountPlace>(`${CHANNELS}/:id/automation`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return automation(parts, request, reply, account);
  });
  automating(server, parts);
}

interface Typed {
  page?: 'details' | 'advanced';
  title?: string;
  values?: Record<string, unknown>;
  wrong?: Wrong;
}

async function configuration(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  typed: Typed = {},
): Promise<FastifyReply> {
  const { channel, id: accountId } = account;
  const shape = parts.rooms.channels.plugin(channel)?.plugin?.settings ?? {};
  const place = { channel, accountId, values: maskValues(shape, account.settings) };
  const preview = await slotHtml(parts, request, 'account preview', place);
  const sections: Section[] = [
    ...(await formsOf(parts, request, account, typed, preview && `${accountAddress(account)}/preview`)),
    connection(parts, request, account),
    ...(await pluginPart(parts, request, place)),
  ];
  const page = { ...(await accountFrame(parts, request, account, 'configuration')), sections, preview };
  return reply.page('channels/configuration', page, typed.wrong ? 422 : 200);
}

/** The account's name with the settings customers see, then those few people need. */
async function formsOf(
  parts: WebParts,
  request: FastifyRequest,
  account: Account,
  typed: Typed,
  previewAddress: string | undefined,
): Promise<Section[]> {
  const present = presentFor(parts, request);
  const { channel } = account;
  const shape = parts.rooms.channels.plugin(channel)?.plugin?.settings ?? {};
  const people = peopleOptions(await takersOf(parts));
  const groupsOf = (page: 'details' | 'advanced') => {
    const mine = typed.page === page ? typed : {};
    const values = { ...maskValues(shape, account.settings), ...mine.values };
    return settingsGroups(present, { channel, fields: fieldsOf(shape, page), values, wrong: mine.wrong, people });
  };
  const address = `${accountAddress(account)}/settings?_method=PUT`;
  const title = titleField(text(present, 'account.title'), typed.title ?? account.title, typed.wrong);
  const groups = withTitle(groupsOf('details'), title);
  const details = { form: { id: 'details', action: `${address}&page=details`, groups, previewAddress } };
  const advanced = groupsOf('advanced');
  if (advanced.length === 0) return [details];
  const form = { id: 'advanced', action: `${address}&page=advanced`, groups: advanced, quiet: true };
  return [details, { title: text(present, 'account.advanced'), form }];
}

function titleField(label: string, value: string, wrong: Wrong = {}): FieldModel {
  return {
    kind: 'text',
    name: 'account-title',
    label,
    required: true,
    maximum: 120,
    value,
    error: wrong['account-title'],
  };
}

/** The title stands first, with the fields that have no heading of their own. */
function withTitle(groups: FieldGroup[], title: FieldModel): FieldGroup[] {
  const [first, ...rest] = groups;
  if (!first || first.title) return [{ fields: [title] }, ...groups];
  return [{ ...first, fields: [title, ...first.fields] }, ...rest];
}

async function pluginPart(parts: WebParts, request: FastifyRequest, place: { channel: string; accountId: number }) {
  const html = await slotHtml(parts, request, 'account page', place);
  return html ? [{ html }] : [];
}

/** How it is connected, and what can be done about that. */
function connection(parts: WebParts, request: FastifyRequest, account: Account): Section {
  const present = presentFor(parts, request);
  const own = account.fallback
    ? []
    : [connectAct(present, account, 'change settings'), connectAct(present, account, 'sign in again')];
  return {
    card: true,
    title: text(present, 'account.connection'),
    facts: [
      { label: text(present, 'account.unique_id'), value: account.uniqueId, mono: true },
      { label: text(present, 'account.created'), at: account.createdAt },
    ],
    acts: [...own, ...accountActs(present, account)],
  };
}

function settings(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.put<AccountPlace & { Querystring: { page?: string } }>(
    `${CHANNELS}/:id/settings`,
    MANAGE,
    async (request, reply) => {
      const account = await visibleAccount(parts, request.viewer, request.params.id);
      const page = request.query.page === 'advanced' ? 'advanced' : 'details';
      const actor = actorOf(request.viewer);
      const title = formOf(request).text('account-title').replace(/\s+/g, ' ').trim().slice(0, 120);
      const fields = fieldsOf(rooms.channels.plugin(account.channel)?.plugin?.settings ?? {}, page);
      const values = readFields(fields, request.body as Record<string, unknown>);
      const saved = await rooms.channels.saveSettings(account.id, values, actor, shownNames(fields, values));
      const errors = 'errors' in saved ? { ...saved.errors } : {};
      if (page === 'details' && title === '') errors['account-title'] = 'wrong.empty';
      if (Object.keys(errors).length > 0) {
        const wrong = sentences(locales, request.viewContext.language, errors);
        return configuration(parts, request, reply, account, { page, title, values, wrong });
      }
      if (page === 'details' && title !== account.title) await rooms.channels.rename(account.id, title, actor);
      cookies.say(reply, 'said.saved');
      return reply.goTo(accountAddress(account));
    },
  );
}

async function automation(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  typed: { routing?: Account['routing']; wrong?: Wrong; wrongTickets?: Wrong } = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const address = accountAddress(account);
  const routing = routingGroups(present, typed.routing ?? account.routing, await takersOf(parts), typed.wrong);
  const sections: Section[] = [
    {
      title: text(present, 'account.routing'),
      form: { id: 'routing', action: `${address}/routing?_method=PUT`, groups: routing },
    },
    ...(await rehearsal(parts, request, account)),
    {
      title: text(present, 'account.tickets'),
      form: {
        id: 'tickets',
        action: `${address}/tickets?_method=PUT`,
        groups: await accountTicketGroups(parts, present, account, typed.wrongTickets),
        quiet: true,
      },
    },
  ];
  const page = { ...(await accountFrame(parts, request, account, 'automation')), sections };
  return reply.page('channels/configuration', page, (typed.wrong ?? typed.wrongTickets) ? 422 : 200);
}

/** Who would get the next conversation now, as the settings stand that were saved. */
async function rehearsal({ rooms, ...parts }: WebParts, request: FastifyRequest, account: Account): Promise<Section[]> {
  if (account.routing.to !== 'people') return [];
  const present = presentFor({ rooms, ...parts }, request);
  const place = { id: 0, inboxId: account.inboxId };
  const { reason, decision } = await rooms.routing.rehearse(place, account.routing, null);
  const facts = decision ? decisionFacts(present, decision) : [];
  return [{ card: true, title: text(present, 'routing.rehearsal'), text: reasonText(present, reason), facts }];
}

function automating(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.put<AccountPlace>(`${CHANNELS}/:id/routing`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const { routing, errors } = readRouting(formOf(request), await takersOf(parts));
    if (Object.keys(errors).length > 0) {
      const wrong = sentences(locales, request.viewContext.language, errors);
      return automation(parts, request, reply, account, { routing, wrong });
    }
    await rooms.channels.saveRouting(account.id, routing, actorOf(request.viewer));
    cookies.say(reply, 'said.saved');
    return reply.goTo(`${accountAddress(account)}/automation`);
  });

  server.put<AccountPlace>(`${CHANNELS}/:id/tickets`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const wrongTickets = await keepAccountTickets(parts, request, account);
    if (wrongTickets) return automation(parts, request, reply, account, { wrongTickets });
    cookies.say(reply, 'said.saved');
    return reply.goTo(`${accountAddress(account)}/automation`);
  });
}
