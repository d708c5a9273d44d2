// What a server's answer to a mail means: later, never, or nobody knows (RFC 5321 §4.2.1, RFC 3463).
import type { SendResult } from '../../../core/contract/outbound.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { serverTrouble, type ServerAddress } from '../account/server-trouble.ts';
import type { SmtpError } from './session.ts';

export interface RefusedRecipient {
  address: string;
  why: Reason;
  /** The address is gone for good. */
  hard: boolean;
  /** It may be taken later. */
  isTemporary: boolean;
}

/** RFC 3463 §3.2: bad destination; 5.1.7 and 5.1.8 are about the sender. */
const GONE = /^5\.1\.(0|1|2|3|6|10)$/;

export function refusedRecipient(error: SmtpError): RefusedRecipient {
  const { code, detail, status } = answerOf(error);
  const address = error.recipient ?? '';
  const about = { code, detail, address };
  if (code < 500)
    return {
      address,
      isTemporary: true,
      hard: false,
      why: reason('smtp.recipient_later', `${address}: ${detail}`, about),
    };
  const hard = GONE.test(status);
  const why = hard
    ? reason('smtp.recipient_unknown', `There is no mailbox ${address}: ${detail}`, about)
    : reason('smtp.recipient_refused', `${address} is refused: ${detail}`, about);
  return { address, why, hard, isTemporary: false };
}

/** A failed sign-in is told apart by the caller before: here it is about the mail. */
export function ofTrouble(error: SmtpError, server: ServerAddress): SendResult {
  if (error.rejectedErrors?.length) return ofRefusedRecipients(error.rejectedErrors.map(refusedRecipient));
  const { code, detail } = answerOf(error);
  const about = { code, detail };
  if (code === 552 || /\b5\.3\.4\b/.test(detail) || (error.code === 'EMESSAGE' && !code))
    return {
      outcome: 'rejected',
      why: reason('smtp.too_large', `The mail is too large for the server: ${detail}`, about),
    };
  if (code >= 500)
    return { outcome: 'rejected', why: reason('smtp.refused', `The server refuses the mail: ${detail}`, about) };
  // Before the first word about the mail, whatever is wrong is wrong for all of them.
  const account = error.code === 'EAUTH' || undefined;
  if (code >= 400)
    return { outcome: 'retry', why: reason('smtp.later', `The server asks to try later: ${detail}`, about), account };
  if (error.code === 'EENVELOPE')
    return { outcome: 'rejected', why: reason('smtp.bad_address', `An address cannot be used: ${detail}`, about) };
  if (error.wholeMailLeft) {
    const text = 'The connection broke while the server was taking the mail.';
    return { outcome: 'unknown', why: reason('smtp.interrupted', text, { detail }) };
  }
  return { outcome: 'retry', why: serverTrouble(error, server).why, account: true };
}

/** Nobody was accepted. */
export function ofRefusedRecipients(refused: RefusedRecipient[]): SendResult {
  const later = refused.find((one) => one.isTemporary);
  if (later) return { outcome: 'retry', why: later.why };
  return { outcome: 'rejected', why: refused[0]!.why, hard: refused.every((one) => one.hard) };
}

/** RFC 4954 §6: which answers to a sign-in mean that the password or token is no good. */
export function isSignInRefusal(error: SmtpError): boolean {
  if (error.code !== 'EAUTH') return false;
  return error.responseCode === undefined || [500, 501, 504, 530, 534, 535, 538, 550].includes(error.responseCode);
}

function answerOf(error: SmtpError): { code: number; detail: string; status: string } {
  const response = (error.response ?? error.message).replace(/\s+/g, ' ').trim();
  const status = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';
  return { code: error.responseCode ?? 0, detail: response.slice(0, 300), status };
}
