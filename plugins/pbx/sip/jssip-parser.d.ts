// What is used of the parser of jssip, which brings no types for it.
declare module 'jssip/lib/Parser.js' {
  interface NameAddress {
    display_name?: string;
    uri: { user?: string; host: string; toString(): string };
  }
  export interface ParsedMessage {
    /** Of requests. */
    method: string;
    ruri?: { user?: string; host: string; toString(): string };
    /** Of responses. */
    status_code?: number;
    reason_phrase?: string;
    call_id?: string;
    cseq?: number;
    from?: NameAddress;
    to?: NameAddress;
    from_tag?: string;
    to_tag?: string;
    body?: string;
    getHeader(name: string): string | undefined;
    getHeaders(name: string): string[];
  }
  export function parseMessage(text: string, userAgent: object): ParsedMessage | undefined;
}
