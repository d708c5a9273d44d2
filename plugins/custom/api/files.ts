// Files: brought by bridges before they publish a message with them, and fetched by them out of messages of the team.
import type { FastifyInstance } from 'fastify';
import type { Registry } from '../registry/registry.ts';
import { isProof, LARGEST_FILE } from '../registry/media.ts';
import { addFile } from '../store/files.ts';
import { allChannels } from '../store/channels.ts';
import { logoAddress } from '../registry/logo.ts';
import { WireError } from '../wire/errors.ts';
import type { Asked, Route } from './asking.ts';

export const fileRoutes: Route[] = [
  { method: 'POST', url: '/files/v3/files', answer: upload, bodyLimit: LARGEST_FILE + 64 * 1024 },
];

/** A form with the part `file`, as the public API takes it; other parts are read over. */
async function upload({ registry, bridge, request, reply }: Asked): Promise<object> {
  const file = await fileIn(request.body, request.headers['content-type'] ?? '');
  const content = Buffer.from(await file.arrayBuffer());
  if (content.length > LARGEST_FILE) throw new WireError('VALIDATION_ERROR', 'The file is larger than 25 MB.');
  const about = { name: file.name.slice(0, 200) || 'file', type: file.type || 'application/octet-stream', content };
  const { id, name, type, bytes, createdAt } = await addFile(registry.context, bridge.id, about);
  reply.code(201);
  return { id, name, type, size: bytes, createdAt: createdAt.toISOString(), archived: false };
}

async function fileIn(body: unknown, type: string): Promise<File> {
  const wrong = new WireError('VALIDATION_ERROR', 'Send the file as the part "file" of multipart/form-data.');
  if (!Buffer.isBuffer(body) || !/^multipart\/form-data\b/i.test(type)) throw wrong;
  const form = await new Response(body as never, { headers: { 'content-type': type } }).formData().catch(() => null);
  const file = form?.get('file');
  if (!file || typeof file === 'string') throw wrong;
  return file;
}

/** What is fetched without a token: by an address that nobody can make up. */
export function openFiles(server: FastifyInstance, { context }: Pick<Registry, 'context'>): void {
  server.get<{ Params: { id: string; proof: string } }>('/files/:id/:proof/:name', async (request, reply) => {
    const { id, proof } = request.params;
    const file = /^\d{1,12}$/.test(id) && isProof(context, Number(id), proof) ? await context.file(Number(id)) : null;
    if (!file) return reply.code(404).send();
    reply.header('content-disposition', 'attachment').header('x-content-type-options', 'nosniff');
    reply.header('content-length', file.bytes).header('cache-control', 'private, max-age=86400').type(file.type);
    return reply.send(file.stream());
  });

  server.get<{ Params: { name: string } }>('/logo/:name', async (request, reply) => {
    const wanted = `/channels/custom/logo/${request.params.name}`;
    const channel = (await allChannels(context)).find((one) => logoAddress(one) === wanted);
    const [, type, base64] = /^data:([^;]+);base64,(.*)$/s.exec(channel?.logo ?? '') ?? [];
    if (!type || !base64) return reply.code(404).send();
    // A drawing may hold more than shapes; on a page of its own nothing of it runs.
    reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'public, max-age=31536000, immutable');
    return reply.type(type).send(Buffer.from(base64, 'base64'));
  });
}
