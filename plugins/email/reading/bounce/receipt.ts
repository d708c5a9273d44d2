// Reads receipts: a recipient's program tells that a mail was shown, deleted or processed (RFC 8098).
import type { ParsedMail } from '../parsed-mail.ts';
import { firstAddress } from './addresses.ts';
import { readFieldBlocks, valueOf, withoutType } from './field-blocks.ts';
import { sortReportParts } from './report-parts.ts';
import { readReturned } from './returned.ts';

export interface Receipt {
  /** Message-ID of the mail that was read, without angle brackets. */
  originalMessageId: string | null;
  /** Who it was sent to, as far as the receipt tells it. */
  recipient: string | null;
  /** `displayed`, `deleted`, `dispatched`, `processed`, or what the receipt has instead: lower case. */
  disposition: string;
  /** The recipient agreed to this receipt; false if it was sent without asking. */
  manual: boolean;
  /** `error`, `denied` and other modifiers of the disposition. */
  modifiers: string[];
}

/** Null if the mail is no receipt. */
export function readReceipt(mail: ParsedMail): Receipt | null {
  const parts = sortReportParts(mail);
  if (parts.dispositions.length === 0) return null;
  const fields = parts.dispositions.flatMap(readFieldBlocks).flat();
  const disposition = valueOf(fields, 'disposition') ?? '';
  const [mode = '', ...after] = disposition.split(';');
  const [type = '', modifiers = ''] = after.join(';').split('/');
  const recipient = valueOf(fields, 'original-recipient') ?? valueOf(fields, 'final-recipient');
  const original = /<\s*([^<>\s]{1,900})\s*>|^([^<>\s]{1,900})$/.exec(valueOf(fields, 'original-message-id') ?? '');
  return {
    originalMessageId:
      original?.[1] ??
      original?.[2] ??
      readReturned(parts, { lines: [], returned: [] }).messageId ??
      mail.inReplyTo[0] ??
      null,
    recipient: recipient === null ? null : firstAddress(withoutType(recipient)),
    disposition: type.trim().toLowerCase().slice(0, 40) || 'displayed',
    manual: /manual-action|sent-manually/i.test(mode),
    modifiers: modifiers
      .split(',')
      .map((word) => word.trim().toLowerCase())
      .filter((word) => word !== '')
      .slice(0, 10),
  };
}
