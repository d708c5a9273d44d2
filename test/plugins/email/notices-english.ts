// Reports in English as mail servers write them that have no machine part.
import { returned } from './notice.ts';
import type { NoticeCase } from './notice.ts';

export const englishNotices: NoticeCase[] = [
  {
    name: 'Exim, two recipients with different fates',
    subject: 'Mail delivery failed: returning message to sender',
    headers: 'X-Failed-Recipients: ann@pots.example, bob@pots.example',
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ann@pots.example
    host mx.pots.example [192.0.2.11]
    SMTP error from remote mail server after RCPT TO:<ann@pots.example>:
    550 5.1.1 <ann@pots.example>: Recipient address rejected: User unknown in virtual mailbox table
  bob@pots.example
    host mx.pots.example [192.0.2.11]
    SMTP error from remote mail server after RCPT TO:<bob@pots.example>:
    552 5.2.2 <bob@pots.example>: Recipient address rejected: Mailbox is full

------ This is a copy of the message, including all the headers. ------

${returned('ann@pots.example, bob@pots.example')}`,
    expect: 'ann@pots.example user_unknown hard 5.1.1\nbob@pots.example mailbox_full soft 5.2.2',
  },
  {
    name: 'Postfix without a report',
    subject: 'Undelivered Mail Returned to Sender',
    text: `This is the mail system at host relay.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to <postmaster@relay.example>

If you do so, please include this problem report. You can
delete your own text from the attached returned message.

                   The mail system

<carl@mugs.example>: host mx.mugs.example[192.0.2.12] said: 554 5.7.1 Service
    unavailable; Client host [192.0.2.7] blocked using zen.example; see
    https://list.example/192.0.2.7 (in reply to RCPT TO command)
`,
    expect: 'carl@mugs.example policy soft 5.7.1',
  },
  {
    name: 'qmail',
    from: 'MAILER-DAEMON@relay.example',
    subject: 'failure notice',
    text: `Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<dora@tiles.example>:
Sorry, I couldn't find any host named tiles.example. (#5.1.2)

<emil@bricks.example>:
192.0.2.44 does not like recipient.
Remote host said: 550 sorry, no such mailbox here
Giving up on 192.0.2.44.

--- Below this line is a copy of the message.

${returned('dora@tiles.example, emil@bricks.example')}`,
    expect: 'dora@tiles.example domain hard 5.1.2\nemil@bricks.example user_unknown hard',
  },
  {
    name: 'sendmail',
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@relay.example>',
    subject: 'Returned mail: see transcript for details',
    text: `The original message was received at Tue, 3 Mar 2026 09:12:45 +0100
from mx.shop.example [192.0.2.7]

   ----- The following addresses had permanent fatal errors -----
<fay@looms.example>
    (reason: 550 5.7.1 <fay@looms.example>... Relaying denied)

   ----- Transcript of session follows -----
... while talking to mail.looms.example.:
>>> RCPT To:<fay@looms.example>
<<< 550 5.7.1 <fay@looms.example>... Relaying denied
550 5.1.1 <fay@looms.example>... User unknown

   ----- Message header follows -----
${returned('fay@looms.example')}`,
    expect: 'fay@looms.example relaying soft 5.7.1',
  },
  {
    name: 'a filter that answers after the data',
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@relay.example>',
    subject: 'Returned mail: see transcript for details',
    text: `   ----- The following addresses had permanent fatal errors -----
<gil@phones.example>
    (reason: 550 Unknown user gil@phones.example)

   ----- Transcript of session follows -----
... while talking to mx.phones.example.:
>>> DATA
<<< 550 Unknown user gil@phones.example
554 5.0.0 Service unavailable

   ----- Original message follows -----
${returned('gil@phones.example')}`,
    expect: 'gil@phones.example user_unknown soft 5.0.0',
  },
  {
    name: 'Courier',
    from: '"Courier mail server at relay.example" <postmaster@relay.example>',
    subject: 'NOTICE: mail delivery status.',
    text: `This is a delivery status notification from relay.example,
running the Courier mail server.

Your message to the following recipients cannot be delivered:

<hal@saws.example>:
   mx.saws.example [192.0.2.71]:
>>> RCPT TO:<hal@saws.example>
<<< 550 User <hal@saws.example> unknown

${returned('hal@saws.example')}`,
    expect: 'hal@saws.example user_unknown hard',
  },
  {
    name: 'a Windows mail server',
    from: 'mailer-daemon@relay.example',
    subject: 'Message undeliverable: Your order',
    text: `Your message did not reach some or all of the intended recipients.

   Sent: Tue, 03 Mar 2026 09:12:44 +0100
   Subject: Your order

The following recipient(s) could not be reached:

ida@kites.example
   Error Type: SMTP
   Remote server (192.0.2.72) issued an error.
   Client sent: RCPT TO:<ida@kites.example>
   Remote server replied: 554 5.7.1 Message rejected as spam
`,
    expect: 'ida@kites.example policy soft 5.7.1',
  },
  {
    name: 'an appliance with the reason first',
    from: 'postmaster@gate.example',
    subject: 'Undeliverable Mail: "Your order"',
    text: `Your message:
   From:    desk@shop.example
   Subject: Your order
Could not be delivered because of

552 5.3.4 Message size exceeds fixed maximum message size

The following recipients were affected:
    jo@lamps.example
`,
    expect: 'jo@lamps.example too_large soft 5.3.4',
  },
  {
    name: 'a provider that gives up in one sentence',
    from: 'MAILER-DAEMON@isp.example',
    subject: 'Delivery failure',
    text: `Message from isp.example.
Unable to deliver message to the following address(es).

<kim@isp.example>:
Sorry, your message to kim@isp.example cannot be delivered. This mailbox is disabled.

--- Original message follows.

${returned('kim@isp.example')}`,
    expect: 'kim@isp.example disabled soft',
  },
  {
    name: 'Amazon: fields in the text',
    from: 'MAILER-DAEMON@eu-west-1.mailer.example',
    subject: 'Delivery Status Notification (Failure)',
    text: `An error occurred while trying to deliver the mail to the following recipients:
lou@drums.example

Technical report:

Reporting-MTA: dns; out.mailer.example

Action: failed
Final-Recipient: rfc822; lou@drums.example
Diagnostic-Code: smtp; 550 5.7.26 This mail is unauthenticated: it fails the sender's DMARC policy
Status: 5.7.26
`,
    expect: 'lou@drums.example policy soft 5.7.26',
  },
  {
    name: 'a warning',
    subject: 'Warning: message 1qabcd-0001-Xy delayed 24 hours',
    text: `This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on relay.example.

The address to which the message has not yet been delivered is:

  max@boats.example
    Delay reason: Connection timed out

No action is required on your part.
`,
    expect: 'max@boats.example temporary soft',
  },
  {
    name: 'a session log',
    from: 'MDaemon@relay.example',
    subject: 'Permanent Delivery Failure',
    text: `The attached message had PERMANENT fatal delivery errors!

The following addresses did NOT receive a copy of your message:

> nan@wells.example

--- Session Transcript ---
 220 wells.example ESMTP ready
 MAIL From:<desk@shop.example>
 250 ok
 RCPT To:<nan@wells.example>
 421 4.7.0 Too many connections from your host
 QUIT
--- End Transcript ---
`,
    expect: 'nan@wells.example rate soft 4.7.0',
  },
];
