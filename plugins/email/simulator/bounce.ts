// The report a mail server sends back when a mail could not be delivered (RFC 3464, RFC 6522).
import type { Bounce } from './misbehaviour.ts';
import type { SentMail } from './smtp.ts';

/** Puts the report together; `domain` is the reporting server's. The sender of a report is empty, so nobody answers it. */
export function deliveryReport(mail: SentMail, bounce: Bounce, recipient: string, domain: string, at: Date): Buffer {
  const boundary = `report-${at.getTime().toString(36)}-${recipient.length}`;
  const failed = bounce.action === 'failed';
  const subject = failed ? 'Undelivered Mail Returned to Sender' : 'Delayed Mail (still being retried)';
  const lines = [
    'Return-Path: <>',
    `From: Mail Delivery System <MAILER-DAEMON@${domain}>`,
    `To: ${mail.envelope.from}`,
    `Subject: ${subject}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${boundary}@${domain}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    ...explanation(bounce, recipient, domain),
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    ...statusBlocks(mail, bounce, recipient, domain, at),
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    headersOf(mail.raw),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function explanation(bounce: Bounce, recipient: string, domain: string): string[] {
  const outcome =
    bounce.action === 'failed'
      ? 'Your message could not be delivered. The address and the reason are below.'
      : 'Your message has not been delivered yet. You need not send it again; delivery will be tried again.';
  return [`This is the mail system at ${domain}.`, '', outcome, '', `<${recipient}>: ${bounce.diagnostic}`];
}

function statusBlocks(mail: SentMail, bounce: Bounce, recipient: string, domain: string, at: Date): string[] {
  const { envelopeId } = mail.envelope;
  return [
    `Reporting-MTA: dns; ${domain}`,
    ...(envelopeId ? [`Original-Envelope-Id: ${envelopeId}`] : []),
    `Arrival-Date: ${mail.at.toUTCString().replace('GMT', '+0000')}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${bounce.action}`,
    `Status: ${bounce.status}`,
    `Remote-MTA: dns; mx.${recipient.split('@')[1] ?? domain}`,
    `Diagnostic-Code: smtp; ${bounce.diagnostic}`,
    `Last-Attempt-Date: ${at.toUTCString().replace('GMT', '+0000')}`,
  ];
}

function headersOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  return raw.toString('latin1', 0, end < 0 ? raw.length : end + 2);
}
