// Settings → Inboxes: all of them, a new one, its name, kind and icon, putting it away (WS-1, WS-2, WS-3, WS-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import type { InboxFacts } from '../../conversations/conversations.ts';
import { notFound } from '../../kernel/errors.ts';
import { prepareInboxes } from '../first-inbox.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { Section, TableModel } from '../models/forms.ts';
import { accountLine, CHANNELS } from '../present/accounts.ts';
import { inboxFields, readInbox, type InboxTyped } from '../present/inbox-form.ts';
import { kindKey } from '../present/inboxes.ts';
import { text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

export const INBOXES = '/settings/inboxes';
export const INBOX_MANAGE = { config: { permission: 'inbox.manage' } } as const;
export type InboxPlace = { Params: { id: string } };

export function inboxesRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { inboxes } = rooms.conversations;

  server.get(INBOXES, INBOX_MANAGE, async (request, reply) => {
    const present = presentFor(parts, request);
    const links = [{ label: text(present, 'inboxes.new'), href: `${INBOXES}/new`, icon: 'plus', primary: true }];
    return parts.pages.settings(request, reply, 'inboxes', {
      heading: text(present, 'inboxes.heading'),
      text: text(present, 'inboxes.text'),
      links,
      sections: await inboxTables(parts, request),
    });
  });

  server.get(`${INBOXES}/new`, INBOX_MANAGE, async (request, reply) =>
    newPage(parts, request, reply, { name: '', kind: 'inbox', icon: 'inbox' }),
  );

  server.post(INBOXES, INBOX_MANAGE, async (request, reply) => {
    const typed = readInbox(formOf(request));
    return orAgain(
      locales,
      request,
      async () => {
        const inbox = await inboxes.create({ ...typed, actor: actorOf(request.viewer) });
        await prepareInboxes(rooms);
        cookies.say(reply, 'said.inbox-created', { name: inbox.name });
        return reply.goTo(`${INBOXES}/${inbox.id}`);
      },
      (wrong) => newPage(parts, request, reply, typed, wrong),
    );
  });

  changing(server, parts);
  archiving(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.get<InboxPlace>(`${INBOXES}/:id`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await inboxOf(parts, request.params.id);
    return inboxPage(parts, request, reply, inbox, inbox);
  });

  server.patch<InboxPlace>(`${INBOXES}/:id`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await inboxOf(parts, request.params.id);
    const typed = readInbox(formOf(request));
    return orAgain(
      locales,
      request,
      async () => {
        await rooms.conversations.inboxes.change(inbox.id, typed, actorOf(request.viewer));
        cookies.say(reply, 'said.saved');
        return reply.goTo(`${INBOXES}/${inbox.id}`);
      },
      (wrong) => inboxPage(parts, request, reply, inbox, typed, wrong),
    );
  });
}

export async function inboxOf({ rooms }: WebParts, id: string): Promise<InboxFacts> {
  const inbox = /^\d{1,9}$/.test(id) ? await rooms.conversations.inboxes.get(Number(id)) : null;
  if (!inbox) throw notFound('inbox');
  return inbox;
}

/** What stands above every page of an inbox. */
export function inboxTop(parts: WebParts, request: FastifyRequest, inbox: InboxFacts, tab: string) {
  const present = presentFor(parts, request);
  const tabs = ['general', 'members', 'senders'].map((one) => ({
    label: text(present, `inboxes.tab.${one}`),
    href: one === 'general' ? `${INBOXES}/${inbox.id}` : `${INBOXES}/${inbox.id}/${one}`,
    current: one === tab || undefined,
  }));
  const archived = { tone: 'info' as const, text: text(present, 'inboxes.is_archived') };
  return {
    heading: inbox.name,
    crumb: { label: text(present, 'inboxes.heading'), href: INBOXES },
    tabs,
    banners: inbox.archivedAt ? [archived] : [],
  };
}

async function inboxTables(parts: WebParts, request: FastifyRequest): Promise<Section[]> {
  const present = presentFor(parts, request);
  const { rooms } = parts;
  const all = await rooms.conversations.inboxes.list({ archived: true });
  const accounts = await rooms.channels.accounts();
  const keys = ['inboxes.name', 'inboxes.kind', 'inboxes.channels', 'inboxes.access'];
  const columns: TableModel['columns'] = keys.map((key) => ({ label: text(present, key) }));
  const rowOf = (inbox: InboxFacts) => ({
    id: `inbox-${inbox.id}`,
    cells: [
      { icon: inbox.icon, text: inbox.name, href: `${INBOXES}/${inbox.id}` },
      { text: text(present, `inboxes.kind.${kindKey(inbox)}`) },
      {
        text: accounts
          .filter(({ account }) => account.inboxId === inbox.id)
          .map(({ account }) => account.title)
          .join(', '),
      },
      { text: text(present, inbox.restricted ? 'inboxes.access.members' : 'inboxes.access.all') },
    ],
  });
  const table = (some: InboxFacts[]) => ({ columns, rows: some.map(rowOf) });
  const archived = all.filter(({ archivedAt }) => archivedAt);
  const open = { card: true, table: table(all.filter(({ archivedAt }) => !archivedAt)) };
  if (archived.length === 0) return [open];
  return [open, { card: true, title: text(present, 'inboxes.archived'), table: table(archived) }];
}

function newPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: InboxTyped,
  wrong?: Wrong,
): FastifyReply {
  const present = presentFor(parts, request);
  const form = {
    action: INBOXES,
    groups: [{ fields: withWrong(inboxFields(present, typed), wrong ?? {}) }],
    submit: text(present, 'inboxes.create'),
    back: INBOXES,
  };
  const content = {
    heading: text(present, 'inboxes.new'),
    text: text(present, 'inboxes.new.text'),
    crumb: { label: text(present, 'inboxes.heading'), href: INBOXES },
    narrow: true,
    sections: [{ form }],
  };
  return parts.pages.settings(request, reply, 'inboxes', content, wrong ? 422 : 200);
}

async function inboxPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  inbox: InboxFacts,
  typed: InboxTyped,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const address = `${INBOXES}/${inbox.id}`;
  const form = {
    action: `${address}?_method=PATCH`,
    groups: [{ fields: withWrong(inboxFields(present, typed), wrong ?? {}) }],
  };
  const standing: Section = inbox.archivedAt
    ? {
        card: true,
        title: text(present, 'inboxes.unarchive.title'),
        text: text(present, 'inboxes.unarchive.text'),
        acts: [{ label: text(present, 'inboxes.unarchive'), action: `${address}/archiving?_method=DELETE` }],
      }
    : {
        card: true,
        title: text(present, 'inboxes.archive.card'),
        text: text(present, 'inboxes.archive.text'),
        acts: [{ label: text(present, 'inboxes.archive'), action: '', asks: `${address}/archiving` }],
      };
  const sections = [{ form }, await channelsOf(parts, request, inbox), standing];
  const content = { ...inboxTop(parts, request, inbox, 'general'), sections };
  return parts.pages.settings(request, reply, 'inboxes', content, wrong ? 422 : 200);
}

/** By what customers reach it. */
async function channelsOf(parts: WebParts, request: FastifyRequest, inbox: InboxFacts): Promise<Section> {
  const present = presentFor(parts, request);
  const lines = (await parts.rooms.channels.accounts()).filter(({ account }) => account.inboxId === inbox.id);
  const connect = { label: text(present, 'channels.connect'), href: `${CHANNELS}/new?inbox=${inbox.id}`, icon: 'plus' };
  const rows = lines.map((line) => {
    const { channel, title, href, health, detail } = accountLine(present, line, true);
    return { cells: [{ channel, text: title, href, detail }, { chips: [health] }] };
  });
  const columns = [{ label: text(present, 'inboxes.channels') }, { label: text(present, 'health.state') }];
  return {
    card: true,
    title: text(present, 'inboxes.channels'),
    links: inbox.archivedAt ? [] : [connect],
    text: rows.length === 0 ? text(present, 'channels.none') : undefined,
    table: rows.length > 0 ? { columns, rows } : undefined,
  };
}

function archiving(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;
  const { inboxes } = rooms.conversations;

  server.get<InboxPlace>(`${INBOXES}/:id/archiving`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await inboxOf(parts, request.params.id);
    const present = presentFor(parts, request);
    const active = (await rooms.channels.accounts()).filter(({ account }) => account.inboxId === inbox.id);
    return reply.dialog({
      title: text(present, 'inboxes.archive.title', { name: inbox.name }),
      text: text(present, 'inboxes.archive.what', { count: active.length }),
      action: `${INBOXES}/${inbox.id}/archiving`,
      submit: text(present, 'inboxes.archive.submit'),
      danger: true,
      back: `${INBOXES}/${inbox.id}`,
    });
  });

  server.post<InboxPlace>(`${INBOXES}/:id/archiving`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await inboxOf(parts, request.params.id);
    const actor = actorOf(request.viewer);
    // Otherwise messages would go on to arrive where nobody looks.
    for (const { account } of await rooms.channels.accounts())
      if (account.inboxId === inbox.id && account.active) await rooms.channels.setActive(account.id, false, actor);
    await inboxes.archive(inbox.id, actor);
    const undo = `${INBOXES}/${inbox.id}/archiving?_method=DELETE`;
    cookies.say(reply, 'said.inbox-archived', { name: inbox.name, undo });
    return reply.goTo(INBOXES);
  });

  server.delete<InboxPlace>(`${INBOXES}/:id/archiving`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await inboxOf(parts, request.params.id);
    await inboxes.unarchive(inbox.id, actorOf(request.viewer));
    cookies.say(reply, 'said.inbox-unarchived', { name: inbox.name });
    return reply.goTo(`${INBOXES}/${inbox.id}`);
  });
}
