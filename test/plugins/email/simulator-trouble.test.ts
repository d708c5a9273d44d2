// The e-mail simulator's SMTP server and its misbehaviour, seen through imapflow and nodemailer.
import t from 'tap';
import { PASSWORD, TEAM, connected, failure, farSide, imapClient, mail, mailer, next } from './simulator-clients.ts';

const LETTER = {
  from: TEAM,
  to: 'ada@customer.example',
  subject: 'Hi',
  text: 'Hello',
  messageId: '<kept@example.org>',
};

t.test('SMTP: send over STARTTLS and TLS; the mail reaches simulated mailboxes', async (t) => {
  const far = await farSide(t, {
    users: [
      { address: TEAM, password: PASSWORD, oauth: 'microsoft' },
      { address: 'ada@customer.example', password: 'x' },
    ],
  });
  const seen: string[] = [];
  const stop = far.onSent((sent) => void seen.push(sent.envelope.from));
  const message = { from: TEAM, to: 'ada@customer.example, bob@elsewhere.example', subject: 'Hi', text: '.dot\nline' };
  await mailer(t, far).sendMail({
    ...message,
    dsn: { id: 'envelope-7', return: 'headers', notify: 'failure', recipient: TEAM },
  });
  const sent = await far.nextSent();
  t.match(sent, {
    envelope: { from: TEAM, to: ['ada@customer.example', 'bob@elsewhere.example'], envelopeId: 'envelope-7' },
    user: TEAM,
    secure: true,
  });
  t.match(sent.raw.toString(), /\r\n\r\n\.dot\r\nline/);
  t.match(far.messages('ada@customer.example')[0]?.raw.toString(), /^Return-Path: <team@example.org>\r\n/);
  t.equal(far.messages(TEAM, '\\Sent').length, 1, 'Microsoft 365 files sent mail itself');
  stop();
  await mailer(t, far, { port: far.smtp.tlsPort, secure: true }).sendMail(message);
  await far.nextSent();
  t.same([seen.length, far.sent.length], [1, 2]);
  const wrong = mailer(t, far, { auth: { user: TEAM, pass: 'wrong' } });
  t.match(await failure(wrong.sendMail(message)), { responseCode: 535 });
  t.match(await failure(mailer(t, far, { auth: undefined }).sendMail(message)), { responseCode: 530 });
  await t.rejects(far.nextSent(5), /No mail was sent/);
});

t.test('IMAP answers that ask for patience', async (t) => {
  const far = await farSide(t);
  const client = await connected(t, far);
  far.deliver(TEAM, mail('One'));
  far.misbehave.unavailable();
  t.match(await failure(client.mailboxOpen('INBOX')), { serverResponseCode: 'UNAVAILABLE' });
  far.misbehave.throttle('SELECT', 10);
  t.match(await failure(client.mailboxOpen('INBOX')), { code: 'ETHROTTLE', throttleReset: 10 });
  await client.mailboxOpen('INBOX');
  far.misbehave.answer('FETCH', 'NO [SERVERBUG] This should not happen');
  t.match(await failure(client.fetchAll('1:*', { uid: true })), { responseStatus: 'NO' });
  far.misbehave.refuseSignIn();
  t.match(await failure(imapClient(t, far).connect()), { serverResponseCode: 'AUTHENTICATIONFAILED' });
  far.misbehave.delayGreeting(30);
  far.misbehave.slowDown(5);
  t.ok((await connected(t, far)).authenticated, 'slow, but it answers');
});

t.test('IMAP connections that end at the worst time', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('Long', 'x'.repeat(5000)));
  const client = await connected(t, far);
  await client.mailboxOpen('INBOX');
  far.misbehave.cutFetch(1000);
  const closed = next(client, 'close');
  t.match(await failure(client.fetchAll('1:*', { source: true })), { code: 'NoConnection' });
  await closed;
  const again = await connected(t, far);
  await again.mailboxOpen('INBOX');
  t.ok((await again.fetchAll('1:*', { source: true }))[0]?.source?.length, 'whole at the second try');
  const dropped = next(again, 'close');
  far.misbehave.dropConnections();
  await dropped;
});

t.test('UIDs: validity changes, and one becomes visible late', async (t) => {
  const far = await farSide(t);
  const client = await connected(t, far);
  far.deliver(TEAM, mail('Gone'));
  far.misbehave.hideNext();
  const hidden = far.deliver(TEAM, mail('Late'));
  far.deliver(TEAM, mail('Early'));
  far.misbehave.expunge(TEAM, 1);
  const before = await client.mailboxOpen('INBOX');
  t.same([before.uidNext, await client.search({ all: true }, { uid: true })], [4, [3]]);
  far.misbehave.reveal(TEAM, hidden);
  await client.noop();
  t.same(await client.search({ all: true }, { uid: true }), [2, 3]);
  const closed = next(client, 'close');
  const validity = far.misbehave.resetUidValidity(TEAM);
  await closed;
  const after = await (await connected(t, far)).mailboxOpen('INBOX');
  t.same([after.uidValidity, after.uidNext], [BigInt(validity), 3]);
  t.ok(after.uidValidity > before.uidValidity);
});

t.test('IMAP: what changed while away, by QRESYNC', async (t) => {
  const far = await farSide(t);
  far.deliverMany(
    TEAM,
    [1, 2, 3].map((number) => ({ raw: mail(`Mail ${number}`) })),
  );
  const client = await connected(t, far, undefined, { qresync: true });
  const { uidValidity, highestModseq } = await client.mailboxOpen('INBOX');
  await client.mailboxClose();
  far.misbehave.expunge(TEAM, 2);
  const vanished = next<{ uid: number; earlier: boolean }>(client, 'expunge');
  await client.mailboxOpen('INBOX', { changedSince: highestModseq, uidValidity } as object);
  t.match(await vanished, { uid: 2, earlier: true });
});

t.test('IMAP servers that can less, fill up or mark mail as read', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('One'));
  far.misbehave.without('UIDPLUS', 'IDLE', 'SPECIAL-USE', 'MOVE');
  const client = await connected(t, far);
  t.notOk(client.capabilities.has('IDLE'));
  t.equal((await client.list()).find((folder) => folder.path === 'Junk')?.specialUseSource, 'name');
  far.misbehave.markSeen();
  await client.mailboxOpen('INBOX');
  await client.fetchAll('1:*', { source: true });
  t.ok(far.messages(TEAM)[0]?.flags.has('\\Seen'), 'in spite of PEEK');
  t.notOk('uid' in Object(await client.append('Sent', 'Subject: x\r\n\r\nx')), 'no APPENDUID');
  t.ok(await client.messageMove('1', 'Archive', { uid: true }), 'by COPY, STORE and EXPUNGE');
  t.same([far.messages(TEAM).length, far.messages(TEAM, 'Archive').length], [0, 1]);
  far.misbehave.fillMailbox(TEAM);
  t.match(await failure(client.append('Sent', 'Subject: x\r\n\r\nx')), { serverResponseCode: 'OVERQUOTA' });
  t.match(await failure(mailer(t, far).sendMail({ ...LETTER, to: TEAM })), { responseCode: 552 });
  far.misbehave.stop();
  t.ok((await connected(t, far)).capabilities.has('IDLE'));
});

t.test('Message-IDs that repeat or are missing, and a week of mail at once', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('First', 'one', ['Message-ID: <same@x>']));
  far.deliver(TEAM, mail('Second', 'two', ['Message-ID: <same@x>']));
  far.deliver(TEAM, mail('None'));
  const start = Date.parse('2026-06-01T00:00:00Z');
  const week = Array.from({ length: 2000 }, (_, hour) => ({
    raw: mail(`Mail ${hour}`),
    internalDate: new Date(start + hour * 300_000),
  }));
  t.equal(far.deliverMany(TEAM, week).length, 2000);
  const client = await connected(t, far);
  await client.mailboxOpen('INBOX');
  const fetched = await client.fetchAll('1:*', { envelope: true, source: true });
  t.equal(fetched.length, 2003);
  t.same(
    fetched.slice(0, 3).map((message) => message.envelope?.messageId),
    ['<same@x>', '<same@x>', undefined],
  );
});

t.test('SMTP: deferred, refused, too large, and lines cut around the final dot', async (t) => {
  const far = await farSide(t);
  const send = () => mailer(t, far).sendMail(LETTER);
  far.misbehave.deferMail();
  t.match(await failure(send()), { responseCode: 451 });
  far.misbehave.refuseRecipient(LETTER.to);
  t.match(await failure(send()), { responseCode: 550, rejected: [LETTER.to] });
  t.match(await failure(send()), { responseCode: 550 }, 'until it is told to stop');
  far.misbehave.stop();
  far.misbehave.refuseSize();
  t.match(await failure(send()), { responseCode: 552 });
  far.misbehave.cutBeforeFinalDot();
  t.match(await failure(send()), { code: 'ECONNECTION' });
  t.equal(far.sent.length, 0);
  far.misbehave.cutAfterFinalDot();
  t.match(await failure(send()), { code: 'ECONNECTION' });
  t.match(far.sent, { length: 1, 0: { raw: /<kept@example\.org>/ } }, 'accepted, but the sender cannot know');
  await send();
  t.equal(far.sent.length, 2);
});

t.test('SMTP: accepted first, reported as undeliverable later', async (t) => {
  const far = await farSide(t);
  const client = await connected(t, far);
  await client.mailboxOpen('INBOX');
  void client.idle();
  far.misbehave.bounce(LETTER.to, { after: 5 });
  far.misbehave.bounce('slow@customer.example', {
    action: 'delayed',
    status: '4.4.1',
    diagnostic: '451 4.4.1 No answer',
  });
  const arrived = next(client, 'exists');
  await mailer(t, far).sendMail({
    ...LETTER,
    envelope: { from: 'team+token@example.org', to: LETTER.to },
    dsn: { id: 'mail-9' },
  });
  await arrived;
  const report = far.messages(TEAM)[0]!.raw.toString();
  t.match(report, /^Return-Path: <>\r\n/);
  t.match(report, /Content-Type: multipart\/report; report-type=delivery-status/);
  t.match(report, /Original-Envelope-Id: mail-9\r\n/);
  t.match(report, /Final-Recipient: rfc822; ada@customer\.example\r\nAction: failed\r\nStatus: 5\.1\.1\r\n/);
  t.match(report, /Message-ID: <kept@example\.org>\r\n/);
  const delayed = next(client, 'exists');
  await mailer(t, far).sendMail({ ...LETTER, to: 'slow@customer.example' });
  await delayed;
  t.match(far.messages(TEAM)[1]?.raw.toString(), /Action: delayed\r\nStatus: 4\.4\.1\r\n/);
});

t.test('it ends within a second, whatever is still open', async (t) => {
  const far = await farSide(t);
  far.misbehave.slowDown(60_000);
  const waiting = failure(imapClient(t, far).connect());
  const sending = failure(mailer(t, far).sendMail(LETTER));
  await far.close();
  await Promise.all([waiting, sending]);
  t.equal(far.imap.connections(), 0);
});
