// The first page of an empty desk: its administrator, its name, its language and time zone (OP-1).
import type { FastifyInstance } from 'fastify';
import { emailField, languageField, nameField, newPasswordField, timeZoneField } from '../common-fields.ts';
import { prepareDeals, prepareInboxes, preparePipelines } from '../first-inbox.ts';
import { formOf, orAgain, withWrong, type Form, type Wrong } from '../forms.ts';
import type { EntryPage } from '../models/entry.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

export function firstRunRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, options, cookies, locales, pages } = parts;
  const { accounts } = rooms;

  server.get('/first-run', { config: { permission: 'public' } }, async (request, reply) => {
    if (!(await accounts.firstRun.needed())) return reply.goTo('/');
    const language = request.viewContext.language;
    // A desk usually stands where its people are.
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    return reply.page('entry/page', page(parts, pages.say(request), { language, timeZone }));
  });

  server.post('/first-run', { config: { permission: 'public' } }, async (request, reply) => {
    if (!(await accounts.firstRun.needed())) return reply.goTo('/');
    const form = formOf(request);
    const typed = typedIn(form);
    return orAgain(
      locales,
      request,
      async () => {
        const userId = await accounts.firstRun.complete({ ...typed, password: form.text('password') }, request.ip);
        const viewer = (await accounts.viewerOf(userId))!;
        await preparePipelines(rooms, locales);
        await prepareDeals(rooms, locales);
        if (form.on('sample') && options.sample) await options.sample.load(viewer);
        else await prepareInboxes(rooms);
        const userAgent = String(request.headers['user-agent'] ?? '');
        cookies.keepSession(reply, await accounts.sessions.start(userId, { ip: request.ip, userAgent }));
        cookies.say(reply, 'said.first-run');
        return reply.goTo('/');
      },
      (wrong) => reply.page('entry/page', page(parts, pages.say(request), typed, wrong), 422),
    );
  });
}

function typedIn(form: Form) {
  const [name, email, deskName] = [form.text('name'), form.text('email'), form.text('deskName')];
  const sample = form.on('sample');
  return { name, email, deskName, language: form.text('language'), timeZone: form.text('timeZone'), sample };
}

type Typed = Partial<ReturnType<typeof typedIn>>;

function page({ locales, options }: WebParts, say: Say, typed: Typed, wrong?: Wrong): EntryPage {
  const desk = { label: say('first-run.desk'), help: say('first-run.desk.help') };
  const username = { help: say('first-run.email.help'), autocomplete: 'username' };
  const fields: FieldModel[] = [
    { ...nameField(say, typed.name, { label: say('first-run.name') }), autocomplete: 'name', focus: !typed.name },
    emailField(say, typed.email, username),
    newPasswordField(say),
    { ...nameField(say, typed.deskName, desk), name: 'deskName', autocomplete: 'organization' },
    languageField(say, locales.languages, typed.language ?? 'en'),
    { ...timeZoneField(say, typed.timeZone ?? 'UTC'), ...(!wrong && { guessed: 'time-zone' }) },
  ];
  if (options.sample)
    fields.push({
      ...{ kind: 'switch', name: 'sample', value: typed.sample },
      ...{ label: say('first-run.sample'), help: say('first-run.sample.help') },
    });
  return {
    title: say('first-run.title'),
    heading: say('first-run.heading'),
    text: say('first-run.text'),
    action: '/first-run',
    groups: [{ fields: withWrong(fields, wrong ?? {}) }],
    submit: say('first-run.submit'),
    note: say('first-run.note'),
  };
}
