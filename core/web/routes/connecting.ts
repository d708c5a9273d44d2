// Connecting a channel: which kind, into which inbox, and what comes back from the far side's window (CH-1, WS-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import type { ConnectPurpose } from '../../contract/connect.ts';
import type { InboxFacts } from '../../conversations/conversations.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import { prepareInboxes } from '../first-inbox.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { ChooseChannelPage } from '../models/channels.ts';
import type { FieldModel } from '../models/fields.ts';
import { CHANNELS } from '../present/accounts.ts';
import { inboxOptions } from '../present/inboxes.ts';
import { channelMark, channelText, reasonText, text } from '../present/marks.ts';
import { wizardSteps } from '../present/wizard.ts';
import type { WebParts } from '../rooms.ts';
import { MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';
import { pagesOf } from './wizard-frame.ts';

type NewPlace = { Params: { channel: string }; Querystring: { inbox?: string } };

export function connectingRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<{ Querystring: { inbox?: string } }>(`${CHANNELS}/new`, MANAGE, async (request, reply) =>
    reply.page('channels/choose', await choosePage(parts, request)),
  );
  server.get<NewPlace>(`${CHANNELS}/new/:channel`, MANAGE, async (request, reply) => {
    const inbox = request.query.inbox ?? '';
    return inboxPage(parts, request, reply, request.params.channel, { inbox, name: '' });
  });
  starting(server, parts);
  returning(server, parts);
}

async function choosePage(parts: WebParts, request: FastifyRequest): Promise<ChooseChannelPage> {
  const { rooms, pages } = parts;
  const present = presentFor(parts, request);
  const { inbox } = request.query as { inbox?: string };
  const accounts = await rooms.channels.accounts();
  const heading = text(present, 'channels.connect');
  const refusal = (id: string) => {
    const known = rooms.channels.plugin(id)!;
    if (known.why) return reasonText(present, known.why, id);
    const only = accounts.find(({ account }) => account.channel === id);
    if (known.plugin?.manifest.accounts !== 'one' || !only) return undefined;
    return text(present, 'connect.only_one', { inbox: only.inboxName });
  };
  return {
    title: heading,
    heading,
    text: text(present, 'connect.text'),
    crumb: { label: text(present, 'channels.heading'), href: CHANNELS },
    lists: pages.lists(request, 'channels'),
    steps: wizardSteps(present, ['channel', 'account', 'details', 'routing', 'tickets', 'done'], 'channel'),
    kinds: rooms.channels
      .plugins()
      .flatMap(({ id, plugin, gone }) => (plugin?.offering || gone ? [] : [id]))
      .map((id) => ({
        channel: channelMark(present, id),
        text: channelText(present, id, 'description') ?? text(present, 'connect.any_channel'),
        href: `${CHANNELS}/new/${id}${inbox ? `?inbox=${encodeURIComponent(inbox)}` : ''}`,
        refused: refusal(id),
      })),
  };
}

interface Typed {
  inbox: string;
  name: string;
}

/** Into which inbox: one that is there, or a new one. */
async function inboxPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  channel: string,
  typed: Typed,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const { rooms, pages } = parts;
  const present = presentFor(parts, request);
  const known = rooms.channels.plugin(channel);
  if (!known?.plugin || known.plugin.offering || known.gone) throw notFound('channel');
  const heading = text(present, 'connect.heading', { channel: channelMark(present, channel).name });
  const fields = inboxFields(parts, request, await rooms.conversations.inboxes.list(), typed);
  const page = {
    title: heading,
    heading,
    crumb: { label: text(present, 'channels.heading'), href: CHANNELS },
    lists: pages.lists(request, 'channels'),
    laterHref: undefined,
    steps: wizardSteps(present, pagesOf(parts, channel, 'new'), 'channel'),
    step: {
      kind: 'form' as const,
      id: 'inbox',
      title: text(present, 'connect.inbox'),
      text: text(present, 'connect.inbox.text'),
      groups: [{ fields: withWrong(fields, wrong) }],
    },
    action: `/settings/connections?channel=${channel}`,
    backHref: `${CHANNELS}/new`,
  };
  return reply.page('channels/wizard', page, Object.keys(wrong).length > 0 ? 422 : 200);
}

function inboxFields(parts: WebParts, request: FastifyRequest, inboxes: InboxFacts[], typed: Typed): FieldModel[] {
  const present = presentFor(parts, request);
  const options = inboxOptions(present, inboxes, typed.inbox || String(inboxes[0]?.id));
  const anew = {
    value: 'new',
    label: text(present, 'connect.inbox.new'),
    icon: 'plus',
    current: typed.inbox === 'new' || inboxes.length === 0,
  };
  return [
    { kind: 'choice', name: 'inbox', label: text(present, 'connect.inbox.label'), options: [...options, anew] },
    {
      kind: 'text',
      name: 'name',
      label: text(present, 'inboxes.name'),
      maximum: 80,
      value: typed.name,
      showWhen: { field: 'inbox', is: 'new' },
    },
  ];
}

function starting(server: FastifyInstance, parts: WebParts): void {
  const { locales } = parts;

  server.post<{ Querystring: { channel?: string } }>('/settings/connections', MANAGE, async (request, reply) => {
    const channel = request.query.channel ?? '';
    const form = formOf(request);
    const typed = { inbox: form.text('inbox'), name: form.text('name') };
    return orAgain(
      locales,
      request,
      async () => {
        const inbox = await inboxFor(parts, request, typed);
        return begin(parts, request, reply, { channel, inboxId: inbox.id, accountId: null }, 'new');
      },
      (wrong) => inboxPage(parts, request, reply, channel, typed, wrong),
    );
  });

  server.post<AccountPlace>(`${CHANNELS}/:id/connection`, MANAGE, async (request, reply) => {
    const { id, channel, inboxId, demo } = await visibleAccount(parts, request.viewer, request.params.id);
    // There is nobody to sign in with; a real one is connected beside it.
    if (demo) return reply.goTo(`${CHANNELS}/new/${channel}?inbox=${inboxId}`);
    const purpose = formOf(request).text('purpose') === 'sign in again' ? 'sign in again' : 'change settings';
    return begin(parts, request, reply, { channel, inboxId, accountId: id }, purpose);
  });
}

/** The chosen inbox, or the new one; that gets an address of its own like any other. */
async function inboxFor({ rooms }: WebParts, request: FastifyRequest, typed: Typed): Promise<InboxFacts> {
  const { inboxes } = rooms.conversations;
  if (typed.inbox !== 'new') {
    const known = /^\d{1,9}$/.test(typed.inbox) ? await inboxes.get(Number(typed.inbox)) : null;
    if (!known || known.archivedAt) throw notFound('inbox');
    return known;
  }
  demand(request.viewer, 'inbox.manage');
  const made = await inboxes.create({ name: typed.name, actor: actorOf(request.viewer) });
  await prepareInboxes(rooms);
  return made;
}

async function begin(
  { rooms }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  about: { channel: string; inboxId: number; accountId: number | null },
  purpose: ConnectPurpose,
): Promise<FastifyReply> {
  const { userId, language } = request.viewer;
  const flow = await rooms.channels.flows.begin({ ...about, purpose, userId, language });
  return reply.goTo(`/settings/connections/${flow.publicId}`);
}

/** The far side sends the person back here; the wizard that waits is found by its state. */
function returning(server: FastifyInstance, parts: WebParts): void {
  server.get<{ Querystring: Record<string, string | string[]> }>(
    '/connect/callback',
    MANAGE,
    async (request, reply) => {
      const present = presentFor(parts, request);
      const query = Object.fromEntries(
        Object.entries(request.query).map(([name, value]) => [name, [value].flat().at(-1) ?? '']),
      );
      const { userId, language } = request.viewer;
      const flow = query.state && (await parts.rooms.channels.flows.returned(query.state, query, userId, language));
      if (!flow) throw conflict('connection_over', 'This sign-in has ended or was used already. Begin again.');
      const title = text(present, 'wizard.returned.title');
      return reply.page('channels/returned', { title, place: `/settings/connections/${flow.publicId}` });
    },
  );
}
