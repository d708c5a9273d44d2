// Reads complaints: abuse reports (RFC 5965, RFC 6591) and the forms of providers that have their own.
import type { ParsedMail } from '../parsed-mail.ts';
import { findAddresses, firstAddress } from './addresses.ts';
import { readFieldBlocks, valueOf, valuesOf } from './field-blocks.ts';
import type { ReportParts } from './report-parts.ts';
import type { ReturnedMail } from './returned.ts';
import type { Complaint } from './shapes.ts';

export function readComplaint(mail: ParsedMail, parts: ReportParts, returned: ReturnedMail): Complaint | null {
  return (
    readAbuseReport(parts, returned) ??
    readHotmail(mail, parts, returned) ??
    readHotmailBare(mail) ??
    readUnsubscribe(mail, parts)
  );
}

function readAbuseReport(parts: ReportParts, returned: ReturnedMail): Complaint | null {
  if (parts.feedback.length === 0) return null;
  const fields = parts.feedback.flatMap(readFieldBlocks).flat();
  const named = ['original-rcpt-to', 'removal-recipient', 'x-hmxmroriginalrecipient']
    .flatMap((name) => valuesOf(fields, name))
    .flatMap((value) => findAddresses(value).map((one) => one.address));
  return {
    type: (valueOf(fields, 'feedback-type') ?? 'abuse').toLowerCase().slice(0, 50),
    recipients: named.length > 0 ? [...new Set(named)] : fallback(returned),
    userAgent: valueOf(fields, 'user-agent'),
    sourceIp: valueOf(fields, 'source-ip') ?? valueOf(fields, 'source'),
  };
}

/** Hotmail returns the mail as it is and names the recipient in a field of the returned mail. */
function readHotmail(mail: ParsedMail, parts: ReportParts, returned: ReturnedMail): Complaint | null {
  const original = returned.fields.find((one) => one.name === 'x-hmxmroriginalrecipient')?.value;
  const isStaff = /^(?:staff|fbl|jmrp)@(?:hotmail|live|outlook)\./i.test(mail.from?.address ?? '');
  const says = /^\s*(?:complaint about message|abuse report|email feedback report|jmrp)/i.test(mail.subject);
  const hasMail = parts.returnedHeaders.length + parts.returnedTexts.length > 0;
  if (!hasMail || !(isStaff || says) || (!original && !(isStaff && says))) return null;
  const recipient = original ? firstAddress(original) : null;
  const sourceIp = /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(mail.subject)?.[0] ?? null;
  return { type: 'abuse', recipients: recipient ? [recipient] : fallback(returned), userAgent: null, sourceIp };
}

/** The older form: the mail itself, with the fields of the report on top of its own. */
function readHotmailBare(mail: ParsedMail): Complaint | null {
  const original = mail.headers.find((one) => one.name === 'x-hmxmroriginalrecipient')?.value;
  const isStaff = mail.headers.some((one) => one.name === 'return-path' && /\bstaff@hotmail\.com\b/i.test(one.value));
  if (original === undefined || !isStaff) return null;
  const recipient = firstAddress(original);
  const sourceIp = mail.headers.find((one) => one.name === 'x-originating-ip')?.value ?? null;
  return { type: 'abuse', recipients: recipient ? [recipient] : [], userAgent: null, sourceIp };
}

/** Apple Mail and others write a mail when their reader presses "unsubscribe" (RFC 8058 by mail). */
function readUnsubscribe(mail: ParsedMail, parts: ReportParts): Complaint | null {
  const isShort = parts.notice.length < 600;
  if (!isShort || !/^\s*unsubscribe\b/i.test(mail.subject)) return null;
  if (!/\bsent this e-?mail to unsubscribe\b|\bautomatically unsubscrib/i.test(parts.notice)) return null;
  return { type: 'opt-out', recipients: mail.from ? [mail.from.address] : [], userAgent: null, sourceIp: null };
}

function fallback(returned: ReturnedMail): string[] {
  return returned.recipients.length === 1 ? returned.recipients : [];
}
