// The desk's own cards beside a conversation; one of them calls its customer, where their channel carries calls (CA-4).
import type { FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { AsideCard } from '../models/aside.ts';
import { trusted } from '../models/shared.ts';
import type { WebParts } from '../rooms.ts';
import { skillsCard } from './conversation-skills.ts';
import { ticketCard } from './conversation-ticket.ts';

type Cards = (AsideCard | undefined)[];

export async function ownCards(parts: WebParts, request: FastifyRequest, head: ThreadHead): Promise<Cards> {
  const [ticket, skills] = [await ticketCard(parts, request, head), await skillsCard(parts, request, head)];
  return [ticket, skills, await callCard(parts, request, head)];
}

async function callCard(parts: WebParts, request: FastifyRequest, head: ThreadHead): Promise<AsideCard | undefined> {
  const { rooms, renderer, pages } = parts;
  const live = head.account ? rooms.channels.live(head.account.id) : null;
  if (!may(request.viewer, 'conversation.answer', head)) return undefined;
  const reachable = await rooms.calls.reaches(head.id);
  if (!live?.connection.calls && !reachable) return undefined;
  const model = { action: `/conversations/${head.id}/calls`, reachable: reachable !== null, ...reachable };
  const html = renderer.render('calling/back', model, request.viewContext);
  return { id: 'call', title: pages.say(request)('call.card'), open: true, html: trusted(html) };
}
