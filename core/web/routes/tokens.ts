// API tokens: making one (shown once), who uses which, revoking (AD-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may, SCOPES } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { currentPasswordField, nameField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { WebParts } from '../rooms.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const PLACE = '/settings/tokens';
type Address = { Params: { id: string } };

export function tokenRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales, pages } = parts;
  const { apiTokens, passwords } = rooms.accounts;
  revocation(server, parts);

  server.get(PLACE, MINE, async (request, reply) => {
    const say = pages.say(request);
    const links = [{ label: say('tokens.new'), href: `${PLACE}/new`, icon: 'plus', primary: true }];
    const sections = [await tokenTable(parts, request)];
    return pages.settings(request, reply, 'tokens', {
      heading: say('tokens.heading'),
      text: say('tokens.text'),
      links,
      sections,
    });
  });

  server.get(`${PLACE}/new`, MINE, async (request, reply) => newPage(parts, request, reply, { name: '', scopes: [] }));

  server.post(PLACE, MINE, async (request, reply) => {
    const form = formOf(request);
    const typed = { name: form.text('name'), scopes: form.texts('scopes') };
    return orAgain(
      locales,
      request,
      async () => {
        await passwords.confirm(request.viewer, form.text('current'));
        const { token } = await apiTokens.create(request.viewer, typed);
        return madePage(parts, request, reply, token);
      },
      (wrong) => newPage(parts, request, reply, typed, wrong),
    );
  });
}

function revocation(server: FastifyInstance, { rooms, cookies, pages }: WebParts): void {
  const { apiTokens } = rooms.accounts;

  server.get<Address>(`${PLACE}/:id/removal`, MINE, async (request, reply) => {
    const say = pages.say(request);
    const all = await apiTokens.list(request.viewer, true);
    const token = all.find(({ id }) => id === Number(request.params.id));
    if (!token) throw notFound('API token');
    return reply.dialog({
      title: say('tokens.removal.title', { name: token.name }),
      text: say('tokens.removal.text'),
      action: `${PLACE}/${token.id}?_method=DELETE`,
      submit: say('tokens.removal.submit'),
      danger: true,
      back: PLACE,
    });
  });

  server.delete<Address>(`${PLACE}/:id`, MINE, async (request, reply) => {
    await apiTokens.revoke(request.viewer, Number(request.params.id));
    cookies.say(reply, 'said.token-revoked');
    return reply.goTo(PLACE);
  });
}

async function tokenTable({ rooms, pages }: WebParts, request: FastifyRequest): Promise<Section> {
  const say = pages.say(request);
  const everybody = may(request.viewer, 'api.manage');
  const tokens = await rooms.accounts.apiTokens.list(request.viewer, everybody);
  const users = new Map((await rooms.accounts.users.list({ status: 'any' })).map((user) => [user.id, user]));
  const revoke = (id: number) => ({ label: say('tokens.revoke'), action: '', asks: `${PLACE}/${id}/removal` });
  const rows = tokens.map((token) => ({
    cells: [
      { text: token.name, detail: `${token.hint}…` },
      {
        person: { id: `u${token.userId}`, name: users.get(token.userId)?.name ?? '?' },
        text: users.get(token.userId)?.name,
      },
      { text: token.scopes.join(', '), mono: true },
      token.lastUsedAt ? { at: token.lastUsedAt, style: 'ago' as const } : { text: say('tokens.never') },
      { acts: [revoke(token.id)] },
    ],
  }));
  const columns = ['field.name', 'tokens.owner', 'tokens.scopes', 'tokens.used'].map((key) => ({ label: say(key) }));
  const empty = { title: say('tokens.none'), text: say('tokens.none.text') };
  return {
    card: true,
    table: {
      label: say('tokens.heading'),
      columns: [...columns, { label: say('table.do'), hidden: true }],
      rows,
      empty,
    },
  };
}

function newPage(
  { pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: { name: string; scopes: string[] },
  wrong?: Wrong,
): FastifyReply {
  const say = pages.say(request);
  const scopes: FieldModel = {
    kind: 'several',
    name: 'scopes',
    label: say('tokens.scopes'),
    help: say('tokens.scopes.help'),
    options: SCOPES.map((scope) => ({
      value: scope,
      label: say(`scope.${scope}`),
      detail: scope,
      current: typed.scopes.includes(scope),
    })),
  };
  const name = nameField(say, typed.name, { help: say('tokens.name.help') });
  const form = {
    action: PLACE,
    groups: [{ fields: withWrong([name, scopes, currentPasswordField(say)], wrong ?? {}) }],
    submit: say('tokens.create'),
    back: PLACE,
  };
  const crumb = { label: say('tokens.heading'), href: PLACE };
  const content = { heading: say('tokens.new'), crumb, narrow: true, sections: [{ form }] };
  return pages.settings(request, reply, 'tokens', content, wrong ? 422 : 200);
}

function madePage({ pages }: WebParts, request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply {
  const say = pages.say(request);
  const content = {
    heading: say('tokens.made'),
    text: say('tokens.made.text'),
    narrow: true,
    sections: [{ card: true, facts: [{ label: say('tokens.token'), value: token, mono: true }] }],
    links: [{ label: say('codes.done'), href: PLACE, primary: true }],
  };
  return pages.settings(request, reply, 'tokens', content, 201);
}
