// The command palette: what was looked at lately, and as one types whatever the person may see or do (RE-7).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import { createFinder, type Finder } from '../finding.ts';
import type { PaletteFound, PaletteOption } from '../models/palette.ts';
import type { Hit } from '../models/search.ts';
import { colleaguesFor, libraryFor, macrosFor, placesFor, settingsFor, viewsFor } from '../palette-groups.ts';
import { text, type Present } from '../present/marks.ts';
import { recentHits } from '../recent.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

type Group = PaletteFound['groups'][number];

/** Shown before anything is typed. */
const RECENT = 8;

export function palette(server: FastifyInstance, parts: WebParts): void {
  const finder = createFinder(parts);
  server.get('/palette', { config: { permission: 'signed-in' } }, show);

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const query = ((request.query as { q?: string }).q ?? '').trim().slice(0, 200).toWellFormed();
    const groups = query === '' ? await atFirst(request) : await matching(request, query);
    return reply.page('palette/found', { groups: groups.filter((group) => group.options.length > 0) });
  }

  async function atFirst(request: FastifyRequest): Promise<Group[]> {
    const present = presentFor(parts, request);
    const hits = await recentHits(parts, request, RECENT);
    return [
      { title: text(present, 'recent.heading'), options: hits.map((hit) => optionOf('recent-', hit)) },
      { title: text(present, 'palette.places'), options: placesFor({ present, request, query: '' }) },
    ];
  }

  async function matching(request: FastifyRequest, query: string): Promise<Group[]> {
    const present = presentFor(parts, request);
    const asked = { parts, request, present, query };
    const title = (key: string) => text(present, key);
    const groups: Group[] = [
      { title: title('palette.places'), options: placesFor(asked) },
      { title: title('view.heading'), options: await viewsFor(asked) },
      { title: title('macros.heading'), options: await macrosFor(asked) },
      { title: title('palette.colleagues'), options: await colleaguesFor(asked) },
    ];
    if (query.length > 1) groups.push(...(await found(finder, request, present, query)));
    groups.push({ title: title('settings.nav.library'), options: await libraryFor(asked) });
    groups.push({ title: title('rail.settings'), options: settingsFor(asked) });
    if (query.length > 1 && may(request.viewer, 'search')) {
      const label = text(present, 'palette.search', { query });
      const everything = { id: 'all', label, icon: 'search', href: `/search?q=${encodeURIComponent(query)}` };
      groups.push({ title: title('search.label'), options: [everything] });
    }
    return groups;
  }
}

async function found(finder: Finder, request: FastifyRequest, present: Present, query: string): Promise<Group[]> {
  const { viewer } = request;
  const conversations = may(viewer, 'search') ? (await finder.conversations(request, query, 0, 6)).hits : [];
  const people = may(viewer, 'contact.read') ? await finder.contacts(request, query) : [];
  const tickets = may(viewer, 'ticket.read') ? await finder.tickets(request, query) : [];
  const records = may(viewer, 'record.read') ? await finder.records(request, query) : [];
  return [
    { title: text(present, 'palette.conversations'), options: conversations.map((hit) => optionOf('c', hit)) },
    { title: text(present, 'palette.people'), options: people.slice(0, 4).map((hit) => optionOf('p', hit)) },
    { title: text(present, 'tickets.heading'), options: tickets.slice(0, 4).map((hit) => optionOf('t', hit)) },
    { title: text(present, 'search.kind.records'), options: records.slice(0, 4).map((hit) => optionOf('r', hit)) },
  ];
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
