// The desk's own cards beside a conversation; one of them calls its customer, where their channel carries calls (CA-4).
import type { FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { AsideCard } from '../models/aside.ts';
import { trusted } from '../models/shared.ts';
import { callBack, nearest } from '../present/call-ways.ts';
import { presentFor } from '../reader.ts';
import type { WebParts } from '../rooms.ts';
import { skillsCard } from './conversation-skills.ts';
import { ticketCard } from './conversation-ticket.ts';

type Cards = (AsideCard | undefined)[];

/** `contact`: the conversation's own, as it was read for the page. */
export async function ownCards(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  contact: ContactSummary | null,
): Promise<Cards> {
  const [ticket, skills] = [await ticketCard(parts, request, head), await skillsCard(parts, request, head)];
  return [ticket, skills, callCard(parts, request, head, contact)];
}

function callCard(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  contact: ContactSummary | null,
): AsideCard | undefined {
  const { rooms, renderer, pages } = parts;
  if (!may(request.viewer, 'conversation.answer', head)) return undefined;
  const ways = nearest(rooms.calls.ways(request.viewer, contact?.identities ?? [], head));
  // Where nothing can ring it is said only of who has called.
  if (!ways.some(({ why, accountId }) => why === null || accountId === head.accountId)) return undefined;
  const model = callBack(presentFor(parts, request), ways, `/conversations/${head.id}/calls`);
  const html = renderer.render('calling/back', model, request.viewContext);
  return { id: 'call', title: pages.say(request)('call.card'), open: true, html: trusted(html) };
}
