// Settings → Roles: what each holds, those of the desk's own made, changed and deleted (AD-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { holdsAll, may, PERMISSION_GROUPS, type RoleView } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { nameField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import { isOutdated, SEEN, seenField } from '../meanwhile.ts';
import type { FieldModel } from '../models/fields.ts';
import {
  heldSections,
  holders,
  permissionsField,
  roleGroups,
  roleName,
  roleOptions,
  ROLES_PLACE,
  roleTable,
  type TypedRole,
} from '../present/roles.ts';
import type { WebParts } from '../rooms.ts';

const ROLE_MANAGE = { config: { permission: 'role.manage' } } as const;
type RolePlace = { Params: { key: string } };

export function roleRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, pages } = parts;
  making(server, parts);
  changing(server, parts);
  removal(server, parts);

  server.get(ROLES_PLACE, ROLE_MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const table = roleTable(say, await rooms.accounts.roles.list());
    const links = [
      { label: say('roles.new'), href: `${ROLES_PLACE}/new`, icon: 'plus', primary: true, dialog: true, key: 'n' },
    ];
    return pages.settings(request, reply, 'roles', {
      heading: say('roles.heading'),
      text: say('roles.text'),
      links,
      sections: [{ card: true, table }],
    });
  });
}

function making(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { roles } = rooms.accounts;

  server.get<{ Querystring: { from?: string } }>(`${ROLES_PLACE}/new`, ROLE_MANAGE, async (request, reply) =>
    newDialog(parts, request, reply, { name: '', from: request.query.from ?? 'agent' }),
  );

  server.post(ROLES_PLACE, ROLE_MANAGE, async (request, reply) => {
    const form = formOf(request);
    const typed = { name: form.text('name'), from: form.text('from') };
    const work = async () => {
      const base = (await roles.find(typed.from))?.permissions ?? [];
      const permissions = base.filter((one) => request.viewer.held.has(one));
      const { key, name } = await roles.create(request.viewer, { name: typed.name, permissions });
      cookies.say(reply, 'said.role-created', { name });
      return reply.goTo(`${ROLES_PLACE}/${key}`);
    };
    return orAgain(locales, request, work, (wrong) =>
      newDialog(parts, request, reply, typed, { ...wrong, ...(wrong.permissions && { from: wrong.permissions }) }),
    );
  });
}

async function newDialog(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: { name: string; from: string },
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = pages.say(request);
  const options = (await rooms.accounts.roles.list()).map((role) => ({
    value: role.key,
    label: roleName(say, role),
    current: role.key === typed.from,
  }));
  const name = { ...nameField(say, typed.name), maximum: 60, focus: true };
  const from: FieldModel = { kind: 'choice', look: 'select', name: 'from', label: say('roles.from'), options };
  const fields = withWrong([name, { ...from, required: true, help: say('roles.from.help') }], wrong ?? {});
  const words = { title: say('roles.new'), text: say('roles.new.text'), submit: say('roles.new.submit') };
  return reply.dialog({ ...words, action: ROLES_PLACE, groups: [{ fields }], back: ROLES_PLACE }, wrong ? 422 : 200);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.get<RolePlace>(`${ROLES_PLACE}/:key`, ROLE_MANAGE, async (request, reply) => {
    const role = await roleAsked(parts, request.params.key);
    return rolePage(parts, request, reply, role, role);
  });

  server.patch<RolePlace>(`${ROLES_PLACE}/:key`, ROLE_MANAGE, async (request, reply) => {
    const role = await roleAsked(parts, request.params.key);
    const typed = typedIn(request);
    const work = async () => {
      await rooms.accounts.roles.change(request.viewer, role.key, typed);
      cookies.say(reply, 'said.saved');
      return reply.goTo(`${ROLES_PLACE}/${role.key}`);
    };
    const again = (wrong: Wrong) => rolePage(parts, request, reply, role, typed, wrong);
    if (isOutdated(formOf(request).text(SEEN), shownOf(role)))
      return again({ seen: parts.pages.say(request)('form.outdated') });
    return orAgain(locales, request, work, again, { more_than_own: 'permissions' });
  });
}

/** What a form of it is drawn from. */
function shownOf({ name, explanation, permissions }: RoleView): TypedRole {
  return { name, explanation, permissions };
}

function typedIn(request: FastifyRequest): TypedRole {
  const form = formOf(request);
  const permissions = PERMISSION_GROUPS.flatMap(({ key }) => form.texts(permissionsField(key)));
  return { name: form.text('name'), explanation: form.text('explanation'), permissions };
}

async function rolePage(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  role: RoleView,
  typed: TypedRole,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const say = pages.say(request);
  const { viewer } = request;
  const users = (await rooms.accounts.users.list({ status: 'any' })).filter((user) => user.role === role.key);
  const people = holders(say, users, may(viewer, 'user.manage'));
  const at = `${ROLES_PLACE}/${role.key}`;
  const isOpen = !role.builtIn && holdsAll(viewer, role.permissions);
  const groups = roleGroups(say, typed, viewer).map(({ fields }) => ({ fields: withWrong(fields, wrong) }));
  const hidden = [seenField(shownOf(role))];
  const error = wrong.seen ?? wrong.permissions;
  const form = { action: `${at}?_method=PATCH`, hidden, error, groups, back: ROLES_PLACE };
  const content = {
    heading: roleName(say, role),
    text: role.builtIn ? say(`role.${role.key}.detail`) : isOpen ? undefined : say('roles.above'),
    crumb: { label: say('roles.heading'), href: ROLES_PLACE },
    links: [{ label: say('roles.copy'), href: `${ROLES_PLACE}/new?from=${role.key}`, icon: 'copy', dialog: true }],
    acts: isOpen ? [{ label: say('roles.delete'), action: '', asks: `${at}/removal` }] : [],
    narrow: true,
    sections: isOpen ? [{ form }, people] : [...heldSections(say, role), people],
  };
  return pages.settings(request, reply, 'roles', content, Object.keys(wrong).length > 0 ? 422 : 200);
}

function removal(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.get<RolePlace>(`${ROLES_PLACE}/:key/removal`, ROLE_MANAGE, async (request, reply) =>
    removalDialog(parts, request, reply, await roleAsked(parts, request.params.key)),
  );

  server.delete<RolePlace>(`${ROLES_PLACE}/:key`, ROLE_MANAGE, async (request, reply) => {
    const role = await roleAsked(parts, request.params.key);
    const work = async () => {
      await rooms.accounts.roles.delete(request.viewer, role.key, formOf(request).text('to') || null);
      cookies.say(reply, 'said.role-deleted', { name: role.name });
      return reply.goTo(ROLES_PLACE);
    };
    const again = (wrong: Wrong) => removalDialog(parts, request, reply, role, wrong);
    return orAgain(locales, request, work, again, { role_in_use: 'to', more_than_own: 'to' });
  });
}

/** Whose role it is gets another one; where nobody has it there is nothing to choose. */
async function removalDialog(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  role: RoleView,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = pages.say(request);
  const others = (await rooms.accounts.roles.list()).filter(({ key }) => key !== role.key);
  const to: FieldModel = {
    ...{ kind: 'choice', name: 'to', label: say('roles.removal.to') },
    options: roleOptions(say, others, request.viewer, ''),
  };
  const isUsed = role.userCount > 0;
  const model = {
    title: say('roles.removal.title', { name: roleName(say, role) }),
    text: isUsed ? say('roles.removal.used', { count: role.userCount }) : say('roles.removal.text'),
    groups: isUsed ? [{ fields: withWrong([to], wrong ?? {}) }] : [],
    action: `${ROLES_PLACE}/${role.key}?_method=DELETE`,
    submit: say('roles.removal.submit'),
    danger: true,
    back: `${ROLES_PLACE}/${role.key}`,
  };
  return reply.dialog(model, wrong ? 422 : 200);
}

async function roleAsked({ rooms }: WebParts, key: string): Promise<RoleView> {
  const role = await rooms.accounts.roles.find(key.slice(0, 60));
  if (!role) throw notFound('role');
  return role;
}
