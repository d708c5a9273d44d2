// How a route answers: whole pages, partials for htmx, redirects that both kinds of browser follow.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Views } from './models/views.ts';
import { escapeHtml } from './plain-text.ts';
import type { ViewContext } from './context.ts';
import type { Renderer } from './render.ts';

/** How htmx puts a partial into the page; `outerMorph` keeps focus, caret and what was typed. */
export type Swap =
  | 'outerMorph'
  | 'innerMorph'
  | 'innerHTML'
  | 'outerHTML'
  | 'beforeend'
  | 'afterbegin'
  | 'beforebegin'
  | 'afterend'
  | 'textContent'
  | 'delete';

/** One change of a page: which element, how, and the HTML. */
export interface Partial {
  target: string;
  swap?: Swap;
  html: string;
  /** Pushes: only for pages that listen to this topic. */
  topic?: string;
  /** Pushes: what is there already is changed where it is; else it goes where it belongs by its time (views/assets). */
  upsert?: 'rows' | 'log';
  /** Pushes: the page fetches it itself, with its reader's rights, from this address; empty: from where it is. */
  from?: string;
  /** Pushes: fetched without waiting whether more comes. */
  now?: boolean;
}

declare module 'fastify' {
  interface FastifyReply {
    /** Sends a page (or a dialog's content) as HTML. */
    page<Name extends keyof Views>(name: Name, model: Views[Name], status?: number): FastifyReply;
    /** Sends a dialog's content into `#dialog`, or as its own page to a browser without script. */
    dialog(model: Views['shared/dialog'], status?: number): FastifyReply;
    /** Renders one view for this request's person, for `partials`. */
    view<Name extends keyof Views>(name: Name, model: Views[Name]): string;
    /** Answers htmx with changes to the page it is on; the address in the browser stays. */
    partials(partials: Partial[], status?: number): FastifyReply;
    /** 303 for a plain form, `HX-Redirect` or a followed redirect for htmx. */
    goTo(address: string): FastifyReply;
  }
  interface FastifyRequest {
    /** For whom pages are rendered; the frame is filled in by the web room. */
    viewContext: ViewContext;
  }
}

/** Header of a page that is left for another: the topics it shows and hears of over its live line. */
export const SHOWN = 'desk-shows';

/** Header of a page that is fetched before anybody has asked for it (views/assets/ahead.js). */
const AHEAD = 'desk-ahead';

/** Whether nobody looks at the answer yet: nothing counts as seen, said or read by it. */
export function isAhead(request: FastifyRequest): boolean {
  return request.headers[AHEAD] === 'true';
}

/** Closes the dialog the answered form stands in. */
export const CLOSE_DIALOG: Partial = { target: '#dialog', swap: 'innerHTML', html: '' };

/** `<hx-partial>` elements, as replies and live pushes carry them. */
export function partialsHtml(partials: Partial[]): string {
  return partials
    .map(
      ({ target, swap, html, topic, upsert, from, now }) =>
        `<hx-partial hx-target="${escapeHtml(target)}" hx-swap="${swap ?? 'outerMorph'}"${
          topic ? ` data-topic="${escapeHtml(topic)}"` : ''
        }${upsert ? ` data-upsert="${upsert}"` : ''}${from === undefined ? '' : ` data-from="${escapeHtml(from)}"`}${now ? ' data-now' : ''}>${html}</hx-partial>`,
    )
    .join('');
}

/** Whether htmx asks and expects partials. Going back in history asks for the whole page and is none. */
export function isHtmx(request: FastifyRequest): boolean {
  return request.headers['hx-request'] === 'true' && request.headers['hx-history-restore-request'] !== 'true';
}

/** Whether the answer goes into the page's dialog (a link with `hx-target="#dialog"`). */
export function isForDialog(request: FastifyRequest): boolean {
  return isHtmx(request) && request.headers['hx-target'] === 'dialog#dialog';
}

/** Whether HTML is wanted rather than JSON: a browser's page or htmx. The API speaks JSON to everybody. */
export function wantsHtml(request: FastifyRequest): boolean {
  if (request.url.startsWith('/api/')) return false;
  if (isHtmx(request)) return true;
  const accept = String(request.headers.accept ?? '');
  return accept.includes('text/html');
}

/** The methods that `replies` puts on every reply. */
export function replyMethods(renderer: Renderer): Pick<FastifyReply, 'page' | 'dialog' | 'view' | 'partials' | 'goTo'> {
  return {
    page(this: FastifyReply, name, model, status = 200) {
      const html = renderer.page(name, model, this.request.viewContext);
      // What was posted cannot be asked for again: the address stays that of the page the form stood on.
      if (this.request.method !== 'GET') this.header('hx-push-url', 'false');
      return sendHtml(this, html, status);
    },
    dialog(this: FastifyReply, model, status = 200) {
      if (isForDialog(this.request)) return this.page('shared/dialog', model, status);
      return this.page('shared/dialog-page', model, status);
    },
    view(this: FastifyReply, name, model) {
      return renderer.render(name, model, this.request.viewContext);
    },
    partials(this: FastifyReply, partials, status = 200) {
      this.header('hx-push-url', 'false');
      return sendHtml(this, Buffer.from(partialsHtml(partials)), status);
    },
    goTo(this: FastifyReply, address) {
      // htmx would follow a 303 and put the whole page into the part it asked for; boosted links and forms ask for it.
      if (isHtmx(this.request) && this.request.headers['hx-request-type'] !== 'full') {
        const location = JSON.stringify({ path: address, target: 'body', swap: 'outerMorph' });
        return this.code(200).header('hx-location', location).send('');
      }
      return this.code(303).header('location', address).send('');
    },
  };
}

function sendHtml(reply: FastifyReply, html: Buffer, status: number): FastifyReply {
  return (
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('vary', 'HX-Request, HX-Request-Type, HX-Target, Desk-Shows, Accept-Encoding')
      .header('cache-control', 'no-store')
      // As bytes: a text would be counted first and encoded afterwards.
      .send(html)
  );
}
