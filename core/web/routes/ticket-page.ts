// One ticket's page: facts, what can be changed in place, what it is linked to, and its timeline.
import type { FastifyRequest } from 'fastify';
import { may, ticketsSeen } from '../../accounts/accounts.ts';
import type { TicketConversation, TicketView } from '../../tickets/tickets.ts';
import type { PageTop } from '../models/forms.ts';
import type { TicketEntry, TicketPage } from '../models/tickets.ts';
import type { Act } from '../models/shared.ts';
import { levelFacts } from '../present/due.ts';
import { channelMark, text, type Present } from '../present/marks.ts';
import { nameOf } from '../present/naming.ts';
import {
  changeEntry,
  propertyFacts,
  stageChip,
  ticketAddress,
  ticketFacts,
  ticketPicks,
  TICKETS,
  ticketSign,
} from '../present/tickets.ts';
import { timingFor } from '../reader.ts';
import { linkedWith } from '../record-links.ts';
import type { WebParts } from '../rooms.ts';
import { ticketWorld } from '../ticket-world.ts';
import { presentFor } from './inbox.ts';

const HISTORY = 100;
const MESSAGES = 20;

export async function ticketPage(parts: WebParts, request: FastifyRequest, ticket: TicketView): Promise<TicketPage> {
  const present = presentFor(parts, request);
  const { tickets } = parts.rooms;
  const world = await ticketWorld(parts, request.viewer, ticket);
  const edits = may(request.viewer, 'ticket.edit', ticket);
  const at = ticketAddress(ticket);
  const seen = (await tickets.conversations(ticket.id)).filter((one) => may(request.viewer, 'conversation.read', one));
  const heading = ticket.name;
  const unlink = (action: string): Act | undefined =>
    edits ? { label: text(present, 'ticket.unlink'), action: `${action}?_method=DELETE`, icon: 'x' } : undefined;
  return {
    title: `${ticketSign(ticket)} ${heading}`,
    topics: `ticket:${ticket.id}`,
    heading,
    text: ticketSign(ticket),
    crumb: { label: text(present, 'tickets.heading'), href: TICKETS },
    links: waysOn(parts, request, ticket, edits),
    picks: ticketPicks(present, ticket, world, edits),
    facts: ticketFacts(present, ticket),
    properties: propertyFacts(present, ticket, world),
    levels: levelFacts(present, timingFor(parts, request), await parts.rooms.sla.targetsOf(ticket.id)),
    description: ticket.description,
    more: edits ? actsOf(parts, request, ticket) : [],
    conversations: seen.map((one) => ({
      ...conversationLine(present, one),
      unlink: unlink(`${at}/conversations/${one.id}`),
    })),
    linked: await linkedWith(parts, request, await parts.rooms.records.linksOf('ticket', ticket.id), undefined),
    linkHref: edits ? `${at}/links/new` : undefined,
    tickets: (await tickets.linked(ticket.id, ticketsSeen(request.viewer))).map((one) => ({
      number: one.number,
      name: `${ticketSign(one)} · ${one.name}`,
      href: ticketAddress(one),
      chip: stageChip(one),
      unlink: unlink(`${at}/links/${one.number}`),
    })),
    entries: await entriesOf(parts, request, ticket, seen),
  };
}

function waysOn(
  parts: WebParts,
  request: FastifyRequest,
  ticket: TicketView,
  edits: boolean,
): NonNullable<PageTop['links']> {
  const present = presentFor(parts, request);
  const at = ticketAddress(ticket);
  const writes = may(request.viewer, 'conversation.answer') && may(request.viewer, 'contact.read');
  const edit = { label: text(present, 'tickets.edit'), href: `${at}/edit`, icon: 'pen' };
  const write = { label: text(present, 'contacts.write'), href: `${at}/writing`, icon: 'mail' };
  return [...(edits ? [edit] : []), ...(writes ? [{ ...write, primary: true, dialog: true }] : [])];
}

function conversationLine(present: Present, one: TicketConversation) {
  const { subject, snippet, channel } = one;
  return {
    href: `/conversations/${one.id}`,
    subject: nameOf(present, { subject: subject || snippet, channel, contactName: undefined }),
    channel: channelMark(present, channel),
    at: one.lastMessageAt,
    closed: one.status === 'closed' || undefined,
  };
}

function actsOf(parts: WebParts, request: FastifyRequest, ticket: TicketView): Act[] {
  const present = presentFor(parts, request);
  const at = ticketAddress(ticket);
  return [
    { label: text(present, 'ticket.merge'), action: '', asks: `${at}/merger`, icon: 'merge' },
    { label: text(present, 'ticket.delete'), action: `${at}?_method=DELETE`, icon: 'trash' },
  ];
}

/** What happened to the ticket and what was said in its conversations, newest first. */
async function entriesOf(
  parts: WebParts,
  request: FastifyRequest,
  ticket: TicketView,
  conversations: { id: number }[],
): Promise<TicketEntry[]> {
  const { tickets, conversations: room } = parts.rooms;
  const present = presentFor(parts, request);
  const changes = await tickets.history(ticket.id, {
    ...{ limit: HISTORY, sees: (other) => may(request.viewer, 'ticket.read', other) },
  });
  const entries = changes.map((change) => changeEntry(present, change));
  for (const { id } of conversations.slice(0, 5)) {
    const read = await room.thread.read(id, { limit: MESSAGES, userId: request.viewer.userId });
    for (const item of read?.items ?? []) {
      if (item.kind === 'event') continue;
      const who = item.author?.name ?? text(present, 'person.desk');
      const href = `/conversations/${id}#message-${item.id}`;
      const words = item.text.replace(/\s+/g, ' ').trim().slice(0, 200) || text(present, 'file.file');
      const icon = item.kind === 'comment' ? 'note' : item.direction === 'in' ? 'chat' : 'send';
      entries.push({ id: `message-${item.id}`, icon, who, text: words, href, at: item.at });
    }
  }
  return entries.toSorted((one, other) => other.at.getTime() - one.at.getTime()).slice(0, HISTORY);
}
