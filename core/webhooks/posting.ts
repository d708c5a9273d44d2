// One try: posts a delivery to where the webhook leads, and says what came of it. Never throws.
import { reason, type Reason } from '../contract/reason.ts';
import { maskedHeaders, maskedText } from './masking.ts';
import type { Answered, Needs } from './shapes.ts';
import { signatureHeaders } from './signing.ts';

/** Bytes of an answer's words that are kept. */
const KEPT = 4_096;

export interface Parcel {
  address: string;
  /** The new one first. */
  secrets: string[];
  id: string;
  type: string;
  body: string;
}

export interface Posted {
  at: Date;
  milliseconds: number;
  /** Null when there was no answer. */
  answer: number | null;
  /** Null when it was taken. */
  why: Reason | null;
  request: Record<string, string>;
  response: Answered | null;
  /** Seconds the receiver asks for. */
  retryAfter: number | null;
}

/** Null when it was broken off by `signal`: then nobody knows, and it counts as not tried. */
export async function post(needs: Needs, parcel: Parcel, signal: AbortSignal): Promise<Posted | null> {
  const { clock, network, limits } = needs;
  const at = clock.now();
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Hubdesk-Webhooks/1',
    ...signatureHeaders(parcel.secrets, { ...parcel, at }),
  };
  const begun = clock.monotonic();
  const end = (rest: Pick<Posted, 'answer' | 'why' | 'response' | 'retryAfter'>): Posted => ({
    at,
    milliseconds: Math.round(clock.monotonic() - begun),
    request: maskedHeaders(Object.entries(headers)),
    ...rest,
  });
  try {
    const response = await network.fetch(parcel.address, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: parcel.body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limits.answer)]),
    });
    const { text, cut } = await firstWords(response, limits.words);
    return end({
      answer: response.status,
      why: whyOf(response.status),
      response: { headers: maskedHeaders(response.headers), body: maskedText(text, parcel.secrets), cut },
      retryAfter: secondsOf(response.headers.get('retry-after'), at),
    });
  } catch (error) {
    if (signal.aborted) return null;
    return end({ answer: null, why: troubleOf(error as Error, limits.answer), response: null, retryAfter: null });
  }
}

/** Null when it was taken. */
function whyOf(status: number): Reason | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return reason('webhook.gone', 'The receiver answered 410: it wants no more.');
  if (status >= 300 && status < 400)
    return reason('webhook.redirect', `The receiver answered ${status} and leads elsewhere; that is not followed.`, {
      status,
    });
  return reason('webhook.refused', `The receiver answered ${status}.`, { status });
}

function troubleOf(error: Error, limit: number): Reason {
  const seconds = limit / 1000;
  if (error.name === 'TimeoutError')
    return reason('webhook.timeout', `The receiver did not answer within ${seconds} s.`, { seconds });
  if (error.message.startsWith('Refused:'))
    return reason('webhook.internal', 'The address leads into an internal network, which is not allowed.');
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const detail = cause?.code ?? cause?.message ?? error.message;
  return reason('webhook.unreachable', `The receiver could not be reached: ${detail}`, { detail });
}

/** A number of seconds, or a date (RFC 9110). */
function secondsOf(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.round((at - now.getTime()) / 1000));
}

/** The status says what became of it; whoever drips words behind it is not listened to for long. */
async function firstWords(response: Response, limit: number): Promise<{ text: string; cut: boolean }> {
  const reader = response.body?.getReader();
  if (!reader) return { text: '', cut: false };
  const parts: Uint8Array[] = [];
  const state = { size: 0, cut: false };
  const late = setTimeout(() => {
    state.cut = true;
    void reader.cancel().catch(() => {});
  }, limit);
  try {
    while (state.size <= KEPT) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      state.size += value.byteLength;
    }
  } catch {
    // It ended in the middle.
    state.cut = true;
  } finally {
    clearTimeout(late);
    await reader.cancel().catch(() => {});
  }
  const text = Buffer.concat(parts).subarray(0, KEPT).toString('utf8');
  return { text, cut: state.cut || state.size > KEPT };
}
