// Mails by people about deliveries: none of them is a bounce.
import type { NoticeCase } from './notice.ts';

function person(name: string, from: string, subject: string, text: string, headers?: string): NoticeCase {
  return { name, from, subject, text, headers, expect: '' };
}

export const personalMails: NoticeCase[] = [
  person(
    'quotes an error',
    'Anna <anna@home.example>',
    'Undeliverable: my mail',
    'Hi, my mail to sales@shop.example came back with "550 User unknown". It says it could not be delivered to the following recipients.',
  ),
  person(
    'pastes a report',
    'Carla <carla@home.example>',
    'Returned mail problem',
    `Hi,

I get this when I write to you:

  550 5.1.1 <help@shop.example>: Recipient address rejected: User unknown

This message was created automatically by mail delivery software.

Can you fix it?`,
  ),
  person(
    'waits for a parcel',
    'Anna <anna@home.example>',
    'Delivery failed',
    'Hello,\n\nthe courier could not deliver my parcel to my address.\n\nAnna',
  ),
  person(
    'wartet auf ein Paket',
    'Bernd <bernd@home.example>',
    'Zustellung fehlgeschlagen',
    'Guten Tag,\n\nmein Paket konnte nicht zugestellt werden, bitte schreiben Sie an bernd@home.example.\n\nBernd',
  ),
  person(
    'cannot receive mail',
    'Dirk <dirk@home.example>',
    'Problem',
    "I can't receive mails with my address:\ndirk@home.example",
  ),
  person(
    'forwards a report',
    'Bernd <bernd@home.example>',
    'Fwd: Undelivered Mail Returned to Sender',
    `Hallo, das kam zurück:

---------- Forwarded message ---------
From: Mail Delivery System <MAILER-DAEMON@relay.example>
Subject: Undelivered Mail Returned to Sender

This is the mail system at host relay.example.

<ann@pots.example>: host mx.pots.example said: 550 5.1.1 User unknown
`,
  ),
  person(
    'answers a report',
    'Eva <eva@home.example>',
    'Re: Undelivered Mail Returned to Sender',
    'That was our old address, eva@home.example could not be reached last week.',
    'In-Reply-To: <report-1@relay.example>',
  ),
  person(
    'is the postmaster',
    'postmaster@firma.example',
    'Question about your product',
    'Hello,\n\nwe could not find a price list. Could you send one to postmaster@firma.example?',
  ),
  person(
    'a parcel service',
    'Paketdienst <noreply@paket.example>',
    'Ihre Sendung konnte nicht zugestellt werden',
    'Guten Tag,\n\nleider konnten wir Ihre Sendung heute nicht zustellen.',
    'Auto-Submitted: auto-generated',
  ),
  person(
    'is away, from the null path',
    'Fritz <fritz@firma.example>',
    'Automatische Antwort: Ihre Bestellung',
    'Ich bin bis Montag nicht erreichbar. Ihre Nachricht wird nicht weitergeleitet und konnte nicht gelesen werden.',
    'Return-Path: <>\r\nAuto-Submitted: auto-replied',
  ),
];
