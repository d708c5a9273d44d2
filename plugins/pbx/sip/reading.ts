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
    from: addressOf(from),
    to: addressOf(to),
    fromTag: parsed.from_tag ?? '',
    toTag: parsed.to_tag ?? '',
    header: (name) => parsed.getHeader(name) ?? '',
    headers: (name) => parsed.getHeaders(name),
  };
}

function addressOf({ uri, display_name: name = '' }: NonNullable<ParsedMessage['from']>): SipAddress {
  return { user: uri.user ?? '', host: uri.host, name: name.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim() };
}
