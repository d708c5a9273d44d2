// Writing from the page of any record or ticket: to one of its contacts, by whatever reaches them (WA-5).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand, may } from '../../accounts/accounts.ts';
import type { Link } from '../../records/records.ts';
import { contactAddress } from '../present/contacts.ts';
import { contactName, text } from '../present/marks.ts';
import { recordAddress } from '../present/records.ts';
import { ticketAddress, TICKETS } from '../present/tickets.ts';
import { RECORD_BASES, recordOf, typeOf } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { visibleTicket } from '../ticket-world.ts';
import { presentFor } from './inbox.ts';
import type { TicketPlace } from './ticket.ts';

const ANSWER = { config: { permission: 'conversation.answer' } } as const;
const MOST = 20;
/** Records whose contacts are looked for where there is none of one's own. */
const FARTHER = 5;

export function recordWritingRoutes(server: FastifyInstance, parts: WebParts): void {
  const { records } = parts.rooms;

  for (const base of RECORD_BASES)
    server.get(`${base}/:key/writing`, ANSWER, async (request, reply) => {
      const type = await typeOf(parts, request);
      const record = await recordOf(parts, request, type);
      demand(request.viewer, 'record.read');
      return write(parts, request, reply, await records.links(record.id), recordAddress(type, record));
    });

  server.get<TicketPlace>(`${TICKETS}/:number/writing`, ANSWER, async (request, reply) => {
    const ticket = await visibleTicket(parts, request.viewer, request.params.number);
    if (ticket.contact && may(request.viewer, 'contact.read'))
      return reply.goTo(`${contactAddress(ticket.contact)}/writing`);
    return write(parts, request, reply, await records.linksOf('ticket', ticket.id), ticketAddress(ticket));
  });
}

/** To its own contacts; where there are none, to those of what it is linked with: a deal to the people of its company. */
async function write(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  links: Link[],
  back: string,
): Promise<FastifyReply> {
  const seen = may(request.viewer, 'contact.read') ? links : [];
  const own = contactsIn(seen);
  const ids = own.length > 0 ? own : await farther(parts, request, seen);
  const found = (await Promise.all(ids.map((id) => parts.rooms.contacts.summary(id)))).flatMap((one) => one ?? []);
  // Whom there is no choice about is written to at once.
  if (found.length === 1 && own.length === 1) return reply.goTo(`${contactAddress(found[0]!)}/writing`);
  const present = presentFor(parts, request);
  const words = found.length === 0 ? 'records.writing.none' : 'records.writing';
  return reply.dialog({
    title: text(present, words),
    text: text(present, found.length > 0 && own.length === 0 ? 'records.writing.through' : `${words}.text`),
    links: found.map((one) => ({
      label: contactName(present, one),
      href: `${contactAddress(one)}/writing`,
      dialog: true,
    })),
    back,
  });
}

function contactsIn(links: Link[]): number[] {
  return links
    .filter(({ kind }) => kind === 'contact')
    .map(({ id }) => id)
    .slice(0, MOST);
}

async function farther({ rooms }: WebParts, { viewer }: FastifyRequest, links: Link[]): Promise<number[]> {
  const ids = links.filter(({ kind }) => kind === 'record').map(({ id }) => id);
  const near = (await rooms.records.views(ids.slice(0, FARTHER))).filter((one) => may(viewer, 'record.read', one));
  const all = await Promise.all(near.map(({ id }) => rooms.records.links(id)));
  return [...new Set(all.flatMap(contactsIn))].slice(0, MOST);
}
