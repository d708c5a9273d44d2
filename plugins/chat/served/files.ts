// Files of a conversation: up from visitors, down to them; nothing in one can act on a page.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { readFileToken, type FileTicket } from '../visitor/tokens.ts';
import { isPicture } from './sniffing.ts';
import { upload } from './uploading.ts';

/** Bytes; more than an account may allow. */
const BODY_LIMIT = 26 * 1024 * 1024;

export function fileRoutes(
  server: FastifyInstance,
  context: PluginContext,
  accountFor: (request: FastifyRequest) => AccountContext | null,
): void {
  /** Before the body is read: also a refusal must be readable on the site. */
  const open = async (request: FastifyRequest, reply: FastifyReply) => {
    const account = accountFor(request);
    if (!account) return reply.code(403).send({ error: 'not_allowed', message: 'This site may not use the chat.' });
    reply.header('vary', 'origin').header('cross-origin-resource-policy', 'cross-origin');
    if (request.headers.origin) reply.header('access-control-allow-origin', request.headers.origin);
    return undefined;
  };

  server.options('/files', { onRequest: open }, async (_request, reply) =>
    reply
      .code(204)
      .header('access-control-allow-methods', 'POST')
      .header('access-control-allow-headers', 'authorization, content-type, x-client-id')
      .header('access-control-max-age', '86400')
      .send(),
  );

  server.post('/files', { onRequest: open, bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const answer = await upload(accountFor(request)!, context, request as never);
    return reply.code(answer.status).send(answer.body);
  });

  server.get<{ Params: { token: string } }>('/files/:token', (request, reply) =>
    send(context, request.params.token, reply),
  );
}

async function send(context: PluginContext, token: string, reply: FastifyReply): Promise<FastifyReply> {
  const ticket = readFileToken(context, token);
  const file = ticket && (await fileOf(context, ticket));
  if (!file) return reply.code(404).send({ error: 'not_found', message: 'There is no such file.' });
  return reply
    .type(isPicture(file.type) ? file.type : safeType(file.type))
    .header('content-length', file.bytes)
    .header('content-disposition', disposition(isPicture(file.type), ticket.name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, max-age=86400, immutable')
    .send(file.stream);
}

async function fileOf(context: PluginContext, ticket: FileTicket) {
  const account = context.accounts().find(({ account: { publicId } }) => publicId === ticket.account);
  if (!account) return null;
  if (ticket.arrival) {
    const arrival = await account.arrival(ticket.arrival);
    if (!arrival || arrival.meta?.visitor !== ticket.visitor) return null;
    return { type: arrival.type, bytes: arrival.body.byteLength, stream: Readable.from(Buffer.from(arrival.body)) };
  }
  const file = ticket.file ? await account.file(ticket.file) : null;
  return file && { type: file.type, bytes: file.bytes, stream: file.stream() };
}

/** Players need the type of sounds and films; everything else is only bytes to keep. */
function safeType(type: string): string {
  return /^(audio|video)\/[\w.+-]+$/.test(type) || type === 'application/pdf' ? type : 'application/octet-stream';
}

/** RFC 6266 with RFC 8187. */
function disposition(isInline: boolean, name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_');
  const full = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${isInline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${full}`;
}
