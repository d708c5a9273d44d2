// Says what wrote a mail: a person, a mailing list, or a machine of which kind.
import type { Bounce } from '../bounce/bounce.ts';
import type { ParsedMail } from '../parsed-mail.ts';

export type MailKind = 'message' | 'auto-reply' | 'bounce' | 'complaint' | 'list' | 'calendar';

export interface Classified {
  kind: MailKind;
  /** The signal that decided. */
  reason: string;
}

export function classify(_mail: ParsedMail, bounce: Bounce | null): Classified {
  return bounce ? { kind: 'bounce', reason: 'bounce' } : { kind: 'message', reason: 'no-signal' };
}
