// The tickets of a contact, on their page: the newest, a way to all, and a new one (CO-1).
import type { FastifyRequest } from 'fastify';
import { may, ticketsSeen } from '../../accounts/accounts.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import type { ContactTickets } from '../models/contacts.ts';
import { stageChip, ticketAddress, TICKETS, ticketSign } from '../present/tickets.ts';
import type { WebParts } from '../rooms.ts';

const SHOWN = 5;

/** Undefined for who sees no tickets. */
export async function contactTickets(
  { rooms }: WebParts,
  { viewer }: FastifyRequest,
  { id, publicId }: ContactSummary,
): Promise<ContactTickets | undefined> {
  if (!may(viewer, 'ticket.read')) return undefined;
  const query = { ...ticketsSeen(viewer), state: 'all' as const, contactId: id, limit: SHOWN };
  const { rows, next } = await rooms.tickets.list(query);
  return {
    tickets: rows.map((ticket) => ({
      name: `${ticketSign(ticket)} · ${ticket.name}`,
      href: ticketAddress(ticket),
      chip: stageChip(ticket),
    })),
    allHref: next ? `${TICKETS}?state=all&contact=${publicId}` : undefined,
    newHref: may(viewer, 'ticket.edit') ? `${TICKETS}/new?contact=${publicId}` : undefined,
  };
}
