// Settings → Assignment: how much everybody is given at most, and who has how much to do now (TK-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { presenceOf, type UserView } from '../../accounts/accounts.ts';
import { formOf, orAgain, withWrong, type Form, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section, TableModel } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';
import { wanted } from './users.ts';

const MANAGE = { config: { permission: 'user.manage' } } as const;
const WORKSPACE = { config: { permission: 'workspace.manage' } } as const;
const PLACE = '/settings/assigning';
const FIELDS = ['conversationLimit', 'ticketLimit'] as const;

type Limits = Record<(typeof FIELDS)[number], number | null>;

export function assigningRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { workspace } = rooms.accounts;

  server.get(PLACE, WORKSPACE, async (request, reply) => assigningPage(parts, request, reply, await workspace.get()));

  server.put(`${PLACE}/limits`, WORKSPACE, async (request, reply) => {
    const typed = limitsIn(formOf(request));
    const { conversationLimit, ticketLimit } = typed;
    return orAgain(
      locales,
      request,
      async () => {
        await workspace.set(request.viewer, {
          conversationLimit: conversationLimit ?? 0,
          ticketLimit: ticketLimit ?? 0,
        });
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => assigningPage(parts, request, reply, typed, wrong),
    );
  });

  ownLimits(server, parts);
}

function ownLimits(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { users } = rooms.accounts;

  server.get<{ Params: { id: string } }>('/settings/users/:id/limits', MANAGE, async (request, reply) =>
    limitsPage(parts, request, reply, await wanted(parts, request.params.id)),
  );

  server.put<{ Params: { id: string } }>('/settings/users/:id/limits', MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    const typed = limitsIn(formOf(request));
    return orAgain(
      locales,
      request,
      async () => {
        await users.setLimits(request.viewer, user.id, typed);
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => limitsPage(parts, request, reply, { ...user, ...typed }, wrong),
    );
  });
}

/** Empty: as the workspace says. */
function limitsIn(form: Form): Limits {
  const limit = (name: string) => (form.text(name).trim() === '' ? null : form.number(name));
  return { conversationLimit: limit('conversationLimit'), ticketLimit: limit('ticketLimit') };
}

function limitFields(say: Say, limits: Limits, help: string, wrong: Wrong = {}): FieldModel[] {
  const fields = FIELDS.map((name): FieldModel => {
    const value = limits[name];
    return {
      kind: 'number',
      name,
      label: say(`assigning.${name}`),
      minimum: 0,
      most: 10_000,
      value: value === null || Number.isNaN(value) ? '' : value,
      help,
    };
  });
  return withWrong(fields, wrong);
}

async function assigningPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: Limits,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const fields = limitFields(say, typed, say('assigning.limit.help'), wrong);
  const content = {
    heading: say('assigning.heading'),
    text: say('assigning.text'),
    sections: [
      { title: say('assigning.usual'), form: { action: `${PLACE}/limits?_method=PUT`, groups: [{ fields }] } },
      { title: say('assigning.people'), ...(await peopleTable(parts, say)) },
    ],
  };
  return parts.pages.settings(request, reply, 'assigning', content, wrong ? 422 : 200);
}

async function peopleTable({ rooms }: WebParts, say: Say): Promise<Section> {
  const [users, loads] = await Promise.all([rooms.accounts.users.list(), rooms.routing.workload()]);
  const of = (count: number, limit: number) =>
    limit > 0 ? say('assigning.of', { count, limit }) : say('assigning.unlimited', { count });
  const rows = users.flatMap((user) => {
    const load = loads.find(({ userId }) => userId === user.id);
    if (!load) return [];
    const { conversations, conversationLimit, tickets, ticketLimit } = load;
    const isFull = conversationLimit > 0 && conversations >= conversationLimit;
    return [
      {
        id: `user-${user.id}`,
        cells: [
          {
            person: { id: `u${user.id}`, name: user.name },
            presence: presenceOf(user),
            text: user.name,
            href: `/settings/users/${user.id}/limits`,
            detail: say(`presence.${presenceOf(user)}`),
          },
          isFull
            ? {
                text: of(conversations, conversationLimit),
                chips: [{ label: say('assigning.full'), tone: 'warn' as const }],
              }
            : { text: of(conversations, conversationLimit) },
          { text: of(tickets, ticketLimit) },
        ],
      },
    ];
  });
  const columns: TableModel['columns'] = ['field.name', 'assigning.conversations', 'assigning.tickets'].map((key) => ({
    label: say(key),
  }));
  const empty = { title: say('assigning.none'), text: say('assigning.none.text') };
  return { card: true, table: { label: say('assigning.people'), columns, rows, empty } };
}

async function limitsPage(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  user: Pick<UserView, 'id' | 'name' | 'email'> & Limits,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = pages.say(request);
  const usual = await rooms.accounts.workspace.get();
  const fields = limitFields(say, user, say('assigning.own.help'), wrong).map((field) => ({
    ...field,
    placeholder: String(usual[field.name as keyof Limits]),
  }));
  const content = {
    heading: say('assigning.own', { name: user.name }),
    text: say('assigning.own.text'),
    person: { id: `u${user.id}`, name: user.name },
    crumb: { label: say('assigning.heading'), href: PLACE },
    narrow: true,
    sections: [
      {
        form: { action: `/settings/users/${user.id}/limits?_method=PUT`, groups: [{ fields }], back: PLACE },
      },
    ],
  };
  return pages.settings(request, reply, 'assigning', content, wrong ? 422 : 200);
}
