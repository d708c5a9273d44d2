// Reading what goes over a line: whatever is no sound SIP message is none, and nothing in it makes a reader throw.
import type { ParsedMessage } from 'jssip/lib/Parser.js';

export interface SipAddress {
  /** In front of the `@`; may be empty. */
  user: string;
  host: string;
  /** As it is shown; may be empty. */
  name: string;
}

export interface SipMessage {
  /** Of a response, that of the request it answers. */
  method: string;
  /** Null of a request. */
  status: number | null;
  phrase: string;
  /** Whom a request is for. */
  target: string;
  /** The same as an address; empty of a response. */
  uri: string;
  callId: string;
  cseq: number;
  from: SipAddress;
  to: SipAddress;
  fromTag: string;
  /** Empty of what begins a dialog. */
  toTag: string;
  body: string;
  header(name: string): string;
  headers(name: string): string[];
}

export type SipReader = (text: string) => SipMessage | null;

/** Characters; a description of sound is a tenth of it. */
export const LONGEST = 64 * 1024;

/** The parser is large: it is loaded when the first line is opened. */
export async function sipReader(): Promise<SipReader> {
  const { default: parser } = (await import('jssip/lib/Parser.js')) as unknown as {
    default: Pick<typeof import('jssip/lib/Parser.js'), 'parseMessage'>;
  };
  return (text) => {
    try {
      const parsed = text.length <= LONGEST ? parser.parseMessage(text, {}) : undefined;
      return parsed ? messageOf(parsed) : null;
    } catch {
      return null;
    }
  };
}

function messageOf(parsed: ParsedMessage): SipMessage | null {
  const { method, status_code: status = null, call_id: callId, cseq, from, to } = parsed;
  if (!method || !callId || cseq === undefined || !from || !to) return null;
  return {
    ...{ method, status, phrase: parsed.reason_phrase ?? '', callId, cseq, body: parsed.body ?? '' },
    target: parsed.ruri?.user ?? '',
    uri: parsed.ruri?.toString() ?? '',
    from: addressOf(from),
    to: addressOf(to),
    fromTag: parsed.from_tag ?? '',
    toTag: parsed.to_tag ?? '',
    header: (name) => parsed.getHeader(name) ?? '',
    headers: (name) => parsed.getHeaders(name),
  };
}

const LINE = /^([\w.!%*+`'~-]+)[ \t]*:[^\r\n\0]*$/;
/** What decides about a request, also by its short name. */
const ONCE = [/^(from|f)$/i, /^(to|t)$/i, /^(call-id|i)$/i, /^cseq$/i, /^(refer-to|r)$/i, /^(content-length|l)$/i];

/** False where two readers may take the same text for different requests. */
export function isPlain(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end < 0 ? undefined : end).split('\r\n');
  const names = lines.map((line) => LINE.exec(line)?.[1] ?? '');
  if (/[\r\n\0]/.test(first) || names.includes('')) return false;
  return ONCE.every((one) => names.filter((name) => one.test(name)).length < 2);
}

function addressOf({ uri, display_name: name = '' }: NonNullable<ParsedMessage['from']>): SipAddress {
  return { user: uri.user ?? '', host: uri.host, name: name.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim() };
}
