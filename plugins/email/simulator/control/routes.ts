// The pages one looks at and the same things as JSON: mailboxes, mails, what was sent, writing, misbehaviour.
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parametersOf } from '../oauth/credentials.ts';
import type { Misbehave } from '../misbehave.ts';
import type { Outbox } from '../outbox.ts';
import { composePage, deliveredPage } from '../pages/compose.ts';
import type { Html } from '../pages/html.ts';
import { html, page } from '../pages/html.ts';
import { mailPage, mailboxPage, overviewPage, sentPage } from '../pages/mailboxes.ts';
import { misbehaviourPage } from '../pages/misbehaviours.ts';
import { UnknownPlace } from '../post-office.ts';
import type { PostOffice } from '../post-office.ts';
import { sendLetter } from './compose.ts';
import type { Letter, Receiver } from './compose.ts';
import { MENU, menuAction } from './menu.ts';
import { openMail, summariseMail, summariseMailbox, summariseSent } from './summary.ts';

export interface ControlWorld {
  office: PostOffice;
  outbox: Outbox;
  misbehave: Misbehave;
  certificate: string;
  /** Hubdesk's own SMTP receiver, for mail to addresses without a simulated mailbox. */
  receiver: Receiver;
  /** How to connect, in lines for the front page. */
  connection: () => [what: string, how: string][];
  now(): Date;
}

type Place = { Params: { address: string; uid: string }; Querystring: { folder?: string } };

/** Every address answers HTML, or JSON where the client accepts that. Unknown mailboxes, folders and UIDs are 404. */
export async function controlRoutes(app: FastifyInstance, world: ControlWorld): Promise<void> {
  const style = await readFile(new URL('../pages/style.css', import.meta.url));
  app.get('/style.css', (_request, reply) => reply.type('text/css').send(style));
  app.get('/certificate.pem', (_request, reply) => reply.type('application/x-pem-file').send(world.certificate));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error instanceof UnknownPlace ? 404 : (error.statusCode ?? 500);
    return answer(
      request,
      reply.code(status),
      { error: error.message },
      () => html`<p>${error.message}</p>`,
      'That did not work',
    );
  });
  mailboxRoutes(app, world);
  mailRoutes(app, world);
  sentRoutes(app, world);
  writingRoutes(app, world);
  misbehaviourRoutes(app, world);
}

function mailboxRoutes(app: FastifyInstance, { office, outbox, connection }: ControlWorld): void {
  const mailboxes = () => [...office.mailboxes.values()].map(summariseMailbox);
  const sent = () => outbox.sent.map(summariseSent);
  app.get('/', (request, reply) =>
    answer(
      request,
      reply,
      { mailboxes: mailboxes(), sent: sent().length },
      () => overviewPage(connection(), mailboxes(), sent()),
      'E-mail',
    ),
  );
  app.get('/mailboxes', () => mailboxes());
  app.post('/mailboxes', (request, reply) => {
    const { address = '', password, name, oauth } = parametersOf(request.body);
    if (!/^[^@\s]+@[^@\s]+$/.test(address)) return reply.code(422).send({ error: 'An address is needed.' });
    office.addUser({ address, password, name, oauth: oauth === 'google' || oauth === 'microsoft' ? oauth : undefined });
    return done(request, reply.code(201), { address }, '/');
  });
}

function mailRoutes(app: FastifyInstance, { office }: ControlWorld): void {
  app.get<Place>('/mailboxes/:address/mails', (request, reply) => {
    const { params, query } = request;
    const mails = office.mails(params.address, query.folder).map(summariseMail).toReversed();
    const mailbox = summariseMailbox(office.mailbox(params.address));
    const folder = office.folder(params.address, query.folder).path;
    return answer(request, reply, mails, () => mailboxPage(mailbox, folder, mails), params.address);
  });
  app.post<Place>('/mailboxes/:address/mails', (request, reply) => {
    const { params } = request;
    const { raw = '', folder, flags } = parametersOf(request.body);
    const uid = office.deliver(params.address, raw, { folder, flags: flags?.split(' ') });
    return reply.code(201).send({ uid });
  });
  app.get<Place>('/mailboxes/:address/mails/:uid', async (request, reply) => {
    const { params, query } = request;
    const { mail, folder } = office.mail(params.address, Number(params.uid), query.folder);
    const content = await openMail(mail.raw);
    const data = { ...summariseMail(mail), ...content, raw: mail.raw.toString('latin1') };
    return answer(
      request,
      reply,
      data,
      () => mailPage(params.address, folder.path, mail.uid, content),
      content.subject,
    );
  });
  app.get<Place>('/mailboxes/:address/mails/:uid/source', ({ params, query }, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(office.mail(params.address, Number(params.uid), query.folder).mail.raw),
  );
}

function sentRoutes(app: FastifyInstance, { outbox }: ControlWorld): void {
  app.get('/sent', () => outbox.sent.map(summariseSent));
  app.get<{ Params: { number: string } }>('/sent/:number', async (request, reply) => {
    const { params } = request;
    const mail = outbox.sent[Number(params.number)];
    if (!mail) throw new UnknownPlace(`No mail number ${params.number} was sent`);
    const content = await openMail(mail.raw);
    const data = { ...summariseSent(mail, Number(params.number)), ...content, raw: mail.raw.toString('latin1') };
    return answer(request, reply, data, () => sentPage(data, content), content.subject);
  });
}

function writingRoutes(app: FastifyInstance, world: ControlWorld): void {
  const { office, receiver } = world;
  app.get<{ Querystring: Partial<Letter> }>('/mails/new', (request, reply) =>
    answer(request, reply, request.query, () => composePage(request.query, receiver), 'Write as a customer'),
  );
  app.post('/mails', async (request, reply) => {
    const { from = '', to = '', subject = '', text = '', ...rest } = parametersOf(request.body);
    if (!from.includes('@') || !to.includes('@')) {
      return answer(
        request,
        reply.code(422),
        { error: 'From and To are needed.' },
        () => html`<p>From and To are needed.</p>`,
        'Not sent',
      );
    }
    const delivered = await sendLetter(office, { from, to, subject, text, ...rest }, receiver, world.now());
    const status = delivered.some((entry) => entry.failure) ? 502 : 201;
    return answer(
      request,
      reply.code(status),
      { delivered },
      () => deliveredPage(delivered),
      status === 201 ? 'Sent' : 'Not sent',
    );
  });
}

function misbehaviourRoutes(app: FastifyInstance, { office, misbehave }: ControlWorld): void {
  app.get('/misbehaviours', (request, reply) => {
    const list = MENU.flatMap((group) => group.entries).map(({ name, label, fields }) => ({ name, label, fields }));
    const addresses = [...office.mailboxes.values()].map((mailbox) => mailbox.address);
    return answer(request, reply, list, () => misbehaviourPage(MENU, addresses), 'Misbehaviour');
  });
  app.post<{ Params: { name: string } }>('/misbehaviours/:name', (request, reply) => {
    const { params } = request;
    const action = menuAction(params.name, parametersOf(request.body));
    if (!action) throw new UnknownPlace(`There is no misbehaviour ${params.name}`);
    return done(request, reply, { done: params.name, result: action(misbehave) ?? null }, '/misbehaviours');
  });
  const stop = (request: Asked, reply: FastifyReply) => {
    misbehave.stop();
    return done(request, reply, { done: 'stop' }, '/misbehaviours');
  };
  app.delete('/misbehaviours', stop);
  // A form can only POST.
  app.post('/misbehaviours', stop);
}

type Asked = Pick<FastifyRequest, 'headers'>;

function wantsJson(request: Asked): boolean {
  return !(request.headers.accept ?? '').includes('text/html');
}

function answer(request: Asked, reply: FastifyReply, data: unknown, body: () => Html, title: string): FastifyReply {
  return wantsJson(request) ? reply.send(data) : reply.type('text/html').send(page(title, body()));
}

function done(request: Asked, reply: FastifyReply, data: unknown, back: string): FastifyReply {
  return wantsJson(request) ? reply.send(data) : reply.redirect(back, 303);
}
