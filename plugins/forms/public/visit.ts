// One visit of a form's page: which form, in which frame and language; and how its pages are answered.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { FormField } from '../form/definition.ts';
import { loadForm } from '../form/store.ts';
import type { FormSettings } from '../settings.ts';
import { sheetOf } from './colours.ts';
import { languageFor } from './language.ts';

export interface Visit {
  account: AccountContext;
  settings: FormSettings;
  fields: FormField[];
  /** Shown in a page of another site. */
  embed: boolean;
  language: string;
  /** Where the form posts to, and the query that keeps its language and theme. */
  base: string;
  tail: string;
  /** Of frames, whose page is light or dark by itself; absent: as the device says. */
  theme?: 'light' | 'dark';
  /** The page that led here, as an address; may be empty. */
  from: string;
  query: Record<string, unknown>;
  ip: string;
  say(key: string, params?: Record<string, string | number>): string;
  reply: FastifyReply;
}

export async function visitOf(
  context: PluginContext,
  request: FastifyRequest,
  reply: FastifyReply,
  embed: boolean,
): Promise<Visit | null> {
  const { id } = request.params as { id: string };
  const account = context.accounts().find((one) => one.account.uniqueId === id);
  if (!account) return null;
  const settings = account.account.settings as unknown as FormSettings;
  const query = { ...(request.query as Record<string, unknown>) };
  const own = (await context.workspace()).language;
  const language = languageFor(settings.language, query.lang, request.headers['accept-language'], own);
  const theme = themeOf(embed, query.theme);
  return {
    ...{ account, settings, embed, language, query, reply, theme },
    tail: `?${new URLSearchParams({ lang: language, ...(theme && { theme }) })}`,
    fields: (await loadForm(account)).definition.fields,
    base: `/f/${account.account.uniqueId}${embed ? '/embed' : ''}`,
    from: webAddress(query.from ?? request.headers.referer),
    ip: request.ip,
    say: (key, params) => context.text(language, key, params),
  };
}

/** Most sites are light whatever the device prefers. */
function themeOf(embed: boolean, asked: unknown): Visit['theme'] {
  if (asked === 'light' || asked === 'dark') return asked;
  return embed && asked !== 'auto' ? 'light' : undefined;
}

export function webAddress(given: unknown): string {
  const text = typeof given === 'string' ? given.slice(0, 500) : '';
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : '';
}

/** Where people are sent after the form; null when they stay. Looked at again here: only https leads away. */
export function leadsTo({ after, redirect }: FormSettings): URL | null {
  const url = after === 'redirect' ? URL.parse(redirect ?? '') : null;
  return url?.protocol === 'https:' && url.username === '' ? url : null;
}

/** Of a form nobody knows, or that is switched off. */
export async function closedPage(context: PluginContext, request: FastifyRequest, reply: FastifyReply) {
  const own = (await context.workspace()).language;
  const language = languageFor('browser', undefined, request.headers['accept-language'], own);
  guard(reply, { embed: true, leads: null });
  const html = context.draw('public/closed', { language, title: context.text(language, 'public.closed') }, language);
  return reply.code(404).type('text/html; charset=utf-8').send(html);
}

export function sendPage(visit: Visit, view: string, model: object, status = 200): FastifyReply {
  const { account, settings, embed, language, base, tail, theme, reply } = visit;
  guard(reply, { embed, leads: leadsTo(settings) });
  const frame = {
    language,
    ...{ base, tail, theme },
    embed,
    title: settings.title || settings.name,
    sheet: sheetOf(settings.colour),
  };
  const html = account.draw(`public/${view}`, { ...frame, ...model }, language);
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

/** Only our own style and script; browsers hold a form's redirect to `form-action` as well. */
function guard(reply: FastifyReply, { embed, leads }: { embed: boolean; leads: URL | null }): void {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    `form-action 'self'${leads ? ` ${leads.origin}` : ''}`,
    "base-uri 'none'",
    `frame-ancestors ${embed ? '*' : "'none'"}`,
  ];
  // The desk's own pages may stand in no frame; this header of theirs knows no exception.
  if (embed) reply.raw.removeHeader('x-frame-options');
  reply.header('content-security-policy', policy.join('; ')).header('cache-control', 'no-store');
}
