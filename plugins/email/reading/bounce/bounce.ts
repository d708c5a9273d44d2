// Reads reports of mails that could not be delivered.
import type { ParsedMail } from '../parsed-mail.ts';

export interface BounceRecipient {
  address: string;
  action: string;
  status: string | null;
  diagnostic: string | null;
  kind: 'hard' | 'soft';
  reason: string;
}

export interface Bounce {
  recipients: BounceRecipient[];
  originalMessageId: string | null;
}

export function readBounce(_mail: ParsedMail): Bounce | null {
  return null;
}
