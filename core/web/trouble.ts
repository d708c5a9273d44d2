// How trouble is answered: a page, a banner inside the page, or JSON, by who asks.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TroubleKind } from './models/trouble.ts';
import { isHtmx, wantsHtml } from './replies.ts';

export interface Trouble {
  status: number;
  /** Stable name, documented: `not_found`, `forbidden`. */
  code: string;
  /** Already written for the reader; else the text of the status is shown. */
  text?: string;
  /** For JSON only. */
  detail?: string;
  /** Field → sentence, for JSON only. */
  fields?: Record<string, string>;
  /** What stands in the sentence, for JSON only. */
  params?: Record<string, string | number>;
}

/**
 * Sends the trouble. htmx gets a banner in `#trouble` of the page it is on, where what was typed stays, unless it asked to
 * see a whole page; then, and for a plain browser, it is a page; for everybody else JSON `{ error: { code, message, fields?, params? } }`.
 */
export function troubleReply(request: FastifyRequest, reply: FastifyReply, trouble: Trouble): FastifyReply {
  if (!wantsHtml(request)) {
    const message = trouble.text ?? trouble.detail ?? trouble.code;
    const { fields = {}, params = {} } = trouble;
    const more = Object.entries({ fields, params }).filter(([, values]) => Object.keys(values).length > 0);
    return reply.code(trouble.status).send({ error: { code: trouble.code, message, ...Object.fromEntries(more) } });
  }
  const kind = KINDS[trouble.status] ?? (trouble.status >= 500 ? 'failed' : 'refused');
  if (isHtmx(request) && (request.method !== 'GET' || request.headers['hx-request-type'] !== 'full')) {
    const html = reply.view('trouble/banner', { kind, text: trouble.text });
    return reply
      .header('hx-push-url', 'false')
      .partials([{ target: '#trouble', swap: 'innerHTML', html }], trouble.status);
  }
  return reply.page(
    'trouble/page',
    { title: String(trouble.status), kind, text: trouble.text, status: trouble.status },
    trouble.status,
  );
}

/** Status → which texts (`trouble.<kind>.title`, `.text`) tell of it. */
const KINDS: Record<number, TroubleKind> = {
  401: 'signed-out',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  413: 'large',
  429: 'often',
};
