// The command palette: places to go to, then conversations and people as one types.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { PaletteOption } from '../models/palette.ts';
import type { Hit } from '../models/search.ts';
import { LIST_NAMES, placeAddress } from '../present/lists.ts';
import { text, type Present } from '../present/marks.ts';
import { createFinder } from '../finding.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

export function palette(server: FastifyInstance, parts: WebParts): void {
  const finder = createFinder(parts);
  server.get('/palette', { config: { permission: 'signed-in' } }, show);

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const query = ((request.query as { q?: string }).q ?? '').trim().slice(0, 200).toWellFormed();
    const present = presentFor(parts, request);
    const groups = [{ title: text(present, 'palette.places'), options: placesFor(present, query) }];
    groups.push({ title: text(present, 'macros.heading'), options: await macrosFor(request, query) });
    if (query.length > 1 && may(request.viewer, 'search')) groups.push(...(await found(request, present, query)));
    return reply.page('palette/found', { groups: groups.filter((group) => group.options.length > 0) });
  }

  /** Of the conversation one is at. */
  async function macrosFor(request: FastifyRequest, query: string): Promise<PaletteOption[]> {
    const { at = '' } = request.query as { at?: string };
    const id = /^\/conversations\/(\d{1,15})/.exec(at)?.[1];
    if (!id || query === '' || !may(request.viewer, 'library.use')) return [];
    const all = (await parts.rooms.macros.list(request.viewer, query)).filter(({ actions }) => actions.length > 0);
    const action = `/conversations/${id}/macro-runs`;
    return all.slice(0, 6).map((macro) => ({
      id: `m${macro.id}`,
      label: macro.name,
      icon: 'play',
      ...{ action, name: 'macro', value: String(macro.id) },
    }));
  }

  async function found(request: FastifyRequest, present: Present, query: string) {
    const { hits } = await finder.conversations(request, query, 0, 6);
    const people = may(request.viewer, 'contact.read') ? await finder.contacts(request, query) : [];
    const tickets = may(request.viewer, 'ticket.read') ? await finder.tickets(request, query) : [];
    const records = may(request.viewer, 'record.read') ? await finder.records(request, query) : [];
    const label = text(present, 'palette.search', { query });
    const everything = { id: 'all', label, icon: 'search', href: `/search?q=${encodeURIComponent(query)}` };
    return [
      { title: text(present, 'palette.conversations'), options: hits.map((hit) => optionOf('c', hit)) },
      { title: text(present, 'palette.people'), options: people.slice(0, 4).map((hit) => optionOf('p', hit)) },
      { title: text(present, 'tickets.heading'), options: tickets.slice(0, 4).map((hit) => optionOf('t', hit)) },
      { title: text(present, 'search.kind.records'), options: records.slice(0, 4).map((hit) => optionOf('r', hit)) },
      { title: text(present, 'search.label'), options: [everything] },
    ];
  }
}

function optionOf(kind: string, hit: Hit): PaletteOption {
  return {
    id: `${kind}${hit.id}`,
    label: hit.title,
    detail: hit.path,
    person: hit.person,
    icon: hit.icon,
    href: hit.href,
  };
}

function placesFor(present: Present, query: string): PaletteOption[] {
  const places = LIST_NAMES.map((list) => ({
    id: `list-${list}`,
    label: text(present, `list.${list}`),
    icon: 'inbox',
    href: placeAddress({ inboxId: 0, list }),
  }));
  const settings = { id: 'settings', label: text(present, 'rail.settings'), icon: 'settings', href: '/settings' };
  const words = query.toLowerCase();
  return [...places, settings].filter((place) => place.label.toLowerCase().includes(words)).slice(0, 8);
}
