// Users: who works here, inviting, roles, disabling (AD-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { holdsAll, type UserView } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { emailField, languageField, nameField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import { roleField } from '../present/roles.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { USERS as PLACE, userTable } from '../user-table.ts';

const MANAGE = { config: { permission: 'user.manage' } } as const;
type Address = { Params: { id: string } };

export function userRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales, pages } = parts;
  const { invitations } = rooms.accounts;
  changes(server, parts);

  server.get(PLACE, MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const table = await userTable(parts, say);
    // It asks for itself when somebody's status changes.
    if (isHtmx(request) && request.headers['hx-request-type'] !== 'full') return reply.page('shared/table', table);
    const links = [{ label: say('users.invite'), href: `${PLACE}/new`, icon: 'useradd', primary: true }];
    const sections = [{ id: 'users', card: true, table }];
    return pages.settings(request, reply, 'users', { heading: say('users.heading'), topics: 'users', links, sections });
  });

  server.get(`${PLACE}/new`, MANAGE, async (request, reply) => {
    const { viewer } = request;
    const roles = (await rooms.accounts.roles.list()).filter(({ permissions }) => holdsAll(viewer, permissions));
    const usual = roles.find(({ key }) => key === 'agent') ?? roles.at(-1);
    const typed = { name: '', email: '', role: usual?.key ?? '', language: viewer.language };
    return invitePage(parts, request, reply, typed);
  });

  server.post(PLACE, MANAGE, async (request, reply) => {
    const typed = typedIn(request);
    return orAgain(
      locales,
      request,
      async () => {
        const { user, link } = await invitations.invite(request.viewer, typed);
        return invitedPage(parts, request, reply, user, link);
      },
      (wrong) => invitePage(parts, request, reply, typed, wrong),
      { more_than_own: 'role' },
    );
  });
}

function changes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { users } = rooms.accounts;

  server.get<Address>(`${PLACE}/:id`, MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    return userPage(parts, request, reply, user, user);
  });

  server.patch<Address>(`${PLACE}/:id`, MANAGE, async (request, reply) => {
    const user = await wanted(parts, request.params.id);
    const typed = typedIn(request);
    const { role, ...own } = typed;
    return orAgain(
      locales,
      request,
      async () => {
        if (role !== user.role) await users.setRole(request.viewer, user.id, role);
        await users.update(request.viewer, user.id, own);
        cookies.say(reply, 'said.saved');
        return reply.goTo(`${PLACE}/${user.id}`);
      },
      (wrong) => userPage(parts, request, reply, user, typed, wrong),
      { last_administrator: 'role', more_than_own: 'role' },
    );
  });
}

export async function wanted({ rooms }: WebParts, id: string): Promise<UserView> {
  const user = await rooms.accounts.users.find(Number(id) || 0);
  if (!user) throw notFound('user');
  return user;
}

type Typed = { name: string; email: string; role: string; language: string };

function typedIn(request: FastifyRequest): Typed {
  const form = formOf(request);
  return {
    name: form.text('name'),
    email: form.text('email'),
    role: form.text('role'),
    language: form.text('language'),
  };
}

async function userFields(
  { rooms, locales, pages }: WebParts,
  request: FastifyRequest,
  typed: Typed,
  wrong: Wrong,
): Promise<FieldModel[]> {
  const say = pages.say(request);
  const roles = await rooms.accounts.roles.list();
  const role = roleField(say, roles, request.viewer, typed.role);
  const language = languageField(say, locales.languages, typed.language);
  const fields = [nameField(say, typed.name), emailField(say, typed.email), role, language];
  return withWrong(fields, wrong);
}

async function invitePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: Typed,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const groups = [{ fields: await userFields(parts, request, typed, wrong ?? {}) }];
  const form = { action: PLACE, groups, submit: say('users.invite.submit'), back: PLACE };
  const crumb = { label: say('users.heading'), href: PLACE };
  const content = {
    heading: say('users.invite'),
    text: say('users.invite.text'),
    crumb,
    narrow: true,
    sections: [{ form }],
  };
  return parts.pages.settings(request, reply, 'users', content, wrong ? 422 : 200);
}

/** The link is shown because the mail may not arrive; it works once. */
export function invitedPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  user: UserView,
  link: string,
): FastifyReply {
  const say = parts.pages.say(request);
  const content = {
    heading: say('users.invited', { name: user.name }),
    text: say('users.invited.text', { email: user.email }),
    crumb: { label: say('users.heading'), href: PLACE },
    narrow: true,
    sections: [{ card: true, facts: [{ label: say('users.invited.link'), value: link, mono: true }] }],
    links: [{ label: say('codes.done'), href: PLACE, primary: true }],
  };
  return parts.pages.settings(request, reply, 'users', content, 201);
}

async function userPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  user: UserView,
  typed: Typed,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const own = user.id === request.viewer.userId;
  const groups = [{ fields: await userFields(parts, request, typed, wrong ?? {}) }];
  const form = { action: `${PLACE}/${user.id}?_method=PATCH`, groups, back: PLACE };
  const content = {
    heading: user.name,
    text: user.email,
    person: { id: `u${user.id}`, name: user.name },
    crumb: { label: say('users.heading'), href: PLACE },
    narrow: true,
    sections: [{ form }, limitsCard(say, user), ...(own ? [] : [standing(say, user)])],
  };
  return parts.pages.settings(request, reply, 'users', content, wrong ? 422 : 200);
}

/** How much they are given at most has a page of its own. */
function limitsCard(say: Say, { id, conversationLimit, ticketLimit }: UserView): Section {
  const shown = (limit: number | null) =>
    limit === null ? say('assigning.as_usual') : limit === 0 ? say('assigning.any') : String(limit);
  return {
    card: true,
    title: say('assigning.limits'),
    facts: [
      { label: say('assigning.conversationLimit'), value: shown(conversationLimit) },
      { label: say('assigning.ticketLimit'), value: shown(ticketLimit) },
    ],
    links: [{ label: say('assigning.change'), href: `${PLACE}/${id}/limits` }],
  };
}

function standing(say: Say, user: UserView): Section {
  const at = `${PLACE}/${user.id}`;
  const acts = {
    active: [{ label: say('users.disable'), action: '', asks: `${at}/closure` }],
    invited: [
      { label: say('users.invite.again'), action: `${at}/invitation` },
      { label: say('users.invite.withdraw'), action: '', asks: `${at}/invitation/removal` },
    ],
    disabled: [{ label: say('users.enable'), action: `${at}/closure?_method=DELETE` }],
  }[user.status];
  const factor = { label: say('users.factor.remove'), action: '', asks: `${at}/second-factor/removal` };
  return {
    card: true,
    title: say(`users.state.${user.status}`),
    text: say(`users.state.${user.status}.text`),
    acts: user.hasSecondFactor ? [...acts, factor] : acts,
  };
}
