// The addresses under /channels/chat: the script, the socket, files both ways, the hosted page, the preview's colours.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CLOSED } from '../../core/contract/close-codes.ts';
import type { AccountContext, PluginContext } from '../../core/contract/context.ts';
import { panelStyle } from './account/panel-style.ts';
import { isAllowedOrigin } from './account/domains.ts';
import { act, left, stays } from './line/acts.ts';
import { greet } from './line/greeting.ts';
import { hubOf } from './line/hub.ts';
import { Session } from './line/session.ts';
import { fileRoutes } from './served/files.ts';
import { framePage } from './served/frame.ts';
import { picture } from './served/picture.ts';
import { previewStyle } from './served/preview.ts';
import { nothingScript, sendScript } from './served/script.ts';
import { settingsOf } from './settings.ts';

type Asked = FastifyRequest<{ Querystring: { id?: string } }>;

export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  const hub = hubOf(context);
  server.addHook('preClose', async () => hub.lines.close(null, CLOSED.tryLater));

  server.get('/widget.js', async (request, reply) => {
    const account = accountOf(context, request as Asked);
    const why = account ? strange(account, request) : 'There is no chat with this id, or it is switched off.';
    reply.type('text/javascript; charset=utf-8').header('cross-origin-resource-policy', 'cross-origin');
    // Whether it may run depends on the site: shared caches must not mix them up.
    const shared = account && settingsOf(account.account).domains.length === 0 ? 'public' : 'private';
    if (why) return reply.header('cache-control', 'no-store').send(nothingScript(why));
    reply.header('cache-control', `${shared}, max-age=60`);
    return sendScript(account!, request.headers['accept-encoding'], reply);
  });

  server.get('/socket', { websocket: true }, (socket, request) => {
    const account = accountOf(context, request as Asked);
    if (!account || !isAllowed(account, request.headers.origin)) return socket.close(CLOSED.notAllowed);
    const { publicId } = account.account;
    if (!hub.lines.hasRoom(request.ip, publicId)) return socket.close(CLOSED.tooFast);
    const { origin, 'user-agent': agent = '' } = request.headers;
    const about = { plugin: context, hub, account: publicId, address: request.ip, agent, origin };
    void new Session(socket, about, { greet, act, stays, left });
    return undefined;
  });

  looks(server, context);
  fileRoutes(server, context, (request) => {
    const account = accountOf(context, request as Asked);
    return account && isAllowed(account, request.headers.origin) ? account : null;
  });
}

/** The hosted page, pictures and styles. */
function looks(server: FastifyInstance, context: PluginContext): void {
  server.get('/frame', async (request, reply) => {
    const account = accountOf(context, request as Asked);
    return account ? framePage(account, request, reply) : gone(reply);
  });

  server.get<{ Querystring: { v?: string } }>('/picture', async (request, reply) => {
    const account = accountOf(context, request as Asked);
    return account ? picture(account, request.query.v ?? '', reply) : gone(reply);
  });

  // For every site: there is nothing of an account in it.
  server.get('/panel.css', async (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(panelStyle(context).text),
  );

  server.get<{ Querystring: { colour?: string } }>('/preview.css', async (request, reply) =>
    previewStyle(request.query.colour ?? '', reply),
  );
}

function accountOf(context: PluginContext, { query }: Asked): AccountContext | null {
  return context.accounts().find(({ account }) => account.publicId === query.id) ?? null;
}

function isAllowed({ account, publicUrl }: AccountContext, origin: string | undefined): boolean {
  return isAllowedOrigin(origin, settingsOf(account).domains, publicUrl);
}

/** Browsers name the page that loads a script, unless it forbids them; the socket knows for sure. */
function strange(account: AccountContext, { headers }: FastifyRequest): string | null {
  const from = headers.referer ? URL.parse(headers.referer) : null;
  if (!from || isAllowed(account, from.origin)) return null;
  return `The site ${from.host} is not among the allowed domains of this chat.`;
}

function gone(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain; charset=utf-8').send('There is no chat here.');
}
