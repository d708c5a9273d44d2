// Who belongs to an inbox: who may see it, who may answer in it (WS-7).
import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { formOf } from '../forms.ts';
import { memberGroups, readMembers } from '../present/inbox-form.ts';
import { text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { INBOXES, INBOX_MANAGE, inboxOf, inboxTop, type InboxPlace } from './inboxes.ts';
import { presentFor } from './inbox.ts';

export function inboxMemberRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;
  const { inboxes } = rooms.conversations;
  const everybody = async () => {
    const users = await rooms.accounts.users.list();
    return { teams: await rooms.accounts.teams.list(), users: users.filter(({ status }) => status !== 'disabled') };
  };

  server.get<InboxPlace>(`${INBOXES}/:id/members`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await inboxOf(parts, request.params.id);
    const present = presentFor(parts, request);
    const members = await inboxes.members(inbox.id);
    const form = {
      id: 'members',
      action: `${INBOXES}/${inbox.id}/members?_method=PUT`,
      groups: memberGroups(present, inbox.restricted, members, await everybody()),
    };
    const sections = [{ text: text(present, 'inboxes.members.text'), form }];
    return pages.settings(request, reply, 'inboxes', { ...inboxTop(parts, request, inbox, 'members'), sections });
  });

  server.put<InboxPlace>(`${INBOXES}/:id/members`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await inboxOf(parts, request.params.id);
    const actor = actorOf(request.viewer);
    const form = formOf(request);
    await inboxes.setMembers(inbox.id, readMembers(form, await everybody()), actor);
    if (form.on('restricted') !== inbox.restricted)
      await inboxes.change(inbox.id, { restricted: form.on('restricted') }, actor);
    cookies.say(reply, 'said.saved');
    return reply.goTo(`${INBOXES}/${inbox.id}/members`);
  });
}
