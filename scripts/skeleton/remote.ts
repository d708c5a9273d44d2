// The service's HTTP: what is asked of it, and what its answers mean. Nothing else speaks to it.
import type { Leftover } from '../../core/contract/connect.ts';
import type { SendResult } from '../../core/contract/outbound.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import type { MessageRequest } from './outbound.ts';

export type Trouble = { trouble: 'stranger' | 'unreachable'; why: Reason };

/** Errors that come before anything was sent. */
const NEVER_LEFT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;

const stranger = (): Reason => reason('skeleton.stranger', 'The service does not accept this token.');
const unreachable = (): Reason => reason('skeleton.unreachable', 'The service does not answer at this address.');

export class Remote {
  readonly #fetch: typeof fetch;
  readonly #address: string;
  readonly #token: string;

  /** `fetch` is the context's, which keeps out of your own network. */
  constructor(fetching: typeof fetch, address: string, token: string) {
    this.#fetch = fetching;
    this.#address = address.replace(/\/+$/, '');
    this.#token = token;
  }

  whoAmI(): Promise<{ id: string; name: string } | Trouble> {
    return this.#question('GET', '/me', undefined, ['id', 'name']);
  }

  /** Tells the service where to bring messages; it answers with what it will sign them with. */
  subscribe(address: string): Promise<{ signingSecret: string } | Trouble> {
    return this.#question('PUT', '/webhook', { address }, ['signingSecret']);
  }

  /** From now on it brings nothing; null when the service said so. */
  async unsubscribe(): Promise<Leftover | null> {
    const done = await this.#question('DELETE', '/webhook', undefined, []);
    return 'trouble' in done ? { why: done.why, again: done.trouble === 'unreachable' } : null;
  }

  /** One attempt; every way it can end is one of the contract's five. */
  async send(message: MessageRequest, signal: AbortSignal): Promise<SendResult> {
    try {
      const response = await this.#request('POST', '/messages', message, signal);
      if (!response.ok) return await refused(response);
      const { id } = (await response.json()) as { id?: unknown };
      if (typeof id === 'string') return { outcome: 'accepted', id };
    } catch (error) {
      if (neverLeft(error)) return { outcome: 'retry', why: unreachable(), account: true };
    }
    // It may have arrived: only proof or a person may send it again.
    return {
      outcome: 'unknown',
      why: reason('skeleton.unclear', 'The service did not say whether it took the message.'),
    };
  }

  async #question<Names extends string>(
    method: string,
    path: string,
    body: object | undefined,
    names: Names[],
  ): Promise<Record<Names, string> | Trouble> {
    try {
      const response = await this.#request(method, path, body, AbortSignal.timeout(10_000));
      if (response.status === 401) return { trouble: 'stranger', why: stranger() };
      const answer = (await response.json()) as Record<string, unknown>;
      const fields = names.map((name) => [name, answer[name]]);
      if (response.ok && fields.every(([, value]) => typeof value === 'string'))
        return Object.fromEntries(fields) as Record<Names, string>;
    } catch {
      // Told below, as everything that is no answer of the service.
    }
    return { trouble: 'unreachable', why: unreachable() };
  }

  #request(method: string, path: string, body: object | undefined, signal: AbortSignal): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    return this.#fetch(`${this.#address}${path}`, { method, headers, signal, body: body && JSON.stringify(body) });
  }
}

function neverLeft(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return NEVER_LEFT.test(String(cause?.code ?? ''));
}

async function refused(response: Response): Promise<SendResult> {
  const after = Number(response.headers.get('retry-after')) || undefined;
  await response.body?.cancel();
  if (response.status === 401) return { outcome: 'retry', why: stranger(), account: true };
  if (response.status === 429 || response.status >= 500)
    return { outcome: 'retry', why: reason('skeleton.busy', 'The service asks to try again later.'), after };
  return { outcome: 'rejected', why: reason('skeleton.refused', 'The service does not take this message.') };
}
