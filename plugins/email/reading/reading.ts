// The result of reading a mail: everything the desk wants to know about it, ready to be stored as JSON.
import type { Authentication } from './authentication.ts';
import type { Classified } from './automation/kind.ts';
import type { Bounce } from './bounce/shapes.ts';
import type { Calendar } from './calendar.ts';
import type { Forward } from './forward/forward.ts';
import type { MailAddress, MailAttachment, MailDefect } from './parsed-mail.ts';
import type { Reply } from './reply/reply.ts';

/** An attachment without its content; `readAttachment` of the reader fetches that by its place in the list. */
export type ReadAttachment = Omit<MailAttachment, 'content'>;

/** What is read of a body, whether it came as a whole mail or alone. */
export interface BodyReading extends Reply {
  forward: Forward | null;
  /** The plain text, made from the HTML where there is none. */
  text: string;
  /** Sanitised HTML, null if there is none. */
  html: string | null;
  /** Images in `html` that are loaded only if the reader asks for them. */
  remoteImages: number;
  /** The version of the rules `html` was sanitised with. */
  rulesVersion: number;
}

export interface Reading extends BodyReading {
  /** Milliseconds it took. */
  ms: number;
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  /** ISO 8601 in UTC; null if the mail has no readable date. */
  date: string | null;
  from: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
  kind: Classified['kind'];
  /** How automatic the mail says it is, and which rule decided on `kind`. */
  automatic: Classified['automatic'];
  reason: string;
  bounce: Bounce | null;
  calendar: Calendar | null;
  attachments: ReadAttachment[];
  /** Null if no trusted server left its findings in the mail. */
  authentication: Authentication | null;
  encrypted: 'smime' | 'pgp' | null;
  signed: boolean;
  defects: MailDefect[];
}
