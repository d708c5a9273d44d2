// Signing in and out: the form, the one-time code, the session.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { codeField, emailField } from '../common-fields.ts';
import { formOf } from '../forms.ts';
import type { EntryPage } from '../models/entry.ts';
import type { FieldModel } from '../models/fields.ts';
import { ownAddress } from '../origin.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

export function signInRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;
  const { accounts } = rooms;
  codeRoutes(server, parts);
  const from = (request: FastifyRequest) => ({
    ip: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
  });

  server.get('/sign-in', { config: { permission: 'public' } }, async (request, reply) => {
    const back = ownAddress((request.query as { return?: unknown }).return);
    if (await accounts.firstRun.needed()) return reply.goTo('/first-run');
    if (request.signedIn) return reply.goTo(back);
    const say = pages.say(request);
    const said = cookies.said(request, reply);
    const banners = said ? [{ tone: 'good' as const, text: say(said.key, said.values) }] : [];
    return reply.page('entry/page', { ...signInPage(say, { back, email: '' }), banners });
  });

  server.post('/session', { config: { permission: 'public' } }, async (request, reply) => {
    const form = formOf(request);
    const [email, back] = [form.text('email'), ownAddress(form.text('return'))];
    const result = await accounts.signIn.signIn({ email, password: form.text('password'), ...from(request) });
    if ('token' in result) {
      cookies.keepSession(reply, result.token);
      return reply.goTo(result.outcome === 'signed-in' ? back : `/session/code?return=${encodeURIComponent(back)}`);
    }
    const say = pages.say(request);
    const error = troubleWith(say, result, 'sign-in.refused');
    return reply.page('entry/page', signInPage(say, { back, email, error }), result.outcome === 'refused' ? 422 : 429);
  });

  server.delete('/session', { config: { permission: 'signing-in' } }, async (request, reply) => {
    await accounts.sessions.drop(request.session!.id);
    cookies.dropSession(reply);
    return reply.goTo('/sign-in');
  });
}

/** Between password and one-time code. */
function codeRoutes(server: FastifyInstance, { rooms, cookies, pages }: WebParts): void {
  const { accounts } = rooms;
  server.get('/session/code', { config: { permission: 'signing-in' } }, async (request, reply) => {
    const back = ownAddress((request.query as { return?: unknown }).return);
    if (request.signedIn) return reply.goTo(back);
    return reply.page('entry/page', codePage(pages.say(request), { back }));
  });

  server.post('/session/code', { config: { permission: 'signing-in' } }, async (request, reply) => {
    const form = formOf(request);
    const back = ownAddress(form.text('return'));
    if (request.signedIn) return reply.goTo(back);
    const result = await accounts.signIn.confirm(request.session!, form.text('code'));
    if ('token' in result) {
      cookies.keepSession(reply, result.token);
      return reply.goTo(back);
    }
    const say = pages.say(request);
    const error = troubleWith(say, result, 'sign-in.code.refused');
    return reply.page('entry/page', codePage(say, { back, error }), result.outcome === 'refused' ? 422 : 429);
  });
}

type Refusal = { outcome: 'refused' } | { outcome: 'too-many'; seconds: number };

function troubleWith(say: Say, result: Refusal, refused: string): string {
  if (result.outcome === 'refused') return say(refused);
  return say('error.too_many_attempts', { minutes: Math.ceil(result.seconds / 60) });
}

function signInPage(say: Say, { back, email, error }: { back: string; email: string; error?: string }): EntryPage {
  const password: FieldModel = {
    kind: 'secret',
    name: 'password',
    label: say('field.password'),
    autocomplete: 'current-password',
    required: true,
    focus: email !== '',
  };
  return {
    title: say('sign-in.title'),
    heading: say('sign-in.heading'),
    action: '/session',
    hidden: [{ name: 'return', value: back }],
    error,
    groups: [{ fields: [emailField(say, email, { autocomplete: 'username', focus: email === '' }), password] }],
    submit: say('sign-in.submit'),
    links: [{ label: say('sign-in.forgotten'), href: '/password-reset' }],
  };
}

function codePage(say: Say, { back, error }: { back: string; error?: string }): EntryPage {
  return {
    title: say('sign-in.title'),
    heading: say('sign-in.code.heading'),
    text: say('sign-in.code.text'),
    action: '/session/code',
    hidden: [{ name: 'return', value: back }],
    error,
    groups: [{ fields: [codeField(say)] }],
    submit: say('sign-in.submit'),
    links: [{ label: say('sign-in.code.other'), href: '/sign-in' }],
    note: say('sign-in.code.note'),
  };
}
