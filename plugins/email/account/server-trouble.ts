// What went wrong on the way to a mail server, said so that one knows which setting to look at.
import { reason, type Reason } from '../../../core/contract/reason.ts';

/** A server as the account's settings name it. */
export interface ServerAddress {
  host: string;
  port: number;
}

/** The part of the address that is probably wrong. */
export type Suspect = 'host' | 'port' | 'security';

export interface ServerTrouble {
  why: Reason;
  suspect: Suspect | null;
  /** Waiting will not mend it. */
  lasting: boolean;
}

const NO_HOST = new Set(['ENOTFOUND', 'EDNS', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA', 'EBADNAME']);
const NO_ANSWER = new Set([
  'ETIMEDOUT',
  'ETIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  'GREETING_TIMEOUT',
]);
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|CRL_|ERROR_IN_CERT)/;
const NO_TLS = /^(EPROTO|ETLS|ERR_SSL|UPGRADE_TIMEOUT|MissingServerExtension|STARTTLS)/;

interface CodedError {
  code?: string;
  originalCode?: string;
  message?: string;
  cause?: CodedError;
  _err?: CodedError;
  errors?: CodedError[];
}

/** Of an error of a socket, TLS or a mail library before the server had said anything about the mail itself. */
export function serverTrouble(error: unknown, { host, port }: ServerAddress): ServerTrouble {
  const codes = codesOf(error as CodedError);
  const detail = String((error as CodedError).message ?? error).slice(0, 200);
  const about = { host, port, detail };
  const has = (test: (code: string) => boolean) => codes.some(test);
  if (has((code) => NO_HOST.has(code)))
    return trouble(reason('server.unknown_host', `There is no server ${host}.`, about), 'host');
  if (has((code) => code === 'ECONNREFUSED'))
    return trouble(reason('server.no_such_port', `${host} takes no connections on port ${port}.`, about), 'port');
  if (has((code) => CERTIFICATE.test(code)))
    return trouble(
      reason('server.certificate', `The certificate of ${host} is not trusted: ${detail}`, about),
      'security',
      true,
    );
  if (has((code) => NO_TLS.test(code)) || /wrong version number|STARTTLS/i.test(detail))
    return trouble(
      reason('server.no_tls', `${host} does not encrypt this way on port ${port}.`, about),
      'security',
      true,
    );
  if (has((code) => NO_ANSWER.has(code)))
    return trouble(reason('server.no_answer', `${host} does not answer on port ${port}.`, about), 'port');
  return trouble(reason('server.cut', `The connection to ${host} broke: ${detail}`, about), null);
}

function trouble(why: Reason, suspect: Suspect | null, lasting = false): ServerTrouble {
  return { why, suspect, lasting };
}

/** The code itself and those of what lies beneath: libraries wrap what the system said. */
function codesOf(error: CodedError | undefined, depth = 0): string[] {
  if (!error || typeof error !== 'object' || depth > 3) return [];
  // oxlint-disable-next-line no-underscore-dangle -- the library's own name
  const below = [error.cause, error._err, ...(error.errors ?? [])].flatMap((one) => codesOf(one, depth + 1));
  return [error.originalCode, error.code, ...below].filter((code): code is string => typeof code === 'string');
}
