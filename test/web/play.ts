// A small desk without a database behind the gallery's pages: answers forms and pushes, remembers what was asked of it.
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import multipart from '@fastify/multipart';
import type { WebSocket } from 'ws';
import { methodOverride, web } from '../../core/web/app.ts';
import type { ComposerModel } from '../../core/web/models/composer.ts';
import type { LogEntry, ThreadModel } from '../../core/web/models/conversation.ts';
import type { InboxPage } from '../../core/web/models/inbox.ts';
import { MAIL_FRAME_POLICY, policyHeader } from '../../core/web/policy.ts';
import { CLOSE_DIALOG, type Partial } from '../../core/web/replies.ts';
import { buildGallery, type Gallery } from './gallery.ts';
import { list, rows } from './gallery/inbox.ts';
import { mentions, palette } from './gallery/others.ts';
import { ago, frame, inboxLists, lena, whatsapp } from './gallery/people.ts';
import { confirmation } from './gallery/settings.ts';
import { aside, commentComposer, composer, mailComposer, thread } from './gallery/thread.ts';

export interface Play {
  server: FastifyInstance;
  gallery: Gallery;
  /** Requests that changed something: method, path and fields. */
  asked: { method: string; url: string; body: Record<string, unknown>; htmx: boolean }[];
  /** Messages of the live line in order. */
  heard: Record<string, unknown>[];
  sockets: Set<WebSocket>;
  push(partials: Partial[], cursor: number): void;
  /** Resolves when something was asked or heard that matches. */
  until<T>(find: () => T | undefined): Promise<T>;
}

const conversation = (
  id: number,
  own: ComposerModel = composer,
): InboxPage & { thread: ThreadModel & { composer: ComposerModel } } => ({
  title: `Conversation ${id}`,
  view: 'thread',
  topics: `conversation:${id} inbox:1`,
  lists: inboxLists,
  list: { ...list, rows: rows.map((row) => ({ ...row, current: row.id === id })), more: undefined },
  thread: {
    ...thread,
    id,
    subject: `Conversation ${id}`,
    address: `/conversations/${id}`,
    earlier: undefined,
    entries: [
      {
        kind: 'mail',
        id: id * 100,
        author: lena,
        at: ago(60),
        channel: whatsapp,
        line: 'to us',
        parts: [{ kind: 'frame', id, src: `/messages/${id}/body` }],
      },
      ...Array.from({ length: 30 }, (_, index): LogEntry => ({
        kind: 'said',
        id: id * 100 + index + 1,
        author: lena,
        at: ago(30),
        parts: [{ kind: 'text', text: `Message ${index}` }],
      })),
    ],
    composer: {
      ...own,
      id,
      key: own.key === 'k-1' ? `k-${id}` : own.key,
      address: `/conversations/${id}/messages`,
      switchAddress: `/conversations/${id}/composer`,
      draftAddress: `/conversations/${id}/draft`,
    },
  },
  aside,
});

const MAIL = `<!doctype html><html><head><base target="_blank"></head><body style="margin:0"><div style="height:700px">Guten Tag</div><script>parent.document.title='taken over'</script><a href="https://radwerk.example">x</a></body></html>`;

export async function play(): Promise<Play> {
  const gallery = buildGallery();
  const server = Fastify({ rewriteUrl: methodOverride });
  const asked: Play['asked'] = [];
  const heard: Play['heard'] = [];
  const sockets = new Set<WebSocket>();
  await server.register(websocket);
  await server.register(multipart, { attachFieldsToBody: 'keyValues' });
  await server.register(web, {
    renderer: gallery.renderer,
    assets: gallery.assets,
    https: false,
    onError: () => undefined,
    viewContext: () => ({ language: 'en', timeZone: 'Europe/Berlin', csrfToken: 'token', frame }),
  });
  server.addHook('preHandler', async (request) => {
    if (request.method !== 'GET') asked.push(noted(request));
  });
  await server.register(async (scope) => {
    scope.get('/live', { websocket: true }, (socket) => {
      sockets.add(socket);
      socket.on('message', (data: Buffer) => heard.push(JSON.parse(String(data)) as Record<string, unknown>));
      socket.on('close', () => sockets.delete(socket));
    });
  });
  answers(server);
  const push: Play['push'] = (partials, cursor) => {
    const html = partials.map(
      ({ target, swap, html: inner }) =>
        `<hx-partial hx-target="${target}" hx-swap="${swap ?? 'outerMorph'}">${inner}</hx-partial>`,
    );
    for (const socket of sockets) socket.send(JSON.stringify({ cursor, html: html.join('') }));
  };
  return { server, gallery, asked, heard, sockets, push, until };
}

function noted(request: FastifyRequest): Play['asked'][number] {
  const body = (request.body ?? {}) as Record<string, unknown>;
  return { method: request.method, url: request.url, body, htmx: request.headers['hx-request'] === 'true' };
}

async function until<T>(find: () => T | undefined): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((done) => setTimeout(done, 20))) {
    const found = find();
    if (found !== undefined) return found;
  }
  throw new Error('nothing of the kind was asked or heard');
}

type Id = { Params: { id: string } };

function answers(server: FastifyInstance): void {
  server.get<Id>('/conversations/:id', (request, reply) =>
    reply.page('inbox/page', conversation(Number(request.params.id))),
  );
  server.post<Id>('/conversations/:id/messages', (request, reply) => {
    const id = Number(request.params.id);
    const body = request.body as Record<string, string>;
    const next = conversation(id, { ...composer, key: 'k-next', text: '', html: undefined }).thread.composer;
    if (request.headers['hx-request'] !== 'true') return reply.goTo(`/conversations/${id}`);
    const entry: LogEntry = {
      kind: 'said',
      id: 9999,
      ours: true,
      author: lena,
      at: ago(0),
      parts: [{ kind: 'text', text: body.text ?? '' }],
    };
    return reply.partials([
      { target: `#typing-${id}`, swap: 'beforebegin', html: reply.view('conversation/entries', { entries: [entry] }) },
      { target: `#composer-${id}`, html: reply.view('conversation/composer', next) },
    ]);
  });
  server.post<Id>('/conversations/:id/composer', (request, reply) => {
    const id = Number(request.params.id);
    const { way, text } = request.body as Record<string, string>;
    const own = way === 'comment' ? commentComposer : way === '1' ? mailComposer : composer;
    const next = conversation(id, { ...own, key: `k-${id}`, text: text ?? '' }).thread.composer;
    return reply.partials([{ target: `#composer-${id}`, html: reply.view('conversation/composer', next) }]);
  });
  server.post<Id>('/conversations/:id/draft', (_request, reply) => reply.code(204).send());
  server.post<Id>('/conversations/:id/closure', (request, reply) => reply.goTo(`/conversations/${request.params.id}`));
  server.get<Id>('/messages/:id/body', (_request, reply) =>
    reply.header('content-security-policy', policyHeader(MAIL_FRAME_POLICY)).type('text/html').send(MAIL),
  );
  server.post('/files', (_request, reply) =>
    reply.type('text/html').send(reply.view('conversation/composer/file', { id: 77, name: 'Rechnung.pdf', bytes: 5 })),
  );
  server.get('/mentions', (_request, reply) =>
    reply.type('text/html').send(reply.view('shared/suggestions', mentions)),
  );
  server.get('/palette', (_request, reply) => reply.type('text/html').send(reply.view('palette/found', palette)));
  server.get('/inbox/:list', (_request, reply) => reply.page('inbox/page', { ...conversation(12), title: 'Mine' }));
  server.get('/dialog', (_request, reply) => reply.dialog({ ...confirmation, action: '/dialog' }));
  server.post('/dialog', (request, reply) => {
    const { again } = request.body as Record<string, string>;
    if (again) return reply.dialog({ ...confirmation, action: '/dialog', error: 'Not yet.' }, 422);
    return reply.partials([CLOSE_DIALOG, { target: '#list-count', swap: 'textContent', html: '37' }]);
  });
  server.post('/failing', () => {
    throw new Error('planted');
  });
}
