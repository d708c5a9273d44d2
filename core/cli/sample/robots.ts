// What machines write: reports, away notices, newsletters, receipts; and what cannot be read.
import { reason } from '../../contract/reason.ts';
import { later, robot, said, talkOf } from './besides.ts';
import { minutesLater } from './days.ts';
import type { Beat, Cast } from './script.ts';
import { customerWrites, type Stage, type Talk } from './stage.ts';

/** RFC 3464: the far side takes the mail and says later that nobody is there. */
export function bounces(stage: Stage, casts: Cast[], now: Date): Beat[] {
  return casts.map((cast) => ({
    at: later(cast, 4, now),
    async run() {
      const { talk } = cast;
      const host = talk.customer.email.split('@')[1]!;
      const ours = talk.thread.findLast((id) => id.endsWith('@radwerk.example'));
      if (!ours) return;
      await receive(stage, talk, `bounce-${talk.number}`, deliveryReport(talk, ours, host, stage.past.clock.now()));
    },
  }));
}

function deliveryReport(talk: Talk, messageId: string, host: string, at: Date): Buffer {
  const { email } = talk.customer;
  const lines = [
    `From: Mail Delivery System <mailer-daemon@${host}>`,
    'To: Radwerk <support@radwerk.example>',
    `Subject: Undelivered Mail Returned to Sender`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <report.${talk.number}@${host}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `This is the mail system at ${host}. Your message could not be delivered: the mailbox <${email}> is not known here.`,
    '',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${host}`,
    '',
    `Final-Recipient: rfc822; ${email}`,
    'Action: failed',
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; 550 5.1.1 <${email}>: Recipient address rejected: User unknown`,
    '',
    '--report',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${messageId}>`,
    `Subject: Re: order`,
    '',
    '--report--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

async function receive({ past, company }: Stage, talk: Talk, key: string, body: Buffer): Promise<void> {
  const { accountId, address } = company.inboxes[talk.inbox];
  await past.inbound.receive(accountId, {
    key,
    type: 'message/rfc822',
    body,
    meta: { from: '', to: [address] },
    summary: key,
  });
  await past.settle();
}

/** RFC 3834: a mailbox answers that nobody is there to read it. */
export function awayNotices(stage: Stage, casts: Cast[], now: Date): Beat[] {
  return casts.map((cast) => ({
    at: later(cast, 2, now),
    run() {
      const german = cast.talk.customer.language === 'de';
      const text = german
        ? 'Guten Tag,\n\nich bin zurzeit nicht im Büro und lese Ihre Nachricht nach meiner Rückkehr. In dringenden Fällen hilft Ihnen meine Vertretung.'
        : 'Hello,\n\nI am out of the office and will read your message when I am back.';
      const subject = `${german ? 'Automatische Antwort' : 'Automatic reply'}: ${cast.talk.subject}`;
      return customerWrites(stage, cast.talk, said(text), {
        subject,
        quoted: null,
        headers: { 'Auto-Submitted': 'auto-replied' },
      });
    },
  }));
}

/** RFC 2919: sent to everybody, answered by nobody. */
export function newsletters(stage: Stage, now: Date): Beat[] {
  return [3, 17, 31, 45].map((days, index) => ({
    at: minutesLater(now, -days * 24 * 60),
    run() {
      const sender = robot('Radhandel aktuell', 'redaktion@radhandel.example');
      const talk = talkOf(stage, sender, 7000 + index, `Radhandel aktuell, Ausgabe ${48 - index}`);
      const text =
        'Liebe Leserinnen und Leser,\n\ndiesmal im Heft: Lastenräder im Winter, neue Regeln für Leasing, Werkzeug im Vergleich.';
      const headers = {
        'List-Id': '<aktuell.radhandel.example>',
        'List-Unsubscribe': '<mailto:leave@radhandel.example>',
        Precedence: 'bulk',
      };
      return customerWrites(stage, talk, said(text), { headers });
    },
  }));
}

/** Kept, shown as not read, and can be read again. */
export function unreadable(stage: Stage, now: Date): Beat[] {
  return [5, 700].map((minutes, index) => ({
    at: minutesLater(now, -minutes),
    async run() {
      stage.past.spoilNext({ quarantine: reason('inbound.parse_slow', 'Reading it took too long.') });
      const customer = stage.company.customers[20 + index]!;
      const text =
        customer.language === 'de'
          ? 'Guten Tag, anbei die Fotos in voller Größe.'
          : 'Hello, please find the photos in full size.';
      await customerWrites(stage, talkOf(stage, customer, 8000 + index, 'Fotos / photos'), {
        ...said(text),
        along: 'photo',
      });
    },
  }));
}

/** Some mail programs say that a mail was read (RFC 8098). */
export function receipts(stage: Stage, casts: Cast[], now: Date): Beat[] {
  return casts
    .filter((_, index) => index % 4 === 0)
    .map((cast) => ({
      at: later(cast, 9, now),
      async run() {
        const externalId = cast.talk.thread.findLast((id) => id.endsWith('@radwerk.example'));
        const { accountId } = stage.company.inboxes[cast.talk.inbox];
        const at = stage.past.clock.now();
        if (externalId)
          await stage.past.outbound.follow(accountId, { type: 'receipt', of: { externalId }, status: 'read', at });
      },
    }));
}
