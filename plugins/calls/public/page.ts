// The page from which people call: a link to send, or a frame inside another page.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { ancestorsOf } from '../../../core/contract/sites.ts';
import { noticeOf } from '../recording/consents.ts';
import { settingsOf } from '../settings.ts';

type Asked = FastifyRequest<{ Querystring: { embed?: string } }>;

export function callPage(account: AccountContext, request: Asked, reply: FastifyReply): FastifyReply {
  const settings = settingsOf(account.account);
  const { title, domains, colour, greeting, askName, consentText, voicemail, longest } = settings;
  const language = languageOf(request);
  const config = {
    ...{ id: account.account.publicId, title, askName, consentText: consentText ?? '', greeting: greeting ?? '' },
    ...{ longest: voicemail ? longest : 0, embedded: request.query.embed === '1' },
    recordingNotice: noticeOf(account, language),
    texts: textsOf(account, language),
  };
  const html = account.draw(
    'page',
    { title, language, colour: colour.slice(1), config: JSON.stringify(config) },
    language,
  );
  return send(reply, html, domains);
}

/** The same answer for what never was and for what is switched off. */
export function nobodyPage(context: PluginContext, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request);
  return send(reply.code(404), context.draw('nobody', { language }, language), []);
}

function send(reply: FastifyReply, html: string, domains: string[]): FastifyReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestorsOf(domains)}`,
  ];
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy.join('; '))
    .removeHeader('x-frame-options')
    .send(html);
}

export function languageOf({ headers }: FastifyRequest): 'en' | 'de' {
  return /^\s*de\b/i.test(String(headers['accept-language'] ?? '')) ? 'de' : 'en';
}

/** The page's own words; the rest of the channel's texts are for the desk. */
export function textsOf(context: PluginContext, language: 'en' | 'de'): Record<string, string> {
  return context.once(`caller texts ${language}`, () => {
    const file = fileURLToPath(new URL(`../locales/${language}.json`, import.meta.url));
    const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
    return Object.fromEntries(all.filter(([key]) => key.startsWith('caller.')));
  });
}
