// Security and sessions: password, e-mail, two factors, where one is signed in (AD-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deviceOf } from '../devices.ts';
import { currentPasswordField, emailField, newPasswordField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FormModel, Section, TableModel } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const PLACE = '/settings/security';

/** What is drawn again on the page: which form, with what typed and wrong. */
interface Again {
  form: 'password' | 'email';
  email?: string;
  wrong: Wrong;
}

export function securityRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { passwords, users } = rooms.accounts;
  sessionRoutes(server, parts);

  server.get(PLACE, MINE, async (request, reply) => securityPage(parts, request, reply));

  server.put(`${PLACE}/password`, MINE, async (request, reply) => {
    const form = formOf(request);
    return orAgain(
      locales,
      request,
      async () => {
        await passwords.change(request.viewer, form.text('current'), form.text('password'));
        cookies.say(reply, 'said.password-changed');
        return reply.goTo(PLACE);
      },
      (wrong) => securityPage(parts, request, reply, { form: 'password', wrong }),
    );
  });

  server.put(`${PLACE}/email`, MINE, async (request, reply) => {
    const form = formOf(request);
    const email = form.text('email');
    return orAgain(
      locales,
      request,
      async () => {
        await passwords.confirm(request.viewer, form.text('current'));
        await users.update(request.viewer, request.viewer.userId, { email });
        cookies.say(reply, 'said.saved');
        return reply.goTo(PLACE);
      },
      (wrong) => securityPage(parts, request, reply, { form: 'email', email, wrong }),
    );
  });
}

function sessionRoutes(server: FastifyInstance, { rooms, cookies, pages }: WebParts): void {
  const { sessions } = rooms.accounts;

  server.delete<{ Params: { id: string } }>(`${PLACE}/sessions/:id`, MINE, async (request, reply) => {
    await sessions.end(request.viewer, Number(request.params.id));
    cookies.say(reply, 'said.session-ended');
    return reply.goTo(PLACE);
  });

  server.delete(`${PLACE}/sessions`, MINE, async (request, reply) => {
    const count = await sessions.endOthers(request.viewer);
    cookies.say(reply, 'said.sessions-ended', { count });
    return reply.goTo(PLACE);
  });

  server.get(`${PLACE}/sessions/removal`, MINE, async (request, reply) => {
    const say = pages.say(request);
    return reply.dialog({
      title: say('security.others.title'),
      text: say('security.others.text'),
      action: `${PLACE}/sessions?_method=DELETE`,
      submit: say('security.others.submit'),
      danger: true,
      back: PLACE,
    });
  });
}

async function securityPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  again?: Again,
): Promise<FastifyReply> {
  const { rooms, pages } = parts;
  const say = pages.say(request);
  const user = (await rooms.accounts.users.find(request.viewer.userId))!;
  const sessions = await sessionSection(parts, request, say);
  const sections = [passwordSection(say, again), secondFactorSection(say, user), emailSection(say, user.email, again)];
  const content = { heading: say('security.heading'), narrow: true, sections: [...sections, sessions] };
  return pages.settings(request, reply, 'security', content, again ? 422 : 200);
}

function passwordSection(say: Say, again?: Again): Section {
  const wrong = again?.form === 'password' ? again.wrong : {};
  const form: FormModel = {
    id: 'password-form',
    action: `${PLACE}/password?_method=PUT`,
    groups: [{ fields: withWrong([currentPasswordField(say), newPasswordField(say)], wrong) }],
    submit: say('security.password.submit'),
  };
  return { card: true, title: say('security.password'), text: say('security.password.text'), form };
}

function emailSection(say: Say, email: string, again?: Again): Section {
  const mine = again?.form === 'email' ? again : undefined;
  const field = emailField(say, mine?.email ?? email, { autocomplete: 'email' });
  const form: FormModel = {
    id: 'email-form',
    action: `${PLACE}/email?_method=PUT`,
    groups: [{ fields: withWrong([field, currentPasswordField(say)], mine?.wrong ?? {}) }],
    submit: say('security.email.submit'),
    quiet: true,
  };
  return { card: true, title: say('security.email'), text: say('security.email.text'), form };
}

function secondFactorSection(say: Say, user: { hasSecondFactor: boolean; recoveryCodesLeft: number }): Section {
  const way = (name: string, dialog = true) => ({
    label: say(`security.factor.${name}`),
    href: `${PLACE}/second-factor${name === 'on' ? '' : `/${name}`}`,
    dialog,
  });
  const links = user.hasSecondFactor ? [way('recovery-codes'), way('removal')] : [way('on', false)];
  const count = user.recoveryCodesLeft;
  const text = user.hasSecondFactor ? say('security.factor.is-on', { count }) : say('security.factor.is-off');
  return { card: true, title: say('security.factor'), text, links };
}

async function sessionSection({ rooms }: WebParts, request: FastifyRequest, say: Say): Promise<Section> {
  const sessions = await rooms.accounts.sessions.list(request.viewer);
  const end = (id: number) => ({
    label: say('security.session.end'),
    action: `${PLACE}/sessions/${id}?_method=DELETE`,
  });
  const columns: TableModel['columns'] = [
    { label: say('security.session.device') },
    { label: say('security.session.since') },
    { label: say('security.session.seen') },
    { label: say('table.do'), hidden: true },
  ];
  const rows = sessions.map((session) => ({
    cells: [
      {
        text: deviceOf(session.userAgent),
        detail: session.ip,
        chips: session.current ? [{ label: say('security.session.current'), tone: 'good' as const }] : [],
      },
      { at: session.createdAt, style: 'date' as const },
      { at: session.lastSeenAt, style: 'ago' as const },
      session.current ? {} : { acts: [end(session.id)] },
    ],
  }));
  const others = { label: say('security.others'), href: `${PLACE}/sessions/removal`, dialog: true };
  return {
    card: true,
    title: say('security.sessions'),
    links: sessions.length > 1 ? [others] : [],
    table: { label: say('security.sessions'), columns, rows },
  };
}
