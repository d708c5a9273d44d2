// The result of reading a mail: everything the desk wants to know about it, ready to be stored as JSON.
import type { MailKind } from './automation/kind.ts';
import type { Bounce } from './bounce/shapes.ts';
import type { Calendar } from './calendar.ts';
import type { Forward } from './forward/forward.ts';
import type { MailAddress, MailDefect } from './parsed-mail.ts';

export interface ReadAttachment {
  name: string;
  type: string;
  bytes: number;
  md5: string;
  inline: boolean;
  contentId: string | null;
}

export interface Reading {
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
  kind: MailKind;
  visibleText: string;
  quotedText: string;
  signature: string;
  forward: Forward | null;
  bounce: Bounce | null;
  calendar: Calendar | null;
  attachments: ReadAttachment[];
  /** The plain text of the mail, made from the HTML where the mail has none. */
  text: string;
  /** Sanitised HTML, null if the mail has none. */
  html: string | null;
  /** Images in `html` that are loaded only if the reader asks for them. */
  remoteImages: number;
  /** The version of the rules `html` was sanitised with. */
  rulesVersion: number;
  authentication: null;
  encrypted: 'smime' | 'pgp' | null;
  signed: boolean;
  defects: MailDefect[];
}
