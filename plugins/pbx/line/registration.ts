// Whether a telephone is signed in at the telephone system, told from what goes over its line.
import type { Reason } from '../../../core/contract/reason.ts';
import type { SipMessage } from '../sip/reading.ts';
import { refusalOf } from './trying.ts';

export interface Registration {
  readonly stands: boolean;
  asked(message: SipMessage): void;
  /** Null for what is no answer to a sign-in; else why it was refused. */
  answered(message: SipMessage, user: string): { why: Reason | null } | null;
}

export function registration(): Registration {
  let stands = false;
  let signed = -1;
  let leaves = false;
  return {
    get stands() {
      return stands;
    },
    asked({ method, status, cseq, header }) {
      if (method !== 'REGISTER' || status !== null) return;
      if (header('authorization') || header('proxy-authorization')) signed = cseq;
      leaves = header('expires') === '0' || /;\s*expires=0\b/i.test(header('contact'));
    },
    answered({ method, status, phrase, cseq, header }, user) {
      if (method !== 'REGISTER' || status === null || status < 200) return null;
      const challenge = header('www-authenticate') || header('proxy-authenticate');
      // The first challenge, or one whose number has grown old, is answered by the page.
      const isChallenge =
        (status === 401 || status === 407) && (cseq !== signed || /stale\s*=\s*"?true/i.test(challenge));
      if (isChallenge || status === 423) return null;
      const why = refusalOf({ status, phrase }, user);
      stands = why === null && !leaves;
      return { why };
    },
  };
}
