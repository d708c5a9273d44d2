// Search and the command palette: what is found is drawn through the person's rights.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { FoundHit } from '../../search/search.ts';
import type { ListRow } from '../../conversations/conversations.ts';
import type { PaletteOption } from '../models/palette.ts';
import type { Hit, SearchFound } from '../models/search.ts';
import { trusted, type Link, type TrustedHtml } from '../models/shared.ts';
import { escapeHtml } from '../plain-text.ts';
import { LIST_NAMES, placeAddress } from '../present/lists.ts';
import { channelMark, contactPerson, text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

const PAGE = 20;

/** Escaped first; only then the marks of the index become elements. */
export function withMarks(words: string): TrustedHtml {
  return trusted(escapeHtml(words).replaceAll('\u0001', '<mark>').replaceAll('\u0002', '</mark>'));
}

type SearchRequest = { Querystring: { q?: string; kind?: string; offset?: string } };

export function search(server: FastifyInstance, parts: WebParts): void {
  const { conversations, contacts, search: room, clock } = parts.rooms;
  const open = { config: { permission: 'search' as const } };

  const scope = (request: FastifyRequest) => ({
    inboxIds: request.viewer.inboxIds === 'all' ? null : request.viewer.inboxIds,
    userId: request.viewer.userId,
  });

  async function findConversations(request: FastifyRequest, query: string, offset: number, limit: number) {
    const found = await room.ask({ ...scope(request), text: query, limit, offset });
    const rows = await conversations.lists.rows(
      found.hits.map((hit) => hit.conversationId),
      request.viewer.userId,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const present = presentFor(parts, request);
    const hits = found.hits.flatMap((hit) => {
      const row = byId.get(hit.conversationId);
      return row ? [hitModel(present, hit, row)] : [];
    });
    return { found, hits };
  }

  async function findContacts(query: string): Promise<Hit[]> {
    const { rows } = await contacts.list({ search: query, limit: PAGE });
    return rows.map((row) => ({
      id: row.publicId,
      href: `/contacts/${row.publicId}`,
      person: contactPerson({ id: row.id, name: row.title }),
      title: row.title,
      at: row.lastMessageAt ?? row.createdAt,
      path: row.address?.value ?? '',
    }));
  }

  server.get<SearchRequest>('/search', open, async (request, reply) => {
    const query = (request.query.q ?? '').slice(0, 400);
    const kind =
      request.query.kind === 'contacts' && may(request.viewer, 'contact.read') ? 'contacts' : 'conversations';
    const offset = Math.min(Number(request.query.offset) || 0, 1000);
    const present = presentFor(parts, request);
    const began = clock.monotonic();
    const base = `/search?q=${encodeURIComponent(query)}`;
    const model: SearchFound = { query, tabs: tabs(present, base, kind), hits: [], groups: [] };
    if (kind === 'contacts') model.hits = query ? await findContacts(query) : [];
    else if (query) {
      const { found, hits } = await findConversations(request, query, offset, PAGE);
      model.hits = hits;
      model.more = found.more ? `${base}&offset=${offset + PAGE}` : undefined;
      if (found.unknown.length > 0) model.summary = text(present, 'search.unknown', { words: found.unknown.join(' ') });
      else
        model.summary = text(present, 'search.summary', {
          count: found.total,
          more: found.more ? 'yes' : 'no',
          ms: Math.max(1, Math.round(clock.monotonic() - began)),
        });
    }
    if (model.hits.length === 0)
      model.empty = {
        title: text(present, query ? 'search.empty.title' : 'search.start.title'),
        text: text(present, query ? 'search.empty.text' : 'search.start.text'),
      };
    if (offset > 0 && request.headers['hx-request']) return reply.page('search/hits', model);
    if (request.headers['hx-target'] === 'div#found') return reply.page('search/found', model);
    return reply.page('search/page', { title: text(present, 'search.label'), ...model, kind });
  });

  server.get<{ Querystring: { q?: string; at?: string } }>(
    '/palette',
    { config: { permission: 'signed-in' } },
    async (request, reply) => {
      const query = (request.query.q ?? '').trim().slice(0, 200);
      const present = presentFor(parts, request);
      const groups = [{ title: text(present, 'palette.places'), options: placesFor(present, query) }];
      if (query.length > 1 && may(request.viewer, 'search')) {
        const { hits } = await findConversations(request, query, 0, 6);
        groups.push({ title: text(present, 'palette.conversations'), options: hits.map((hit) => optionOf('c', hit)) });
        const people = await findContacts(query);
        groups.push({
          title: text(present, 'palette.people'),
          options: people.slice(0, 4).map((hit) => optionOf('p', hit)),
        });
        groups.push({
          title: text(present, 'search.label'),
          options: [
            {
              id: 'all',
              label: text(present, 'palette.search', { query }),
              icon: 'search',
              href: `/search?q=${encodeURIComponent(query)}`,
            },
          ],
        });
      }
      return reply.page('palette/found', { groups: groups.filter((group) => group.options.length > 0) });
    },
  );
}

function optionOf(kind: string, hit: Hit): PaletteOption {
  return { id: `${kind}${hit.id}`, label: hit.title, detail: hit.path, person: hit.person, href: hit.href };
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
  return [...places, settings].filter((place) => words === '' || place.label.toLowerCase().includes(words)).slice(0, 8);
}

function tabs(present: Present, base: string, kind: string): Link[] {
  return ['conversations', 'contacts'].map((one) => ({
    label: text(present, `search.kind.${one}`),
    href: `${base}&kind=${one}`,
    current: one === kind || undefined,
  }));
}

function hitModel(present: Present, hit: FoundHit, row: ListRow): Hit {
  const title = row.subject || text(present, 'inbox.no_subject');
  return {
    id: row.id,
    href: `/conversations/${row.id}${hit.messageId ? `#message-${hit.messageId}` : ''}`,
    person: contactPerson(row.contact),
    channel: channelMark(present, row.channel),
    title,
    marked: hit.subject?.includes('\u0001') ? withMarks(hit.subject) : undefined,
    excerpt: hit.excerpt ? withMarks(hit.excerpt) : trusted(escapeHtml(row.snippet)),
    at: row.lastMessageAt,
    path: [row.contact?.name, row.owner?.name ?? text(present, 'person.nobody')].filter(Boolean).join(' · '),
  };
}
