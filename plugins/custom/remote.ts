// The bridge's webhook: one signed request, and what its answer means. Nothing else speaks to it.
import type { PluginContext } from '../../core/contract/context.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import { signatureHeaders, type Signing } from './wire/signature.ts';

/**
 * - `taken`: it answered 2xx; `answer` is the object it said, where it said one.
 * - `refused`: it will never take this.
 * - `stranger`: it does not believe that we are who we are.
 * - `later`: it has not taken it and may do so later, or after as many seconds as it says.
 * - `away`: certainly nothing has left this machine.
 * - `unclear`: it may have taken it.
 */
export type Posted = { status: number | null } & (
  | { outcome: 'taken'; answer: Record<string, unknown> }
  | { outcome: 'refused'; why: Reason; answer: Record<string, unknown> }
  | { outcome: 'stranger' | 'away' | 'unclear'; why: Reason }
  | { outcome: 'later'; why: Reason; after?: number }
);

export interface Letter {
  url: string;
  signing: Signing;
  body: string;
}

/** Milliseconds until the answer has to be there. */
const PATIENCE = 15_000;
/** Milliseconds for the words behind it, and how many bytes of them are read. */
const WORDS = 2_000;
const KEPT = 64 * 1024;

const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_.*|ERR_TLS_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

export async function post(
  { fetch, now }: Pick<PluginContext, 'fetch' | 'now'>,
  { url, signing, body }: Letter,
  signal?: AbortSignal,
): Promise<Posted> {
  if (url === '')
    return { outcome: 'away', status: null, why: reason('custom.no_webhook', 'The channel has no webhook.') };
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Hubdesk-Channels/1',
    ...signatureHeaders(signing, { method: 'POST', uri: url, body, at: now() }),
  };
  const limits = [AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])];
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body,
      signal: AbortSignal.any(limits),
    });
    return meaning(response, await wordsOf(response));
  } catch (error) {
    return trouble(error as Error);
  }
}

function meaning({ status, headers }: Response, answer: Record<string, unknown>): Posted {
  if (status >= 200 && status < 300) return { outcome: 'taken', status, answer };
  const said = typeof answer.message === 'string' ? answer.message.slice(0, 300) : '';
  if (status === 401 || status === 403)
    return {
      outcome: 'stranger',
      status,
      why: reason('custom.stranger', `The bridge does not believe our signature (${status}).`, { status }),
    };
  if (status >= 300 && status < 400)
    return {
      outcome: 'later',
      status,
      why: reason('custom.redirect', `The bridge leads elsewhere (${status}); that is not followed.`, { status }),
    };
  const after = Number(headers.get('retry-after') ?? NaN);
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return {
      ...{
        outcome: 'later',
        status,
        why: reason('custom.busy', `The bridge cannot take it for now (${status}).`, { status }),
      },
      ...(Number.isFinite(after) && after >= 0 && { after: Math.min(after, 86_400) }),
    };
  const why = said
    ? reason('custom.refused', `The bridge refuses it (${status}): ${said}`, { status, detail: said })
    : reason('custom.refused_silently', `The bridge refuses it (${status}).`, { status });
  return { outcome: 'refused', status, why, answer };
}

function trouble(error: Error): Posted {
  if (error.message.startsWith('Refused:')) {
    const why = reason('custom.internal', 'The webhook leads into an internal network, which is not allowed.');
    return { outcome: 'away', status: null, why };
  }
  const { code, message } = (error.cause ?? {}) as { code?: string; message?: string };
  const detail = code ?? message ?? error.message;
  if (NEVER_LEFT.test(code ?? ''))
    return {
      outcome: 'away',
      status: null,
      why: reason('custom.away', `The bridge cannot be reached: ${detail}`, { detail }),
    };
  const text = `The bridge did not answer; it may have taken it: ${detail}`;
  return { outcome: 'unclear', status: null, why: reason('custom.unclear', text, { detail }) };
}

/** The object behind the status; empty where there is none, or it drips. */
async function wordsOf(response: Response): Promise<Record<string, unknown>> {
  const reader = response.body?.getReader();
  if (!reader) return {};
  const parts: Uint8Array[] = [];
  const late = setTimeout(() => void reader.cancel().catch(() => {}), WORDS);
  try {
    for (let size = 0; size < KEPT; size += parts.at(-1)!.byteLength) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
    }
    const read = JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  } finally {
    clearTimeout(late);
    await reader.cancel().catch(() => {});
  }
}
