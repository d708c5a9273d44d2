// What strangers and their pages ask for: the form's page, its embedded variant, what they send, styles and scripts.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PluginContext } from '../../core/contract/context.ts';
import { LARGEST_BODY } from './answers/body.ts';
import { colourSheet } from './public/colours.ts';
import { confirm, formPage, submit } from './public/submit.ts';
import { closedPage, leadsTo, sendPage, visitOf, type Visit } from './public/visit.ts';

const ASSETS = {
  'form.css': 'text/css',
  'form.js': 'text/javascript',
  'editor.css': 'text/css',
  'editor.js': 'text/javascript',
  'embed.js': 'text/javascript',
} as const;

/** `/channels/forms/…` */
export async function routes(server: FastifyInstance): Promise<void> {
  for (const [name, type] of Object.entries(ASSETS)) {
    const text = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`;
    server.get(`/${name}`, async (_request, reply) => {
      // Pages of other sites load the embedding script.
      reply.header('cross-origin-resource-policy', 'cross-origin').header('etag', tag);
      return reply.header('cache-control', 'public, max-age=600').type(`${type}; charset=utf-8`).send(text);
    });
  }
  server.get<{ Querystring: { c?: string } }>('/colour.css', async (request, reply) => {
    const sheet = colourSheet(`#${request.query.c}`);
    return reply.header('cache-control', 'public, max-age=86400').type('text/css; charset=utf-8').send(sheet);
  });
}

/** `/f/…` */
export async function publicRoutes(server: FastifyInstance, context: PluginContext): Promise<void> {
  const visiting = (embed: boolean, work: (visit: Visit, request: FastifyRequest) => unknown) => {
    return async (request: FastifyRequest, reply: FastifyReply) => {
      const visit = await visitOf(context, request, reply, embed);
      return visit ? work(visit, request) : closedPage(context, request, reply);
    };
  };
  for (const embed of [false, true]) {
    const at = embed ? '/:id/embed' : '/:id';
    const sends = { bodyLimit: LARGEST_BODY };
    server.get(
      at,
      visiting(embed, (visit) => formPage(visit)),
    );
    server.get(`${at}/sent`, visiting(embed, sentPage));
    server.post(
      at,
      sends,
      visiting(embed, (visit, request) => submit(visit, ...postedBy(request))),
    );
    server.post(
      `${at}/confirm`,
      sends,
      visiting(embed, (visit, request) => confirm(visit, ...postedBy(request))),
    );
  }
}

function postedBy({ body, headers }: FastifyRequest): [Buffer, string] {
  return [Buffer.isBuffer(body) ? body : Buffer.alloc(0), headers['content-type'] ?? ''];
}

/** A frame cannot be led elsewhere for its page; the page around it is asked to go, and there is a link. */
function sentPage(visit: Visit): FastifyReply {
  const { settings, say, embed, base, tail } = visit;
  const leads = leadsTo(settings);
  const thanks = settings.after === 'message' ? settings.thanks?.trim() : undefined;
  return sendPage(visit, 'sent', {
    text: thanks || say('public.thanks'),
    leads: leads?.href,
    again: leads && !embed ? undefined : base + tail,
  });
}
