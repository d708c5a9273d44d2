// The shapes that reading a mail passes around: headers, the tree of parts, and the mail as a whole.

/** One header field, in the order of the mail. */
export interface HeaderField {
  /** Lower case. */
  name: string;
  /** Unfolded and with encoded words (RFC 2047) decoded; for people and for searching. */
  value: string;
  /** The field body as it stood in the mail, folds kept, nothing decoded; for anything that reads structure. */
  raw: string;
}

/** A mailbox. Either half may be empty, never both. */
export interface MailAddress {
  name: string;
  address: string;
}

/** One node of the MIME tree (RFC 2045, 2046). */
export interface MimePart {
  /** Lower case `type/subtype`; `text/plain` where the mail says nothing usable. */
  type: string;
  /** Parameters of Content-Type: lower-case names, values decoded (RFC 2231, RFC 2047 in quotes). */
  parameters: Record<string, string>;
  /** Lower case, null where there is no Content-Disposition. */
  disposition: string | null;
  /** The file name the sender gave, without path and control characters; null where there is none. */
  filename: string | null;
  /** Without angle brackets. */
  contentId: string | null;
  headers: HeaderField[];
  /** Transfer-decoded bytes; for a multipart the undecoded bytes of the whole body. */
  body: Buffer;
  /** The charset the text was read with (a label as TextDecoder or iconv-lite know it); null if it is no text. */
  charset: string | null;
  /** The parts of a multipart; for message/rfc822 one child, the root of the enclosed mail. */
  children: MimePart[];
}

/** A file that came with the mail. */
export interface MailAttachment {
  name: string;
  /** Lower case media type as declared by the sender. */
  type: string;
  bytes: number;
  /** Lower-case hexadecimal MD5 of the content: an identity for comparing, not a protection. */
  md5: string;
  /** Shown inside the HTML body by its Content-ID or asked for with `Content-Disposition: inline`. */
  inline: boolean;
  contentId: string | null;
  content: Buffer;
  /** The sender gave no name; `name` is ours. */
  nameSynthesised: boolean;
}

/** What is wrong or was left undone; a mail with defects is still a mail (RFC 7103). */
export interface MailDefect {
  code: string;
  detail?: string;
}

/** A mail taken apart. Nothing in here is sanitised. */
export interface ParsedMail {
  headers: HeaderField[];
  root: MimePart;
  /** With angle brackets removed; null if the mail has none. */
  messageId: string | null;
  inReplyTo: string[];
  /** Oldest first, as in the header. */
  references: string[];
  date: Date | null;
  /** The first author with an address, or else the first; `fromAll` has every one. */
  from: MailAddress | null;
  fromAll: MailAddress[];
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
  /** All plain text of the body in order, line ends `\n`; null if the mail has only HTML. */
  text: string | null;
  /** All HTML of the body in order, as the sender wrote it: hostile until sanitised. */
  html: string | null;
  attachments: MailAttachment[];
  encrypted: 'smime' | 'pgp' | null;
  signed: boolean;
  defects: MailDefect[];
}

/** Bounds of one reading. What lies beyond them stays as raw bytes and is named in `defects`. */
export interface ParseLimits {
  /** Multiparts and enclosed mails inside each other. */
  depth: number;
  /** Parts of the whole mail. */
  parts: number;
  /** Bytes of one header block. */
  headerBytes: number;
  /** Fields of one header block. */
  headerFields: number;
  /** Bytes of body text that become `text` or `html`, each. */
  textBytes: number;
  /** Addresses of one field. */
  addresses: number;
  /** Bytes that all unpacked containers (TNEF, S/MIME) of a mail may hold together. */
  unpackedBytes: number;
}

export const defaultLimits: ParseLimits = {
  depth: 128,
  parts: 1000,
  headerBytes: 512 * 1024,
  headerFields: 2000,
  textBytes: 5 * 1024 * 1024,
  addresses: 10_000,
  unpackedBytes: 100 * 1024 * 1024,
};
