// Meta's Graph API: one request, and what its answer means. Nothing else speaks to it.
import { fields, firstText, number, objects, readJson, isFields, text, type Fields } from './json.ts';

export interface GraphError {
  /**
   * - `unreachable`: nothing has left this machine.
   * - `refused`: Meta says why, by `code`.
   * - `unclear`: it may have been done: no answer, or one that nobody can read.
   */
  kind: 'unreachable' | 'refused' | 'unclear';
  status: number;
  /** Meta's number of the error; null where it gave none. */
  code: number | null;
  subcode: number | null;
  /** The error as Meta wrote it. */
  error: Fields;
  /** Seconds to wait, where Meta says so. */
  after: number | null;
}

export type GraphAnswer = { ok: true; answer: Fields } | ({ ok: false } & GraphError);

export interface GraphRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Below the version, for example `/1234/messages`. */
  path: string;
  query?: Record<string, string>;
  json?: object;
  form?: FormData | URLSearchParams;
  signal?: AbortSignal;
}

/** Milliseconds, where nobody else sets a limit. */
const PATIENCE = 10_000;

/** A list is never read further than this. */
const MOST_PARTS = 50;

/** Errors that come before anything was sent. */
const NEVER_LEFT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;

export class Graph {
  readonly #fetch: typeof fetch;
  readonly #base: string;
  readonly #token: () => string;

  /**
   * `base` with version and without a slash at its end; `fetch` is the context's, which keeps out of your own network. A
   * token that may be renewed is asked for each time; an empty one is left out.
   */
  constructor(fetching: typeof fetch, base: string, token: string | (() => string)) {
    this.#fetch = fetching;
    this.#base = base;
    this.#token = typeof token === 'string' ? () => token : token;
  }

  async ask(request: GraphRequest): Promise<GraphAnswer> {
    try {
      const response = await this.#send(request);
      const answer = readJson(await response.text());
      if (response.ok && isFields(answer)) return { ok: true, answer };
      return failed(response, fields(answer));
    } catch (error) {
      return failure(neverLeft(error) ? 'unreachable' : 'unclear');
    }
  }

  /** Everything of a list that Meta hands over in parts. */
  async list(request: GraphRequest): Promise<{ ok: true; all: Fields[] } | ({ ok: false } & GraphError)> {
    const all: Fields[] = [];
    let query = { limit: '100', ...request.query };
    for (let part = 0; part < MOST_PARTS; part += 1) {
      const found = await this.ask({ ...request, query });
      if (!found.ok) return found;
      all.push(...objects(found.answer.data));
      const { next, cursors } = fields(found.answer.paging);
      const after = text(fields(cursors).after);
      if (text(next) === '' || after === '') break;
      query = { ...query, after } as typeof query;
    }
    return { ok: true, all };
  }

  /** The bytes behind an address of Meta; null when nobody gives them. The token goes to Meta only. */
  async bytes(url: string, signal: AbortSignal, withToken: boolean): Promise<Response | null> {
    const headers = withToken ? this.#headers() : undefined;
    try {
      return await this.#fetch(url, { headers, signal });
    } catch {
      return null;
    }
  }

  #send({ method = 'GET', path, query, json, form, signal }: GraphRequest): Promise<Response> {
    const url = `${this.#base}${path}${query ? `?${new URLSearchParams(query).toString()}` : ''}`;
    const headers = { ...this.#headers(), ...(json && { 'content-type': 'application/json' }) };
    const body = form ?? (json && JSON.stringify(json));
    return this.#fetch(url, { method, headers, body, signal: signal ?? AbortSignal.timeout(PATIENCE) });
  }

  #headers(): Record<string, string> {
    const token = this.#token();
    return token === '' ? {} : { authorization: `Bearer ${token}` };
  }
}

function failed(response: Response, answer: Fields): GraphAnswer {
  const error = fields(answer.error);
  const after = number(response.headers.get('retry-after'));
  const code = number(error.code);
  // A page about something else: whether it was done nobody knows, unless the status says that it was not.
  const kind = code === null && response.ok ? 'unclear' : 'refused';
  return { ...failure(kind), status: response.status, code, subcode: number(error.error_subcode), error, after };
}

function failure(kind: GraphError['kind']): { ok: false } & GraphError {
  return { ok: false, kind, status: 0, code: null, subcode: null, error: {}, after: null };
}

function neverLeft(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return NEVER_LEFT.test(String(cause?.code ?? ''));
}

const META = 'https://graph.facebook.com';
/** Each version lives about two years; an operator can set another one before this is changed. */
const VERSION = 'v23.0';

/** Where people log in to Meta. */
const DIALOG = 'https://www.facebook.com';

/** Where Graph is asked: Meta's own address and version, or what the operator's configuration says. */
export function graphBase(config: Record<string, unknown>): string {
  return `${firstText(config.graph, META).replace(/\/+$/, '')}/${firstText(config.version, VERSION)}`;
}

/** The page on which people log in and choose what the app may have. */
export function dialogAddress(config: Record<string, unknown>): string {
  return `${firstText(config.dialog, DIALOG).replace(/\/+$/, '')}/${firstText(config.version, VERSION)}/dialog/oauth`;
}
