// The skills a conversation needs, as a card of its side bar (TK-3).
import type { FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { AsideCard } from '../models/aside.ts';
import { text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

/** Only where the desk has skills. */
export async function skillsCard(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
): Promise<AsideCard | undefined> {
  const { skills } = parts.rooms.routing;
  const needed = await skills.neededBy(head.id);
  if (needed.length === 0 && !(await skills.any())) return undefined;
  const present = presentFor(parts, request);
  const names = needed.map(({ name }) => name).join(', ');
  const change = {
    label: text(present, 'skills.needed.change'),
    href: `/conversations/${head.id}/skills`,
    dialog: true,
  };
  return {
    id: 'skills',
    title: text(present, 'skills.needed'),
    open: needed.length > 0,
    facts: [{ label: text(present, 'skills.needs'), value: names || text(present, 'skills.needed.none') }],
    links: may(request.viewer, 'conversation.manage', head) ? [change] : [],
  };
}
