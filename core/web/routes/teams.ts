// Teams: their names and members (AD-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TeamView } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { nameField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import { nameOfRole } from '../present/roles.ts';
import type { WebParts } from '../rooms.ts';

const MANAGE = { config: { permission: 'user.manage' } } as const;
const PLACE = '/settings/teams';
type Address = { Params: { id: string } };

export function teamRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales, pages } = parts;
  const { teams } = rooms.accounts;
  changes(server, parts);
  removal(server, parts);

  server.get(PLACE, MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const links = [{ label: say('teams.new'), href: `${PLACE}/new`, icon: 'plus', primary: true }];
    const sections = [await teamTable(parts, say)];
    return pages.settings(request, reply, 'teams', {
      heading: say('teams.heading'),
      text: say('teams.text'),
      links,
      sections,
    });
  });

  server.get(`${PLACE}/new`, MANAGE, async (request, reply) =>
    teamPage(parts, request, reply, null, { name: '', userIds: [] }),
  );

  server.post(PLACE, MANAGE, async (request, reply) => {
    const typed = typedIn(request);
    return orAgain(
      locales,
      request,
      async () => {
        await teams.create(request.viewer, typed);
        cookies.say(reply, 'said.team-created', { name: typed.name });
        return reply.goTo(PLACE);
      },
      (wrong) => teamPage(parts, request, reply, null, typed, wrong),
    );
  });
}

function changes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { teams } = rooms.accounts;

  server.get<Address>(`${PLACE}/:id`, MANAGE, async (request, reply) => {
    const team = await wanted(parts, request.params.id);
    return teamPage(parts, request, reply, team, team);
  });

  server.patch<Address>(`${PLACE}/:id`, MANAGE, async (request, reply) => {
    const team = await wanted(parts, request.params.id);
    const typed = typedIn(request);
    return orAgain(
      locales,
      request,
      async () => {
        if (typed.name.trim() !== team.name) await teams.rename(request.viewer, team.id, typed.name);
        await teams.setMembers(request.viewer, team.id, typed.userIds);
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => teamPage(parts, request, reply, team, typed, wrong),
    );
  });
}

function removal(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;
  const { teams } = rooms.accounts;

  server.get<Address>(`${PLACE}/:id/removal`, MANAGE, async (request, reply) => {
    const team = await wanted(parts, request.params.id);
    const say = pages.say(request);
    return reply.dialog({
      title: say('teams.removal.title', { name: team.name }),
      text: say('teams.removal.text'),
      action: `${PLACE}/${team.id}?_method=DELETE`,
      submit: say('teams.removal.submit'),
      danger: true,
      back: `${PLACE}/${team.id}`,
    });
  });

  server.delete<Address>(`${PLACE}/:id`, MANAGE, async (request, reply) => {
    const team = await wanted(parts, request.params.id);
    await teams.delete(request.viewer, team.id);
    cookies.say(reply, 'said.team-deleted', { name: team.name });
    return reply.goTo(PLACE);
  });
}

async function wanted({ rooms }: WebParts, id: string): Promise<TeamView> {
  const team = await rooms.accounts.teams.find(Number(id) || 0);
  if (!team) throw notFound('team');
  return team;
}

function typedIn(request: FastifyRequest): { name: string; userIds: number[] } {
  const form = formOf(request);
  return { name: form.text('name'), userIds: form.numbers('members') };
}

async function teamTable({ rooms }: WebParts, say: Say): Promise<Section> {
  const [teams, users] = await Promise.all([rooms.accounts.teams.list(), rooms.accounts.users.list({ status: 'any' })]);
  const people = (ids: number[]) =>
    users.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id: `u${id}`, name }));
  const rows = teams.map((team) => ({
    cells: [
      { text: team.name, href: `${PLACE}/${team.id}` },
      { people: people(team.userIds).slice(0, 8) },
      { text: String(team.userIds.length), num: true },
    ],
  }));
  const columns = [
    { label: say('field.name') },
    { label: say('teams.members') },
    { label: say('teams.count'), num: true },
  ];
  const empty = { title: say('teams.none'), text: say('teams.none.text') };
  return { card: true, table: { label: say('teams.heading'), columns, rows, empty } };
}

async function teamPage(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  team: TeamView | null,
  typed: { name: string; userIds: number[] },
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = pages.say(request);
  const [users, roles] = await Promise.all([rooms.accounts.users.list(), rooms.accounts.roles.list()]);
  const members: FieldModel = {
    kind: 'several',
    name: 'members',
    label: say('teams.members'),
    options: users.map((user) => ({
      value: String(user.id),
      label: user.name,
      detail: nameOfRole(say, roles, user.role),
      person: { id: `u${user.id}`, name: user.name },
      current: typed.userIds.includes(user.id),
    })),
  };
  const name = { ...nameField(say, typed.name), maximum: 80 };
  const action = team ? `${PLACE}/${team.id}?_method=PATCH` : PLACE;
  const remove = { label: say('teams.delete'), action: '', asks: `${PLACE}/${team?.id}/removal` };
  const content = {
    heading: team?.name ?? say('teams.new'),
    crumb: { label: say('teams.heading'), href: PLACE },
    acts: team ? [remove] : [],
    narrow: true,
    sections: [{ form: { action, groups: [{ fields: withWrong([name, members], wrong ?? {}) }], back: PLACE } }],
  };
  return pages.settings(request, reply, 'teams', content, wrong ? 422 : 200);
}
