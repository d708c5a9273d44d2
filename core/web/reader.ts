// For whom a page is made: language and time zone, with the names that texts and channels have for them.
import type { FastifyRequest } from 'fastify';
import type { Timing } from './present/due.ts';
import type { Present } from './present/marks.ts';
import type { WebParts } from './rooms.ts';

export function presentFor(parts: WebParts, request: FastifyRequest): Present {
  const { language, timeZone } = request.viewContext;
  return { locales: parts.locales, channels: parts.rooms.channels, language, timeZone };
}

/** How the reader writes moments, and which one it is. */
export function timingFor({ renderer, rooms }: WebParts, request: FastifyRequest): Timing {
  const { language, timeZone } = request.viewContext;
  return { writer: renderer.writer(language, timeZone), now: rooms.clock.now() };
}
