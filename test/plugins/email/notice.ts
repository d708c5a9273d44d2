// Builds mails in the style of mail servers for the tests of bounces.

/** A report that has nothing but text for people. */
export interface NoticeCase {
  name: string;
  from?: string;
  subject: string;
  text: string;
  html?: boolean;
  headers?: string;
  /** `address reason kind [status]` of each recipient, one a line. */
  expect: string;
}

/** The mail that reports are about. */
export const original = [
  'Return-Path: <desk@shop.example>',
  'Received: from mx.shop.example (mx.shop.example [192.0.2.7]) by relay.example with ESMTPS id 4711',
  'Message-ID: <ticket-4711.1@shop.example>',
  'Date: Tue, 03 Mar 2026 09:12:44 +0100',
  'From: Shop <desk@shop.example>',
  'To: %TO%',
  'Subject: Your order',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Good news: it is on its way.',
  '',
].join('\r\n');

export function mail(headers: string[], body: string): Buffer {
  const fixed = ['To: desk@shop.example', 'Date: Tue, 03 Mar 2026 09:13:00 +0100', 'MIME-Version: 1.0'];
  return Buffer.from([...headers, ...fixed, '', body].join('\r\n').replace(/\r?\n/g, '\r\n'), 'utf8');
}

export function noticeMail({ from, subject, text, html, headers }: NoticeCase): Buffer {
  const type = html ? 'text/html' : 'text/plain';
  const head = [
    `From: ${from ?? 'Mail Delivery System <MAILER-DAEMON@relay.example>'}`,
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: 8bit',
    ...(headers ? [headers] : []),
  ];
  return mail(head, text);
}

/** The header of the original, as reports append it. */
export function returned(to: string): string {
  return original.replace('%TO%', to);
}

/** A report with its three parts (RFC 6522). @param blocks the machine part, blocks apart by an empty line */
export function report(text: string, blocks: string, to: string, type = 'delivery-status'): Buffer {
  const part = (kind: string, body: string) => `--b1\r\nContent-Type: ${kind}\r\n\r\n${body}\r\n`;
  const head = [
    'From: Mail Delivery System <MAILER-DAEMON@relay.example>',
    'Subject: Undelivered Mail Returned to Sender',
    `Content-Type: multipart/report; report-type=${type}; boundary=b1`,
    'Auto-Submitted: auto-replied',
  ];
  const parts = [
    part('text/plain; charset=utf-8', text),
    part(`message/${type}`, blocks),
    part('message/rfc822', returned(to)),
  ];
  return mail(head, `${parts.join('')}--b1--\r\n`);
}

/** An abuse report (RFC 5965). */
export function complaintMail(): Buffer {
  const fields = [
    'Feedback-Type: abuse',
    'User-Agent: Loop/1.0',
    'Version: 1',
    'Original-Rcpt-To: <zoe@inbox.example>',
    'Source-IP: 192.0.2.7',
  ];
  const parts = [
    '--b1\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n',
    `--b1\r\nContent-Type: message/feedback-report\r\n\r\n${fields.join('\r\n')}\r\n`,
    `--b1\r\nContent-Type: message/rfc822\r\n\r\n${returned('zoe@inbox.example')}\r\n--b1--\r\n`,
  ];
  const type = 'Content-Type: multipart/report; report-type=feedback-report; boundary=b1';
  return mail(['From: feedback@inbox.example', 'Subject: FW: Your order', type], parts.join(''));
}

/** The form in which Hotmail complains: the mail alone, its recipient in a field of it. */
export function hotmailComplaint(): Buffer {
  const inner = `X-HmXmrOriginalRecipient: zoe@hotmail.example\r\n${returned('zoe@hotmail.example')}`;
  const body = `--b1\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--b1--\r\n`;
  const head = ['From: <staff@hotmail.com>', 'Subject: complaint about message from 192.0.2.7'];
  return mail([...head, 'Content-Type: multipart/mixed; boundary=b1'], body);
}
