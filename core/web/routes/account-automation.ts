// An account's automation: who gets its conversations, and what their tickets begin with (CH-4, CH-5).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { formOf, sentences, type Wrong } from '../forms.ts';
import type { Section } from '../models/forms.ts';
import { accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import { decisionFacts } from '../present/decision.ts';
import { reasonText, text } from '../present/marks.ts';
import { readRouting, routingGroups } from '../present/routing-form.ts';
import { accountTicketGroups, keepAccountTickets } from '../account-tickets.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame } from './account-frame.ts';
import { MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';
import { takersOf } from './settling.ts';

export function accountAutomationRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.get<AccountPlace>(`${CHANNELS}/:id/automation`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    return automation(parts, request, reply, account);
  });

  server.put<AccountPlace>(`${CHANNELS}/:id/routing`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const { routing, errors } = readRouting(formOf(request), await takersOf(parts));
    if (Object.keys(errors).length > 0) {
      const wrong = sentences(locales, request.viewContext.language, errors);
      return automation(parts, request, reply, account, { routing, wrong });
    }
    await rooms.channels.saveRouting(account.id, routing, actorOf(request.viewer));
    cookies.say(reply, 'said.saved');
    return reply.goTo(`${accountAddress(account)}/automation`);
  });

  server.put<AccountPlace>(`${CHANNELS}/:id/tickets`, MANAGE, async (request, reply) => {
    const account = await visibleAccount(parts, request.viewer, request.params.id);
    const wrongTickets = await keepAccountTickets(parts, request, account);
    if (wrongTickets) return automation(parts, request, reply, account, { wrongTickets });
    cookies.say(reply, 'said.saved');
    return reply.goTo(`${accountAddress(account)}/automation`);
  });
}

async function automation(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
  typed: { routing?: Account['routing']; wrong?: Wrong; wrongTickets?: Wrong } = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const address = accountAddress(account);
  const routing = routingGroups(present, typed.routing ?? account.routing, await takersOf(parts), typed.wrong);
  const sections: Section[] = [
    {
      title: text(present, 'account.routing'),
      form: { id: 'routing', action: `${address}/routing?_method=PUT`, groups: routing },
    },
    ...(await rehearsal(parts, request, account)),
    {
      title: text(present, 'account.tickets'),
      form: {
        id: 'tickets',
        action: `${address}/tickets?_method=PUT`,
        groups: await accountTicketGroups(parts, request, account, typed.wrongTickets),
        quiet: true,
      },
    },
  ];
  const page = { ...(await accountFrame(parts, request, account, 'automation')), sections };
  return reply.page('channels/configuration', page, (typed.wrong ?? typed.wrongTickets) ? 422 : 200);
}

/** Who would get the next conversation now, as the settings stand that were saved. */
async function rehearsal({ rooms, ...parts }: WebParts, request: FastifyRequest, account: Account): Promise<Section[]> {
  if (account.routing.to !== 'people') return [];
  const present = presentFor({ rooms, ...parts }, request);
  const place = await rooms.routing.placeOf(account);
  const { reason, decision } = await rooms.routing.rehearse(place, account.routing, null);
  const facts = decision ? decisionFacts(present, decision) : [];
  return [{ card: true, title: text(present, 'routing.rehearsal'), text: reasonText(present, reason), facts }];
}
