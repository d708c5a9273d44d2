// The desk's cookies: the session, and what is said once on the next page.
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface CookieJar {
  session(request: FastifyRequest): string | undefined;
  keepSession(reply: FastifyReply, token: string): void;
  dropSession(reply: FastifyReply): void;
  /** A text key and its values, shown once as a toast on the next page. */
  say(reply: FastifyReply, key: string, values?: Record<string, string | number>): void;
  /** Takes what was said, and forgets it. */
  said(request: FastifyRequest, reply: FastifyReply): { key: string; values: Record<string, string | number> } | null;
  /** The device's choice of light or dark. */
  theme(request: FastifyRequest): 'light' | 'dark' | undefined;
  dropTheme(reply: FastifyReply): void;
}

const MONTH = 30 * 24 * 3600;

/** Names carry the port on plain http, where every desk on a machine would else share its cookies. */
export function cookieJar(publicUrl: string): CookieJar {
  const { protocol, port } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const name = (what: string) => (secure ? `__Host-${what}` : `${what}${port}`);
  const base: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  return {
    session: (request) => request.cookies[name('session')],
    keepSession: (reply, token) => void reply.setCookie(name('session'), token, { ...base, maxAge: MONTH }),
    dropSession: (reply) => void reply.clearCookie(name('session'), base),
    say(reply, key, values = {}) {
      const text = Buffer.from(JSON.stringify({ key, values })).toString('base64url');
      reply.setCookie(name('said'), text, { ...base, maxAge: 60 });
    },
    said(request, reply) {
      const text = request.cookies[name('said')];
      if (!text) return null;
      reply.clearCookie(name('said'), base);
      return readSaid(text);
    },
    theme(request) {
      const theme = request.cookies.theme;
      return theme === 'light' || theme === 'dark' ? theme : undefined;
    },
    dropTheme: (reply) => void reply.clearCookie('theme', { path: '/', sameSite: 'lax', secure }),
  };
}

function readSaid(text: string): { key: string; values: Record<string, string | number> } | null {
  try {
    const { key, values } = JSON.parse(Buffer.from(text, 'base64url').toString()) as { key: unknown; values: unknown };
    const plain = Object.entries(values as object).filter(([, value]) => ['string', 'number'].includes(typeof value));
    return typeof key === 'string' && /^([a-z0-9]+\.)?said\./.test(key)
      ? { key, values: Object.fromEntries(plain) }
      : null;
  } catch {
    return null;
  }
}
