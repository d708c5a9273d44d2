// The addresses of website calls: the page, its script and style, the socket, voice messages, the line for other sites.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CLOSED } from '../../core/contract/close-codes.ts';
import type { AccountContext, PluginContext } from '../../core/contract/context.ts';
import { inkOn } from '../../core/contract/ink.ts';
import { act, greet, left } from './line/acts.ts';
import { hubOf } from './line/hub.ts';
import { Session } from './line/session.ts';
import { callPage, nobodyPage, textsOf } from './public/page.ts';
import { LARGEST_MESSAGE, takeVoice } from './public/voice.ts';
import { recordingRoutes } from './recording/route.ts';
import { settingsOf } from './settings.ts';

type Asked = FastifyRequest<{ Querystring: { id?: string } }>;

const WIDGET = fileURLToPath(new URL('./widget/', import.meta.url));

/** `/channels/calls/…` */
export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  const hub = hubOf(context);
  server.addHook('preClose', async () => hub.close(null, CLOSED.tryLater));
  const files = { 'caller.js': ['text/javascript', callerScript()], 'caller.css': ['text/css', partOf('caller.css')] };
  for (const [name, [type, text]] of Object.entries(files) as [string, [string, string]][]) {
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`;
    server.get(`/${name}`, async (_request, reply) =>
      reply
        .header('etag', tag)
        .header('cache-control', 'public, max-age=600')
        .type(`${type}; charset=utf-8`)
        .send(text),
    );
  }
  server.get<{ Querystring: { c?: string } }>('/colour.css', async (request, reply) => {
    const colour = /^[0-9a-f]{6}$/i.test(request.query.c ?? '') ? `#${request.query.c}` : '#1f6b45';
    const sheet = `:root { --w: ${colour}; --w-ink: ${inkOn(colour)}; }\n`;
    return reply.header('cache-control', 'public, max-age=86400').type('text/css; charset=utf-8').send(sheet);
  });
  embedRoute(server, context);
  lineRoutes(server, context);
  recordingRoutes(server, context);
}

function partOf(name: string): string {
  return readFileSync(join(WIDGET, name), 'utf8');
}

/** The parts of the page's script in the order of their names, as one block: nothing of it is seen outside. */
function callerScript(): string {
  const parts = readdirSync(WIDGET).filter((name) => /^\d.*\.js$/.test(name));
  return `(() => {\n'use strict';\n${parts.sort().map(partOf).join('\n')}})();\n`;
}

function lineRoutes(server: FastifyInstance, context: PluginContext): void {
  const hub = hubOf(context);
  server.get('/socket', { websocket: true }, (socket, request) => {
    const account = accountOf(context, request as Asked);
    // The page is one of the desk itself, in a frame or not: nobody else speaks here.
    if (!account || request.headers.origin !== new URL(context.publicUrl).origin)
      return socket.close(CLOSED.notAllowed);
    const { publicId } = account.account;
    if (!hub.lines.hasRoom(request.ip, publicId)) return socket.close(CLOSED.tooFast);
    void new Session(socket, { plugin: context, hub, account: publicId, address: request.ip }, { greet, act, left });
    return undefined;
  });

  server.post('/messages', { bodyLimit: LARGEST_MESSAGE }, async (request, reply) => {
    const account = accountOf(context, request as Asked);
    if (!account) return reply.code(404).send({ error: 'not_found', message: 'Nobody can be called here.' });
    const answer = await takeVoice(account, hub, request as never);
    return reply.code(answer.status).send(answer.body);
  });
}

/** The one line of a site: a button, and the page in a frame once somebody presses it. */
function embedRoute(server: FastifyInstance, context: PluginContext): void {
  const code = partOf('embed.js');
  server.get('/embed.js', async (request, reply) => {
    const account = accountOf(context, request as Asked);
    reply.type('text/javascript; charset=utf-8').header('cross-origin-resource-policy', 'cross-origin');
    if (!account)
      return reply.header('cache-control', 'no-store').send(`console.warn("Hubdesk calls: nobody has this id.");\n`);
    const { colour, position } = settingsOf(account.account);
    const words = (language: 'en' | 'de') => {
      const texts = textsOf(context, language);
      return { open: texts['caller.open'], close: texts['caller.close'] };
    };
    const { uniqueId, title } = account.account;
    const look = { colour, ink: inkOn(colour), position, texts: { en: words('en'), de: words('de') } };
    const config = { page: `${context.publicUrl}/c/${uniqueId}`, title, ...look };
    const literal = JSON.stringify(config).replace(
      /[<\u2028\u2029]/g,
      (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return reply
      .header('cache-control', 'public, max-age=60')
      .send(`((config) => {\n'use strict';\n${code}\n})(${literal});\n`);
  });
}

/** `/c/<address>` */
export async function publicRoutes(server: FastifyInstance, context: PluginContext): Promise<void> {
  server.get<{ Params: { address: string }; Querystring: { embed?: string } }>('/:address', async (request, reply) => {
    const account = context.accounts().find(({ account: { uniqueId } }) => uniqueId === request.params.address);
    return account ? callPage(account, request, reply) : nobodyPage(context, request, reply);
  });
}

function accountOf(context: PluginContext, { query }: Asked): AccountContext | null {
  return context.accounts().find(({ account }) => account.publicId === query.id) ?? null;
}
