// Bounces, complaints and receipts: the standard, its deviations, and reports that are only text (EM-9, EM-15).
import t from 'tap';
import { readBounce } from '../../../plugins/email/reading/bounce/bounce.ts';
import { readReceipt } from '../../../plugins/email/reading/bounce/receipt.ts';
import { parseMail } from '../../../plugins/email/reading/parse.ts';
import { complaintMail, hotmailComplaint, mail, noticeMail, report, returned } from './notice.ts';
import { englishNotices } from './notices-english.ts';
import { germanNotices } from './notices-german.ts';
import { worldNotices } from './notices-world.ts';
import { strayReports } from './stray-reports.ts';
import { personalMails } from './personal-mails.ts';

function told(raw: Buffer): string | null {
  const bounce = readBounce(parseMail(raw));
  if (!bounce) return null;
  return bounce.recipients
    .map(({ address, reason, kind, status }) => [address, reason, kind, ...(status ? [status] : [])].join(' '))
    .join('\n');
}

t.test('reports that are only text', async (t) => {
  for (const notice of [...englishNotices, ...germanNotices, ...worldNotices]) {
    t.equal(told(noticeMail(notice)), notice.expect, notice.name);
  }
});

t.test('people who write about mails that did not arrive', async (t) => {
  for (const notice of personalMails) t.equal(told(noticeMail(notice)), null, notice.name);
});

const fields = `Reporting-MTA: dns; relay.example
Original-Envelope-Id: token-4711

Final-Recipient: rfc822; ann@pots.example
Original-Recipient: rfc822;ann@pots.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ann@pots.example>: Recipient address
    rejected: User unknown`;

t.test('the standard report', async (t) => {
  t.same(readBounce(parseMail(report('Not delivered.', fields, 'ann@pots.example'))), {
    recipients: [
      {
        address: 'ann@pots.example',
        alias: null,
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 5.1.1 <ann@pots.example>: Recipient address rejected: User unknown',
        kind: 'hard',
        reason: 'user_unknown',
      },
    ],
    originalMessageId: 'ticket-4711.1@shop.example',
    envelopeId: 'token-4711',
    reportingMta: 'relay.example',
    complaint: null,
  });
});

t.test('what happened to one recipient is never said of another', async (t) => {
  const blocks = `${fields}

Final-Recipient: rfc822; bob@pots.example
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; cid@pots.example
Action: relayed
Status: 2.0.0`;
  const bounce = readBounce(parseMail(report('See below.', blocks, 'ann@pots.example')));
  t.same(
    bounce?.recipients.map(({ address, action, kind, reason, diagnostic }) => [
      address,
      action,
      kind,
      reason,
      diagnostic !== null,
    ]),
    [
      ['ann@pots.example', 'failed', 'hard', 'user_unknown', true],
      ['bob@pots.example', 'delayed', 'soft', 'temporary', false],
      ['cid@pots.example', 'relayed', 'soft', 'unknown', false],
    ],
  );
});

t.test('reports that stray from the standard', async (t) => {
  for (const [name, blocks, expected] of strayReports)
    t.equal(told(report('Sorry.', blocks, 'ann@pots.example')), expected, name);
});

t.test('an address that was forwarded keeps both names', async (t) => {
  const blocks =
    'Final-Recipient: rfc822; private@home.example\nOriginal-Recipient: rfc822; ann@pots.example\nAction: failed\nStatus: 5.2.2';
  const bounce = readBounce(parseMail(report('Sorry.', blocks, 'ann@pots.example')));
  t.match(bounce?.recipients, [{ address: 'ann@pots.example', alias: 'private@home.example' }]);
});

t.test('an internationalised report', async (t) => {
  const blocks = 'Final-Recipient: utf-8; jürgen@bäcker.example\nAction: failed\nStatus: 5.1.1';
  t.equal(
    told(report('Leider nicht.', blocks, 'a@b.example', 'global-delivery-status')),
    'jürgen@bäcker.example user_unknown hard 5.1.1',
  );
});

t.test('complaints', async (t) => {
  const abuse = readBounce(parseMail(complaintMail()));
  t.same(abuse?.complaint, {
    type: 'abuse',
    recipients: ['zoe@inbox.example'],
    userAgent: 'Loop/1.0',
    sourceIp: '192.0.2.7',
  });
  t.same(abuse?.recipients, []);
  t.equal(abuse?.originalMessageId, 'ticket-4711.1@shop.example');
  t.match(readBounce(parseMail(hotmailComplaint()))?.complaint, { type: 'abuse', recipients: ['zoe@hotmail.example'] });
});

t.test('Amazon SES tells by JSON', async (t) => {
  const about = {
    mail: { messageId: '0102', headers: [{ name: 'Message-ID', value: '<ticket-4711.1@shop.example>' }] },
  };
  const recipient = {
    emailAddress: 'ann@pots.example',
    status: '5.1.1',
    action: 'failed',
    diagnosticCode: 'smtp; 550 5.1.1 user unknown',
  };
  const sns = (event: object) =>
    mail(
      ['From: AWS <no-reply@sns.example>', 'Subject: AWS Notification Message'],
      `${JSON.stringify({ ...about, ...event })}\n\n--\nIf you wish to stop`,
    );
  const bounce = sns({
    notificationType: 'Bounce',
    bounce: { bounceType: 'Permanent', bouncedRecipients: [recipient] },
  });
  t.equal(told(bounce), 'ann@pots.example user_unknown hard 5.1.1');
  t.equal(readBounce(parseMail(bounce))?.originalMessageId, 'ticket-4711.1@shop.example');
  const suppressed = {
    bounceSubType: 'OnAccountSuppressionList',
    bouncedRecipients: [{ emailAddress: 'ann@pots.example' }],
  };
  t.equal(told(sns({ notificationType: 'Bounce', bounce: suppressed })), 'ann@pots.example suppressed soft');
  const complaint = { complainedRecipients: [{ emailAddress: 'ann@pots.example' }] };
  t.match(readBounce(parseMail(sns({ notificationType: 'Complaint', complaint })))?.complaint, {
    recipients: ['ann@pots.example'],
  });
});

t.test('receipts', async (t) => {
  const blocks =
    'Reporting-UA: reader.example; Mail 9\nFinal-Recipient: rfc822; ann@pots.example\nOriginal-Message-ID: <ticket-4711.1@shop.example>\nDisposition: manual-action/MDN-sent-manually; displayed/error';
  const receipt = parseMail(report('Your mail was shown.', blocks, 'ann@pots.example', 'disposition-notification'));
  t.equal(readBounce(receipt), null, 'is no bounce');
  t.same(readReceipt(receipt), {
    originalMessageId: 'ticket-4711.1@shop.example',
    recipient: 'ann@pots.example',
    disposition: 'displayed',
    manual: true,
    modifiers: ['error'],
  });
  const delivered = 'Final-Recipient: rfc822; ann@pots.example\nAction: delivered\nStatus: 2.0.0';
  const bounce = readBounce(parseMail(report('Delivered.', delivered, 'ann@pots.example')));
  t.match(bounce?.recipients, [{ action: 'delivered', kind: 'soft', reason: 'unknown', status: '2.0.0' }]);
});

t.test('a report that a gateway passes on inside of another mail', async (t) => {
  const inner = report('See the details.', fields, 'ann@pots.example').toString();
  const outer = mail(
    [
      'From: Mail Delivery Subsystem <MAILER-DAEMON@gate.example>',
      'Subject: Returned mail',
      'Content-Type: multipart/mixed; boundary=outer',
    ],
    `--outer\nContent-Type: text/plain\n\n----- The following addresses had delivery errors -----\n\n--outer\nContent-Type: message/rfc822\n\n${inner}\n--outer--\n`,
  );
  t.equal(told(outer), 'ann@pots.example user_unknown hard 5.1.1');
  t.equal(readBounce(parseMail(outer))?.originalMessageId, 'ticket-4711.1@shop.example');
});

t.test('hostile reports: twice the size is never four times the work', async (t) => {
  const head = ['From: MAILER-DAEMON@relay.example', 'Subject: failure notice'];
  const fill = [
    'a@',
    'not delivered to a@b.example\n',
    '<a@b.example>: no such unknown ',
    'Received: x\n\n',
    '"',
    '<a@b.example>:\n550 5.1.1 x\n\n',
    'http://',
    '{"a":',
  ];
  for (const piece of fill) {
    const work = (length: number) => {
      const parsed = parseMail(mail(head, piece.repeat(length / piece.length)));
      const started = process.cpuUsage();
      for (let round = 0; round < 3; round++) readBounce(parsed);
      return process.cpuUsage(started).user;
    };
    work(50_000);
    const [small, large] = [work(150_000), work(600_000)];
    t.ok(large < 16 * small + 200_000, JSON.stringify(piece));
  }
});

t.test('reports that say nothing', async (t) => {
  const bounce = readBounce(
    parseMail(mail(['From: MAILER-DAEMON@relay.example', 'Subject: Undelivered Mail Returned to Sender'], 'Sorry.')),
  );
  t.same(bounce, { recipients: [], originalMessageId: null, envelopeId: null, reportingMta: null, complaint: null });
  t.match(
    readBounce(
      parseMail(
        mail(
          ['From: MAILER-DAEMON@relay.example', 'Subject: failure notice'],
          `Sorry.\n\n--- Below this line is a copy of the message.\n\n${returned('ann@pots.example')}`,
        ),
      ),
    )?.recipients,
    [{ address: 'ann@pots.example', reason: 'unknown', kind: 'soft' }],
  );
});
