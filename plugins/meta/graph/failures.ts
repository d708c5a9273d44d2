// What a failed answer of Graph means for the desk: said once, with each channel's own words and reading of Meta's numbers.
import type { Leftover } from '../../../core/contract/connect.ts';
import type { SendResult } from '../../../core/contract/outbound.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import type { GraphError } from './client.ts';
import type { Fields } from './json.ts';

/**
 * - `again`: certainly not sent, worth another attempt soon.
 * - `later`: not before hours have passed or somebody acted.
 * - `never`: refused for good.
 * - `account`: the account's trouble, not the message's: everything waits for a person.
 */
export type Remedy = 'again' | 'later' | 'never' | 'account';

interface Words {
  /** Code of the reason that says that the token is dead. */
  signedOut: string;
  unreachable(): Reason;
  unclear(): Reason;
  meaningOf(code: number | null, subcode: number | null): { remedy: Remedy };
  errorReason(error: Fields): Reason;
}

export interface Failures {
  /** The token or the account, not what was asked: nothing goes on before somebody does something. */
  isAccountTrouble(failed: GraphError): boolean;
  /** The token is dead: nothing goes on before somebody signs in again. */
  isSignedOut(failed: GraphError): boolean;
  /** What people are told. */
  told(failed: GraphError): Reason;
  /** It may have been done, and nobody says. */
  unclear(): SendResult;
  resultOf(failed: GraphError): SendResult;
  /** Of what connecting did, when Meta does not take it back. */
  leftoverOf(failed: GraphError): Leftover;
}

/** Meta's numbers for what answers without one mean: a dead token, trouble at their side. */
const SIGNED_OUT = 190;
const THEIR_TROUBLE = 2;

/** Seconds until Meta may be asked again after it said "too fast", and after it said "not now". */
const SOON = 10;
const HOURS = 3600;

export function failuresOf({ signedOut, unreachable, meaningOf, errorReason, ...words }: Words): Failures {
  const unclear = (): SendResult => ({ outcome: 'unknown', why: words.unclear() });

  function isAccountTrouble({ kind, code, subcode, status }: GraphError): boolean {
    if (kind === 'unreachable') return false;
    return code === null ? status === 401 || status === 403 : meaningOf(code, subcode).remedy === 'account';
  }

  function told({ kind, code, status, error }: GraphError): Reason {
    if (kind !== 'refused') return unreachable();
    if (code !== null) return errorReason(error);
    return errorReason({ ...error, code: status === 401 ? SIGNED_OUT : status >= 500 ? THEIR_TROUBLE : undefined });
  }

  function resultOf(failed: GraphError): SendResult {
    const { kind, code, subcode, status } = failed;
    if (kind === 'unreachable') return { outcome: 'retry', why: unreachable(), account: true };
    if (kind === 'unclear') return unclear();
    const why = told(failed);
    if (isAccountTrouble(failed)) return { outcome: 'retry', why, account: true };
    const { remedy } = meaningOf(code, subcode);
    const after = failed.after ?? undefined;
    // A server between may have failed after it passed the message on.
    if (status >= 500 && remedy === 'never') return unclear();
    if (status === 429) return { outcome: 'retry', why, after };
    if (remedy === 'again') return { outcome: 'retry', why, after: after ?? SOON };
    if (remedy === 'later') return { outcome: 'retry', why, after: after ?? HOURS };
    return { outcome: 'rejected', why };
  }

  function leftoverOf(failed: GraphError): Leftover {
    // Nobody signs in again for an account that is deleted.
    const again = !isAccountTrouble(failed) && resultOf(failed).outcome !== 'rejected';
    return { why: told(failed), again, ...(failed.after && { after: failed.after }) };
  }

  const isSignedOut = (failed: GraphError) => isAccountTrouble(failed) && told(failed).code === signedOut;
  return { isAccountTrouble, isSignedOut, told, unclear, resultOf, leftoverOf };
}
