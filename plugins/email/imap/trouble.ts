// What an IMAP server's refusal means: sign in anew, wait so long, or try again (RFC 5530).
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Health } from '../../../core/contract/health.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { imapServer } from '../account/servers.ts';
import type { MailSettings } from '../account/settings.ts';
import { serverTrouble, type ServerAddress, type Suspect } from '../account/server-trouble.ts';

export type ImapTrouble =
  | { kind: 'sign-in'; why: Reason }
  /** The server asks for patience: so many milliseconds, or as long as we like. */
  | { kind: 'wait'; why: Reason; milliseconds?: number }
  | { kind: 'server'; why: Reason; suspect: Suspect | null; lasting: boolean };

interface ImapError {
  code?: string;
  message: string;
  authenticationFailed?: boolean;
  serverResponseCode?: string;
  responseText?: string;
  responseStatus?: string;
  response?: unknown;
  throttleReset?: number;
  throttleWaited?: number;
}

/** The server asks for patience, also where it refuses a sign-in (RFC 5530 §3). */
const PATIENCE = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'CONTACTADMIN', 'OVERQUOTA']);

const SIGN_IN = new Set(['AUTHENTICATIONFAILED', 'EXPIRED', 'AUTHORIZATIONFAILED', 'PRIVACYREQUIRED']);

export function imapTrouble(problem: unknown, address: ServerAddress): ImapTrouble {
  const error = problem as ImapError;
  const { host } = address;
  const said = textOf(error);
  const code = codeOf(error);
  if (error.code === 'ETHROTTLE') {
    const milliseconds = Math.max(0, (error.throttleReset ?? 0) - (error.throttleWaited ?? 0));
    const seconds = Math.ceil((error.throttleReset ?? 0) / 1000);
    return {
      kind: 'wait',
      milliseconds,
      why: reason('imap.throttled', `${host} asks for a pause of ${seconds} s.`, { host, seconds }),
    };
  }
  if (PATIENCE.has(code) || /temporar|try again|too many|rate limit|unavailable/i.test(said))
    return {
      kind: 'wait',
      why: reason('imap.unavailable', `${host} asks to try later: ${said}`, { host, detail: said }),
    };
  // A line that is cut during sign-in carries the mark as well, but with the code of the cut.
  const isRefused = error.authenticationFailed === true && !error.code;
  if (isRefused || SIGN_IN.has(code))
    return {
      kind: 'sign-in',
      why: reason('imap.sign_in_refused', `${host} refuses the sign-in: ${said}`, { host, detail: said }),
    };
  if (error.responseStatus)
    return { kind: 'wait', why: reason('imap.refused', `${host} answers: ${said}`, { host, detail: said }) };
  return { kind: 'server', ...serverTrouble(error, address) };
}

/** The server of an account, for naming it. */
export function addressOf(context: AccountContext): ServerAddress {
  const settings = context.account.settings as MailSettings;
  return imapServer(settings, context.config) ?? { host: settings.address, port: 0 };
}

export function healthOf(trouble: ImapTrouble): Health {
  if (trouble.kind === 'sign-in') return { state: 'needs sign-in', why: trouble.why, action: 'sign in again' };
  if (trouble.kind === 'server' && trouble.lasting)
    return { state: 'misconfigured', why: trouble.why, action: 'change settings' };
  return { state: 'recovering', why: trouble.why, action: 'wait' };
}

interface ParsedAnswer {
  attributes?: { section?: ({ type?: string; value?: unknown } | null)[] }[];
}

/** The response code in brackets, wherever the library has left it. */
function codeOf({ serverResponseCode, response }: ImapError): string {
  const [first] = (response as ParsedAnswer | undefined)?.attributes?.[0]?.section ?? [];
  return (serverResponseCode ?? (typeof first?.value === 'string' ? first.value : '')).toUpperCase();
}

function textOf(error: ImapError): string {
  const text = error.responseText ?? (typeof error.response === 'string' ? error.response : error.message);
  return String(text ?? '')
    .replace(/\s+/g, ' ')
    .slice(0, 200);
}
