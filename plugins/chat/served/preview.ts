// The style of a preview with its colours: pages of the desk allow no styles inside.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyReply } from 'fastify';
import { inkOn } from '../../../core/contract/ink.ts';

const FILE = fileURLToPath(new URL('../views/preview.css', import.meta.url));

/** `colour` is `rrggbb`; what is none gives the default. */
export function previewStyle(colour: string, reply: FastifyReply): FastifyReply {
  const accent = /^[0-9a-f]{6}$/i.test(colour) ? `#${colour.toLowerCase()}` : '#1f6b45';
  return reply
    .type('text/css; charset=utf-8')
    .header('cache-control', 'public, max-age=3600')
    .send(`${readFileSync(FILE, 'utf8')}.chat-preview { --w: ${accent}; --w-ink: ${inkOn(accent)}; }\n`);
}
