// What search finds, as hits: conversations through the person's rights, contacts by name and address.
import type { FastifyRequest } from 'fastify';
import { ticketsSeen } from '../accounts/accounts.ts';
import type { Found, FoundHit } from '../search/search.ts';
import type { ContactRow, ContactSummary } from '../contacts/contacts.ts';
import type { ListRow } from '../conversations/conversations.ts';
import type { RecordView } from '../records/records.ts';
import type { TicketView } from '../tickets/tickets.ts';
import { inboxIdsIn } from './list-order.ts';
import type { Hit } from './models/search.ts';
import { trusted, type TrustedHtml } from './models/shared.ts';
import { escapeHtml } from './plain-text.ts';
import { channelMark, contactName, contactPerson, knownBy, type Present, text } from './present/marks.ts';
import { nameOf } from './present/naming.ts';
import { ticketAddress, ticketSign } from './present/tickets.ts';
import { recordAddress, type TypeView } from './present/records.ts';
import { allTypes } from './record-world.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';
import type { Narrowed } from './search-filters.ts';

export interface Finder {
  conversations(
    request: FastifyRequest,
    query: string,
    offset: number,
    limit: number,
    narrowed?: Narrowed,
  ): Promise<{ found: Found; hits: Hit[] }>;
  contacts(request: FastifyRequest, query: string): Promise<Hit[]>;
  tickets(request: FastifyRequest, query: string): Promise<Hit[]>;
  records(request: FastifyRequest, query: string): Promise<Hit[]>;
}

/** Escaped first; only then the marks of the index become elements. */
export function withMarks(words: string): TrustedHtml {
  return trusted(escapeHtml(words).replaceAll('\u0001', '<mark>').replaceAll('\u0002', '</mark>'));
}

export function createFinder(parts: WebParts): Finder {
  const { conversations, search } = parts.rooms;
  return {
    async conversations(request, query, offset, limit, narrowed) {
      const { inboxIds, userId } = request.viewer;
      const seen = inboxIds === 'all' ? null : inboxIds;
      const { operators = '', inboxId = null } = narrowed ?? {};
      // Its words stand last: the one that is still being typed is at the end.
      const words = [operators, query].filter(Boolean).join(' ');
      const asked = { inboxIds: inboxId === null ? seen : [inboxId], userId, text: words, limit, offset };
      const isNarrowed = operators !== '' || inboxId !== null;
      const [found, nameless] = await Promise.all([
        search.ask(asked),
        offset > 0 || isNarrowed ? [] : ofNameless(parts, request, query),
      ]);
      const others = found.hits.filter(({ conversationId: id }) => !nameless.some((one) => one.conversationId === id));
      Object.assign(found, { hits: [...nameless, ...others], total: found.total + nameless.length });
      const rows = await conversations.lists.rows(
        found.hits.map((hit) => hit.conversationId),
        userId,
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      const present = presentFor(parts, request);
      const hits = found.hits.flatMap((hit) => {
        const row = byId.get(hit.conversationId);
        return row ? [conversationHit(present, row, hit)] : [];
      });
      return { found, hits };
    },
    contacts: (request, query) => contactHits(parts, request, query),
    tickets: (request, query) => ticketHits(parts, request, query),
    records: (request, query) => recordHits(parts, request, query),
  };
}

/** What was said with who is called by a number ("Visitor 1042"): no message knows that name. */
async function ofNameless(parts: WebParts, request: FastifyRequest, query: string): Promise<FoundHit[]> {
  const { contacts, conversations } = parts.rooms;
  const number = Number(/^\D*(\d{1,15})$/.exec(query.trim())?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) return [];
  const { rows } = await contacts.list({ search: query, limit: 20 });
  if (!rows.some(({ id, name }) => id === number && name === '')) return [];
  const inboxIds = await inboxIdsIn(parts, request, { inboxId: 0 });
  const theirs = await conversations.thread.ofContact(number, { inboxIds, limit: 5 });
  return theirs.map(({ id }) => ({ conversationId: id, messageId: null, subject: null, excerpt: null }));
}

async function contactHits(parts: WebParts, request: FastifyRequest, query: string): Promise<Hit[]> {
  const present = presentFor(parts, request);
  const { rows } = await parts.rooms.contacts.list({ search: query, limit: 20 });
  return rows.map((row) => contactHit(present, row));
}

export function contactHit(
  present: Present,
  row: Omit<ContactRow, 'owner' | 'company'> | (ContactSummary & { address: null }),
): Hit {
  return {
    id: row.publicId,
    href: `/contacts/${row.publicId}`,
    person: contactPerson(present, row),
    title: contactName(present, row),
    at: row.lastMessageAt ?? row.createdAt,
    path: knownBy(row.address) ?? '',
  };
}

async function ticketHits({ rooms }: WebParts, { viewer }: FastifyRequest, query: string): Promise<Hit[]> {
  const { rows } = await rooms.tickets.list({ search: query, state: 'all', ...ticketsSeen(viewer), limit: 20 });
  return rows.map(ticketHit);
}

export function ticketHit(row: TicketView): Hit {
  return {
    id: row.number,
    href: ticketAddress(row),
    icon: 'ticket',
    title: `${ticketSign(row)} · ${row.name}`,
    at: row.changedAt,
    path: [row.stage.name, row.contact?.name, row.owner?.name].filter(Boolean).join(' · '),
  };
}

async function recordHits(parts: WebParts, request: FastifyRequest, query: string): Promise<Hit[]> {
  const types = await allTypes(parts, request);
  const rows = await parts.rooms.records.search(query, 20);
  return rows.flatMap((row) => recordHit(types, row) ?? []);
}

/** Null where its type has been archived. */
export function recordHit(types: TypeView[], row: RecordView): Hit | null {
  const type = types.find(({ key }) => key === row.type);
  if (!type) return null;
  const path = [type.singular, row.domain, row.owner?.name].filter(Boolean).join(' · ');
  const { icon } = type;
  return { id: row.id, href: recordAddress(type, row), icon, title: row.name, at: row.changedAt, path };
}

/** `hit`: where in it something was found. */
export function conversationHit(present: Present, row: ListRow, hit?: FoundHit): Hit {
  const contact = row.contact ? contactName(present, row.contact) : undefined;
  const title = nameOf(present, { ...row, contactName: contact });
  const people = [contact, row.owner?.name ?? text(present, 'person.nobody')];
  return {
    id: row.id,
    href: `/conversations/${row.id}${hit?.messageId ? `#message-${hit.messageId}` : ''}`,
    person: contactPerson(present, row.contact),
    channel: channelMark(present, row.channel),
    title,
    marked: hit?.subject?.includes('\u0001') ? withMarks(hit.subject) : undefined,
    excerpt: hit?.excerpt ? withMarks(hit.excerpt) : trusted(escapeHtml(row.snippet)),
    at: row.lastMessageAt,
    // A chat is called by its contact: once is enough.
    path: people.filter((name) => name && name !== title).join(' · '),
  };
}
