// Writing from the page of any record: to one of its contacts, by whatever reaches them (WA-5).
import type { FastifyInstance } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import { contactAddress } from '../present/contacts.ts';
import { contactName, text } from '../present/marks.ts';
import { recordAddress } from '../present/records.ts';
import { RECORD_BASES, recordOf, typeOf } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { visibleTicket } from '../ticket-world.ts';
import { TICKETS } from '../present/tickets.ts';
import { presentFor } from './inbox.ts';
import type { TicketPlace } from './ticket.ts';

const ANSWER = { config: { permission: 'conversation.answer' } } as const;
const MOST = 20;

export function recordWritingRoutes(server: FastifyInstance, parts: WebParts): void {
  const { records, contacts } = parts.rooms;

  for (const base of RECORD_BASES)
    server.get(`${base}/:key/writing`, ANSWER, async (request, reply) => {
      const type = await typeOf(parts, request);
      const record = await recordOf(parts, request, type);
      const links = (await records.links(record.id)).filter(({ kind }) => kind === 'contact').slice(0, MOST);
      const found = (await Promise.all(links.map(({ id }) => contacts.summary(id)))).flatMap((one) => one ?? []);
      // Whom there is no choice about is written to at once.
      if (found.length === 1) return reply.goTo(`${contactAddress(found[0]!)}/writing`);
      const present = presentFor(parts, request);
      const words = found.length > 0 ? 'records.writing' : 'records.writing.none';
      return reply.dialog({
        title: text(present, words),
        text: text(present, `${words}.text`),
        links: found.map((one) => ({
          label: contactName(present, one),
          href: `${contactAddress(one)}/writing`,
          dialog: true,
        })),
        back: recordAddress(type, record),
      });
    });

  server.get<TicketPlace>(`${TICKETS}/:number/writing`, ANSWER, async (request, reply) => {
    const ticket = await visibleTicket(parts, request.viewer, request.params.number);
    if (!ticket.contact) throw notFound('contact');
    return reply.goTo(`${contactAddress(ticket.contact)}/writing`);
  });
}
