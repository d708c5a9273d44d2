// Files of the library that were sent as an address: whoever has it gets the file, until its entry is deleted.
import type { FastifyInstance } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import { isPublicId } from '../../kernel/ids.ts';
import type { WebParts } from '../rooms.ts';
import { sendFile } from './content.ts';

export function documentRoutes(server: FastifyInstance, { rooms }: WebParts): void {
  const { library, files } = rooms;
  server.get<{ Params: { key: string } }>(
    '/documents/:key/:name',
    { config: { permission: 'public' } },
    async (request, reply) => {
      const { key } = request.params;
      const entry = isPublicId(key) ? await library.entries.byPublicId(key) : null;
      const stored = entry?.file ? await files.find(entry.file.fileId) : null;
      if (!entry?.file || !stored) throw notFound('file');
      // A deleted entry is not given out any more.
      reply.header('cache-control', 'no-cache').header('x-robots-tag', 'noindex');
      return sendFile(request, reply, { ...entry.file, bytes: stored.bytes, hash: stored.hash }, files);
    },
  );
}
