// The addresses of telephones: the script that makes a page one, and the line on which it speaks SIP.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { PluginContext } from '../../core/contract/context.ts';
import { hearing } from './calls/hearing.ts';
import { extensionOf } from './line/agents.ts';
import { hubOf } from './line/hub.ts';
import { CLOSED } from './line/limits.ts';
import { Phone } from './line/phone.ts';
import { script } from './line/script.ts';
import { readTicket } from './line/ticket.ts';

type Asked = FastifyRequest<{ Querystring: { ticket?: string } }>;

/** `/channels/pbx/…` */
export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  server.addHook('preClose', async () => hubOf(context).close(null, 1001));
  server.get('/phone.js', async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('text/javascript; charset=utf-8')
      .send(await script(context)),
  );
  server.get('/line', { websocket: true }, (socket, request) => open(context, socket, request as Asked));
}

function open(context: PluginContext, socket: WebSocket, { headers, query }: Asked): void {
  const ticket = readTicket(context, String(query.ticket ?? ''));
  const account = context.accounts().find((one) => one.account.publicId === ticket?.account);
  const isOurs = headers.origin === new URL(context.publicUrl).origin;
  if (!ticket || !account || !isOurs || !extensionOf(account, ticket.userId)) return socket.close(CLOSED.notAllowed);
  const hub = hubOf(context);
  const before = hub.phone(ticket.account, ticket.userId);
  // The newest has it; one that talks is left alone.
  if (before?.isOpen && before.isBusy) return socket.close(CLOSED.elsewhere);
  hub.add(new Phone(socket, context, hub, ticket, hearing));
  before?.close(CLOSED.elsewhere);
  return undefined;
}
