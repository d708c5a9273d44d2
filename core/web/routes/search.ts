// The search page: what is found is drawn through the person's rights, as they type.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { Found } from '../../search/search.ts';
import { createFinder } from '../finding.ts';
import type { SearchFound } from '../models/search.ts';
import type { Link } from '../models/shared.ts';
import { text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { narrowedBy, searchFilters, type AskedFilters } from '../search-filters.ts';
import { viewWorld } from '../view-world.ts';
import { presentFor } from './inbox.ts';

const PAGE = 20;
const KINDS = ['conversations', 'contacts', 'records', 'tickets'] as const;
type Kind = (typeof KINDS)[number];
const READS = {
  conversations: 'search',
  contacts: 'contact.read',
  records: 'record.read',
  tickets: 'ticket.read',
} as const;

function kindOf({ viewer }: FastifyRequest, asked: string | undefined): Kind {
  return KINDS.find((one) => one === asked && may(viewer, READS[one])) ?? 'conversations';
}

export function search(server: FastifyInstance, parts: WebParts): void {
  const { clock } = parts.rooms;
  const finder = createFinder(parts);
  server.get('/search', { config: { permission: 'search' } }, show);

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const asked = request.query as AskedFilters & { q?: string; kind?: string; offset?: string };
    const query = (asked.q ?? '').slice(0, 400).toWellFormed();
    const offset = Math.min(Math.max(Math.trunc(Number(asked.offset)) || 0, 0), 1000);
    const kind = kindOf(request, asked.kind);
    const model =
      kind === 'conversations'
        ? await conversations(request, query, offset, asked)
        : await others(request, query, kind);
    if (offset > 0 && request.headers['hx-request']) return reply.page('search/hits', model);
    if (request.headers['hx-target'] === 'div#found') return reply.page('search/found', model);
    return reply.page('search/page', { title: text(presentFor(parts, request), 'search.label'), ...model, kind });
  }

  async function others(
    request: FastifyRequest,
    query: string,
    kind: Exclude<Kind, 'conversations'>,
  ): Promise<SearchFound> {
    return withEmpty(presentFor(parts, request), query !== '', {
      ...frame(request, query, kind),
      hits: query ? await finder[kind](request, query) : [],
    });
  }

  async function conversations(request: FastifyRequest, query: string, offset: number, asked: AskedFilters) {
    const present = presentFor(parts, request);
    const world = await viewWorld(parts, request);
    const narrowed = narrowedBy(asked, world, clock.now());
    const began = clock.monotonic();
    const { found, hits } = await finder.conversations(request, query, offset, PAGE, narrowed);
    const base = `/search?${[`q=${encodeURIComponent(query)}`, narrowed.address].filter(Boolean).join('&')}`;
    const more = found.more ? `${base}&offset=${offset + PAGE}` : undefined;
    const isAsked = query !== '' || narrowed.address !== '';
    const summary = isAsked ? summaryOf(present, found, clock.monotonic() - began) : undefined;
    const beside = {
      groups: searchFilters(present, world, asked),
      narrowed: narrowed.address !== '' || undefined,
      operators: text(present, 'search.operators').split(' '),
    };
    const model = { ...frame(request, query, 'conversations', base), ...beside, hits, more, summary };
    return withEmpty(present, isAsked, model);
  }

  function frame(request: FastifyRequest, query: string, kind: Kind, own?: string) {
    const present = presentFor(parts, request);
    const base = `/search?q=${encodeURIComponent(query)}`;
    const tabs = KINDS.map((one): Link => {
      const label = text(present, `search.kind.${one}`);
      const href = one === kind && own ? own : `${base}&kind=${one}`;
      return { label, href, current: one === kind || undefined };
    });
    return { query, tabs, groups: [] };
  }
}

function summaryOf(present: Present, found: Found, ms: number): string {
  if (found.unknown.length > 0) return text(present, 'search.unknown', { words: found.unknown.join(' ') });
  const more = found.more ? 'yes' : 'no';
  return text(present, 'search.summary', { count: found.total, more, ms: Math.max(1, Math.round(ms)) });
}

function withEmpty(present: Present, isAsked: boolean, model: SearchFound): SearchFound {
  if (model.hits.length > 0) return model;
  const [title, words] = isAsked
    ? ['search.empty.title', 'search.empty.text']
    : ['search.start.title', 'search.start.text'];
  const link = isAsked ? undefined : { label: text(present, 'recent.heading'), href: '/recent' };
  return { ...model, empty: { title: text(present, title), text: text(present, words), link } };
}
