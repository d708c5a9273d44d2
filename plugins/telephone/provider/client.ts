// The provider's interface: one request, and what its answer means. Nothing else speaks to it.
import { setTimeout as pause } from 'node:timers/promises';
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { settingsOf } from '../settings.ts';
import { fields, isFields, readJson, text, type Fields } from './reading.ts';

export interface Access {
  accountSid: string;
  authToken: string;
}

export interface ProviderError {
  /**
   * - `unreachable`: nothing has left this machine.
   * - `refused`: the provider says why, by `code`.
   * - `unclear`: it may have been done: no answer, or one that nobody can read.
   */
  kind: 'unreachable' | 'refused' | 'unclear';
  status: number;
  code: number;
  message: string;
  /** Seconds to wait, where the provider says so. */
  after: number | null;
}

export type ProviderAnswer = { ok: true; answer: Fields } | ({ ok: false } & ProviderError);

export interface ProviderRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Below the account, without `.json`; or the whole path of a next page. */
  path: string;
  query?: Record<string, string>;
  form?: [string, string][];
}

const API = 'https://api.twilio.com';
const VERSION = '/2010-04-01';
/** Milliseconds. */
const PATIENCE = 10_000;
const BETWEEN = 250;
const TRIES = 4;
/** Seconds that are waited for at most. */
const LONGEST_WAIT = 5;
const NEVER_LEFT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;

export class Provider {
  readonly #fetch: typeof fetch;
  readonly #base: string;
  readonly #access: Access;

  constructor({ fetch: fetching, config }: Pick<AccountContext, 'fetch' | 'config'>, access: Access) {
    this.#fetch = fetching;
    this.#base = (text(config.api) || API).replace(/\/+$/, '');
    this.#access = access;
  }

  async ask({ method = 'GET', path, query, form }: ProviderRequest): Promise<ProviderAnswer> {
    const search = query ? `?${new URLSearchParams(query).toString()}` : '';
    const url = path.startsWith(VERSION) ? this.#base + path : `${this.#account()}${path}.json${search}`;
    const headers = { ...this.#headers(), ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) };
    const body = form && new URLSearchParams(form).toString();
    try {
      const response = await this.#fetch(url, { method, headers, body, signal: AbortSignal.timeout(PATIENCE) });
      const answer = readJson(await response.text());
      if (response.ok && (isFields(answer) || response.status === 204)) return { ok: true, answer: fields(answer) };
      return failed(response, fields(answer));
    } catch (error) {
      const { cause } = error as { cause?: { code?: unknown } };
      return failure(NEVER_LEFT.test(text(cause?.code)) ? 'unreachable' : 'unclear');
    }
  }

  /** For what may be done twice: again for a while when the provider is busy, broken, or does not answer. */
  async insist(request: ProviderRequest): Promise<ProviderAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.ask(request);
      if (answer.ok || attempt === TRIES || !isPassing(answer)) return answer;
      const seconds = Math.min(answer.after ?? 0, LONGEST_WAIT);
      await pause(Math.max(seconds * 1000, BETWEEN * 2 ** (attempt - 1)));
    }
  }

  /** The bytes of a recording; null when nobody answers. */
  async recording(sid: string, signal: AbortSignal): Promise<Response | null> {
    try {
      return await this.#fetch(`${this.#account()}/Recordings/${sid}.mp3`, { headers: this.#headers(), signal });
    } catch {
      return null;
    }
  }

  #account(): string {
    return `${this.#base}${VERSION}/Accounts/${this.#access.accountSid}`;
  }

  #headers(): Record<string, string> {
    const { accountSid, authToken } = this.#access;
    return { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` };
  }
}

export function providerOf(context: AccountContext): Provider {
  const { accountSid, authToken } = settingsOf(context.account);
  return new Provider(context, { accountSid, authToken: authToken ?? '' });
}

/** Another time it may work. */
export function isPassing({ kind, status }: ProviderError): boolean {
  return kind !== 'refused' || status === 429 || status >= 500;
}

function failed(response: Response, answer: Fields): ProviderAnswer {
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  const [code, message] = [Number(answer.code) || 0, text(answer.message)];
  const kind = response.ok ? 'unclear' : 'refused';
  const whole = { ...failure(kind), status: response.status, code, message };
  return { ...whole, after: Number.isFinite(after) ? after : null };
}

function failure(kind: ProviderError['kind']): { ok: false } & ProviderError {
  return { ok: false, kind, status: 0, code: 0, message: '', after: null };
}

/** The sign-in is not accepted any more. */
export function isSignedOut({ status, code }: ProviderError): boolean {
  return status === 401 || code === 20003;
}

export function reasonOf(error: ProviderError): Reason {
  if (isSignedOut(error))
    return reason('telephone.signed_out', 'The provider does not accept the account SID with this token.');
  if (error.kind !== 'refused') return reason('telephone.unreachable', 'The provider does not answer at the moment.');
  const detail = error.message.slice(0, 200) || `HTTP ${error.status}`;
  return reason('telephone.refused', `The provider says: ${detail}`, { detail, code: error.code });
}
