// Finds the mail inside a forwarded mail: who wrote it, to whom, when and what.
import type { MailAddress, ParsedMail } from '../parsed-mail.ts';

export interface ForwardInput {
  subject: string;
  text: string | null;
  html: string | null;
  attachedMessage: ParsedMail | null;
}

export interface Forward {
  from: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
  date: string | null;
  body: string;
  message: string;
}

export function readForward(_input: ForwardInput): Forward | null {
  return null;
}
