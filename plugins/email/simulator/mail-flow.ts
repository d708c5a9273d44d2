// What becomes of an accepted mail: kept in Sent, delivered to simulated mailboxes, or sent back as a report.
import { deliveryReport } from './bounce.ts';
import { findFolder } from './mailbox.ts';
import type { Bounce, Trouble } from './misbehaviour.ts';
import type { Outbox } from './outbox.ts';
import type { PostOffice } from './post-office.ts';
import type { SentMail } from './smtp.ts';

export interface MailFlow {
  accept(mail: SentMail): void;
  /** Reports still to come are dropped. */
  close(): void;
}

export function createMailFlow(office: PostOffice, outbox: Outbox, trouble: Trouble, now: () => Date): MailFlow {
  const timers = new Set<NodeJS.Timeout>();
  const report = (mail: SentMail, bounce: Bounce, recipient: string) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      sendBack(office, mail, bounce, recipient, now());
    }, bounce.after);
    timers.add(timer);
  };
  return {
    accept(mail) {
      keepInSent(office, mail);
      for (const recipient of mail.envelope.to) {
        const bounce = trouble.bounces.find((entry) => entry.recipient === recipient.toLowerCase());
        if (bounce) report(mail, bounce, recipient);
        if (bounce?.action !== 'failed') deliverHere(office, mail.envelope.from, recipient, mail.raw, now());
      }
      outbox.add(mail);
    },
    close: () => timers.forEach(clearTimeout),
  };
}

// Gmail and Microsoft 365 file what they send themselves; elsewhere the client appends its own copy.
function keepInSent(office: PostOffice, mail: SentMail): void {
  const mailbox = office.find(mail.user ?? '');
  const folder = mailbox && mailbox.provider !== 'plain' ? findFolder(mailbox, '\\Sent') : undefined;
  if (mailbox && folder) office.store(mailbox, folder, mail.raw, { flags: ['\\Seen'] });
}

/** Puts a mail into the recipient's simulated mailbox, with the trace fields of a final delivery; false without one. */
export function deliverHere(office: PostOffice, from: string, recipient: string, raw: Buffer, at: Date): boolean {
  const mailbox = office.recipient(recipient);
  if (!mailbox) return false;
  const trace = [
    `Return-Path: <${from}>`,
    `Delivered-To: ${recipient}`,
    `Received: by mail.simulator.example for <${recipient}>; ${at.toUTCString().replace('GMT', '+0000')}`,
    '',
  ].join('\r\n');
  office.deliver(mailbox.address, Buffer.concat([Buffer.from(trace), raw]));
  return true;
}

// Reports go to the envelope sender, and to who signed in where that address is not one of ours.
function sendBack(office: PostOffice, mail: SentMail, bounce: Bounce, recipient: string, at: Date): void {
  const mailbox = office.recipient(mail.envelope.from) ?? office.find(mail.user ?? '');
  if (!mailbox) return;
  const domain = mailbox.address.split('@')[1]!;
  office.deliver(mailbox.address, deliveryReport(mail, bounce, recipient, domain, at));
}
