// A forgotten password: asking for a link, and setting a new one with it (AD-2).
import type { FastifyInstance } from 'fastify';
import { emailField, newPasswordField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { EntryPage } from '../models/entry.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

export function passwordRoutes(server: FastifyInstance, { rooms, cookies, locales, pages }: WebParts): void {
  const { passwords } = rooms.accounts;
  const open = { config: { permission: 'public' } } as const;

  server.get('/password-reset', open, async (request, reply) =>
    reply.page('entry/page', askPage(pages.say(request), '')),
  );

  server.post('/password-reset', open, async (request, reply) => {
    const email = formOf(request).text('email');
    await passwords.forget(email, request.ip);
    return reply.page('entry/page', sentPage(pages.say(request), email));
  });

  server.get<{ Params: { token: string } }>('/password-reset/:token', open, async (request, reply) => {
    const { token } = request.params;
    const say = pages.say(request);
    if (!(await passwords.mayReset(token))) return reply.page('entry/page', overPage(say), 410);
    return reply.page('entry/page', newPage(say, token));
  });

  server.put<{ Params: { token: string } }>('/password-reset/:token', open, async (request, reply) => {
    const { token } = request.params;
    const say = pages.say(request);
    if (!(await passwords.mayReset(token))) return reply.page('entry/page', overPage(say), 410);
    return orAgain(
      locales,
      request,
      async () => {
        await passwords.reset(token, formOf(request).text('password'));
        cookies.dropSession(reply);
        cookies.say(reply, 'said.password-reset');
        return reply.goTo('/sign-in');
      },
      (wrong) => reply.page('entry/page', newPage(say, token, wrong), 422),
    );
  });
}

function askPage(say: Say, email: string): EntryPage {
  return {
    title: say('reset.title'),
    heading: say('reset.heading'),
    text: say('reset.text'),
    action: '/password-reset',
    groups: [{ fields: [emailField(say, email, { autocomplete: 'username', focus: true })] }],
    submit: say('reset.submit'),
    links: [{ label: say('reset.back'), href: '/sign-in' }],
    note: say('reset.note'),
  };
}

/** The same words whether there is such a user or not. */
function sentPage(say: Say, email: string): EntryPage {
  return {
    ...askPage(say, email),
    heading: say('reset.sent.heading'),
    text: say('reset.sent.text', { email }),
    submit: say('reset.again'),
  };
}

function newPage(say: Say, token: string, wrong: Wrong = {}): EntryPage {
  return {
    title: say('reset.title'),
    heading: say('reset.new.heading'),
    text: say('reset.new.text'),
    action: `/password-reset/${encodeURIComponent(token)}?_method=PUT`,
    groups: [{ fields: withWrong([{ ...newPasswordField(say), focus: true }], wrong) }],
    submit: say('reset.new.submit'),
  };
}

function overPage(say: Say): EntryPage {
  return { ...askPage(say, ''), heading: say('reset.over.heading'), text: say('reset.over.text') };
}
