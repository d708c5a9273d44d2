// A user's standing: disabling and enabling, repeating and withdrawing an invitation, a lost second factor (AD-1, AD-2).
import type { FastifyInstance } from 'fastify';
import type { WebParts } from '../rooms.ts';
import { invitedPage, wanted } from './users.ts';

const MANAGE = { config: { permission: 'user.manage' } } as const;
const PLACE = '/settings/users';
type Address = { Params: { id: string } };

export function userStandingRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;
  const { secondFactor } = rooms.accounts;

  /** A question in a dialog; its form deletes or posts to `action`. */
  const asks = (path: string, what: string, action: string) =>
    server.get<Address>(`${PLACE}/:id/${path}`, MANAGE, async (request, reply) => {
      const user = await wanted(parts, request.params.id);
      const say = pages.say(request);
      return reply.dialog({
        title: say(`users.asks.${what}.title`, { name: user.name }),
        text: say(`users.asks.${what}.text`),
        action: `${PLACE}/${user.id}/${action}`,
        submit: say(`users.asks.${what}.submit`),
        danger: true,
        back: `${PLACE}/${user.id}`,
      });
    });
  asks('closure', 'disabling', 'closure');
  asks('invitation/removal', 'withdrawal', 'invitation?_method=DELETE');
  asks('second-factor/removal', 'factor', 'second-factor?_method=DELETE');
  closure(server, parts);
  invitation(server, parts);

  server.delete<Address>(`${PLACE}/:id/second-factor`, MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    await secondFactor.remove(request.viewer, user.id);
    cookies.say(reply, 'said.factor-removed', { name: user.name });
    return reply.goTo(`${PLACE}/${user.id}`);
  });
}

function closure(server: FastifyInstance, parts: WebParts): void {
  const { cookies } = parts;
  const { users } = parts.rooms.accounts;

  server.post<Address>(`${PLACE}/:id/closure`, MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    await users.disable(request.viewer, user.id);
    cookies.say(reply, 'said.user-disabled', { name: user.name });
    return reply.goTo(`${PLACE}/${user.id}`);
  });

  server.delete<Address>(`${PLACE}/:id/closure`, MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    await users.enable(request.viewer, user.id);
    cookies.say(reply, 'said.user-enabled', { name: user.name });
    return reply.goTo(`${PLACE}/${user.id}`);
  });
}

function invitation(server: FastifyInstance, parts: WebParts): void {
  const { cookies } = parts;
  const { invitations } = parts.rooms.accounts;

  server.post<Address>(`${PLACE}/:id/invitation`, MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    const { link } = await invitations.repeat(request.viewer, user.id);
    return invitedPage(parts, request, reply, user, link);
  });

  server.delete<Address>(`${PLACE}/:id/invitation`, MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    await invitations.withdraw(request.viewer, user.id);
    cookies.say(reply, 'said.invitation-withdrawn', { name: user.name });
    return reply.goTo(PLACE);
  });
}
