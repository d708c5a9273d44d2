// Mail that leaves: the five results, whatever the server does (CH-11, CH-12, EM-15).
import t from 'tap';
import type { Desk } from '../../../core/boot.ts';
import { addUser } from '../../support/desk.ts';
import { parseMail } from '../../../plugins/email/reading/parse.ts';
import { answered, connected, conversationWith, health, imapAccount, mailDesk, subjects, until } from './mail-desk.ts';
import { farSide, TEAM } from './simulator-clients.ts';

const ADA = 'ada@customer.example';
const BEN = { address: { kind: 'email' as const, value: 'ben@customer.example' } };

t.test('answers by the account’s own server', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  const userId = await addUser(desk, 'Uma Berg');
  await connected(desk, account);
  const conversationId = await conversationWith(desk, far, account, 'Broken lamp');
  const answer = (more: object = {}) => ({ conversationId, userId, html: '<p>Hello <b>Ada</b></p>', ...more });

  await t.test('taken: headers lead the answer home, a copy lies in the folder for sent mail', async (t) => {
    t.match(await answered(desk, answer(), 'sent'), { recipients: [{ value: ADA, status: 'sent' }] });
    const { envelope, raw, user } = await far.nextSent();
    t.match({ envelope, user }, { envelope: { from: TEAM, to: [ADA] }, user: TEAM });
    const text = raw.toString();
    t.match(text, /^From: .*Uma_Berg.*<team@example.org>\r$/m);
    t.match(text, /^Subject: Re: Broken lamp\r$/m);
    t.match(text, /^In-Reply-To: <Broken-lamp@customer.example>\r$/m);
    t.match(text, /^X-Hubdesk-Loop: [a-z0-9]+\/[a-z0-9]+\r$/m);
    t.match(text, /^Hello Ada\r$/m);
    t.equal(far.sent[0]!.envelope.notify[ADA]?.join(), 'FAILURE,DELAY');
    await until(desk, async () => far.messages(TEAM, '\\Sent').length === 1);
    t.match(far.messages(TEAM, '\\Sent')[0]!.raw.toString(), /Subject: Re: Broken lamp/);
    t.ok(far.messages(TEAM, '\\Sent')[0]!.flags.has('\\Seen'), 'the copy is read: there is nothing new in it');
  });

  await t.test('4xx: tried again by itself, the same mail', async (t) => {
    far.misbehave.deferMail();
    const waiting = await answered(desk, answer(), 'deferred');
    t.match(waiting, { reason: { code: 'smtp.later' } });
    await desk.outbound.retry(waiting.id, `user:${userId}`);
    await until(desk, async () => far.sent.length === 2);
  });

  await t.test(
    '5xx: final, with the server’s words; a mailbox that is not there is not written to again',
    async (t) => {
      far.misbehave.refuseSize();
      t.match(await answered(desk, answer(), 'failed'), { reason: { code: 'smtp.too_large' } });
      far.misbehave.refuseRecipient(BEN.address.value);
      const refused = await answered(desk, answer({ to: [BEN] }), 'failed');
      t.match(refused, { reason: { code: 'smtp.recipient_unknown', params: { code: 550 } } });
      t.ok(await desk.contacts.suppressed(BEN.address));
      await desk.contacts.release(BEN.address);
    },
  );

  await t.test('one of two recipients is refused: the other has it', async (t) => {
    const fate = await answered(desk, answer({ cc: [BEN] }), 'sent');
    t.same(
      fate.recipients.map(({ value, status }) => [value, status]),
      [
        [ADA, 'sent'],
        [BEN.address.value, 'failed'],
      ],
    );
    await desk.contacts.release(BEN.address);
    far.misbehave.stop();
  });

  await t.test('one of two asks to wait: only that one gets it at the second attempt', async (t) => {
    const before = far.sent.length;
    far.misbehave.smtpAnswer({ stage: 'rcpt', code: 450, text: '4.2.0 Greylisted', recipient: BEN.address.value });
    const waiting = await answered(desk, answer({ cc: [BEN] }), 'deferred');
    t.match(waiting, { reason: { code: 'smtp.recipient_later' } });
    await desk.outbound.retry(waiting.id, `user:${userId}`);
    await until(desk, async () => far.sent.length === before + 2);
    t.same(
      far.sent.slice(before).map(({ envelope }) => envelope.to),
      [[ADA], [BEN.address.value]],
    );
  });

  await t.test('cut after the final dot: unclear, never repeated by itself', async (t) => {
    const before = far.sent.length;
    far.misbehave.cutAfterFinalDot();
    t.match(await answered(desk, answer(), 'unknown'), { reason: { code: 'smtp.interrupted' } });
    await desk.jobs.idle();
    t.equal(far.sent.length, before + 1);
  });
});

t.test(
  'what a customer sees: readable letters, the signature with its picture, their own words set apart (EM-3, EM-7)',
  async (t) => {
    const far = await farSide(t);
    const desk = await mailDesk(t, far);
    const signatureHtml =
      '<p>{{full_name}}, <a href="https://maker.example/">https://maker.example/</a></p><img src="https://maker.example/logo.png" alt="Maker">';
    const account = await imapAccount(desk, far, { signatureAs: 'html', signatureHtml, quoteEarlier: true });
    const userId = await addUser(desk, 'Uma Berg');
    await connected(desk, account);
    const head = ['From: ada@customer.example', `To: ${TEAM}`, 'Subject: Lamp', 'Message-ID: <html@customer.example>'];
    const body = '<p>The <b>lamp</b> is broken.</p><img src="cid:gone"><img src="https://tracker.example/p.png">';
    far.deliver(TEAM, [...head, 'Content-Type: text/html', '', body, ''].join('\n'));
    await subjects(desk, account, 1);
    const { conversationId } = (await desk.conversations.findMessage(account, 'html@customer.example'))!;
    await answered(desk, { conversationId, userId, html: '<p>Hello <b>Ada</b></p>' }, 'sent');
    const { text, html } = parseMail((await far.nextSent()).raw);
    t.match(html, /^<!doctype html>.*<body><div style="font-family:[^"]+"><p>Hello <b>Ada<\/b><\/p>/s);
    t.match(html, /Uma Berg, <a [^>]+>.*<img src="https:\/\/maker\.example\/logo\.png" alt="Maker"/s);
    t.match(html, /class="gmail_quote".*<blockquote type="cite" style="[^"]*border-left[^"]*"><p>The <b>lamp<\/b>/s);
    t.notMatch(html, /cid:gone|tracker|<img[^>]*alt=""|<img *\/?>/, 'no picture that cannot be shown');
    t.match(text, /^Hello Ada\n\n-- \nUma Berg, https:\/\/maker\.example\/\n\nOn .* wrote:\n> The lamp is broken\./m);
  },
);

/** The newest delivery of the account that waits with a reason. */
function waitingWith(desk: Desk, account: number) {
  return until(desk, async () => {
    const [entry] = await desk.outbound.queue(account, 1);
    return entry?.reason && entry;
  });
}

t.test('a refused sign-in parks the mails of the account; they go once it is mended', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  const userId = await addUser(desk, 'Uma Berg');
  await connected(desk, account);
  const conversationId = await conversationWith(desk, far, account, 'Broken lamp');
  far.misbehave.smtpAnswer({ stage: 'auth', code: 454, text: '4.7.0 Temporary authentication failure' });
  const fate = await answered(desk, { conversationId, userId, text: 'One' }, 'queued');
  const waiting = await waitingWith(desk, account);
  t.match(waiting.reason, { code: 'smtp.later' }, 'trouble of the server, not of the password');
  far.misbehave.smtpAnswer({ stage: 'auth', code: 535, text: '5.7.8 No', times: Infinity });
  await desk.outbound.retry(fate.id, `user:${userId}`);
  await until(desk, async () => health(desk, account)?.state === 'needs sign-in');
  t.match(health(desk, account), { why: { code: 'smtp.sign_in_refused' }, action: 'sign in again' });
  t.ok((await desk.outbound.send({ conversationId, userId, text: 'Two' })).ok);
  t.equal(far.sent.length, 0);
  far.misbehave.stop();
  await desk.channels.saveSettings(account, { password: 'right-password' }, 'desk', ['password']);
  await connected(desk, account);
  await desk.outbound.retry(fate.id, `user:${userId}`);
  await until(desk, async () => far.sent.length === 2, 20_000);
  t.match(
    far.sent.map(({ raw }) => /^(One|Two)\r$/m.exec(raw.toString())?.[1]),
    ['One', 'Two'],
    'in order',
  );
});

t.test('a server out of reach: the mails wait, the account says why', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far, { smtpPort: 1 });
  const userId = await addUser(desk, 'Uma Berg');
  await connected(desk, account);
  const conversationId = await conversationWith(desk, far, account, 'Broken lamp');
  const fate = await answered(desk, { conversationId, userId, text: 'One' }, 'queued');
  const waiting = await waitingWith(desk, account);
  t.match([fate.status, waiting.reason], ['queued', { code: 'server.no_such_port', params: { port: 1 } }]);
  const checks = await desk.channels.check(account);
  t.match(
    checks.find(({ code }) => code === 'sending'),
    { state: 'bad', detail: { code: 'server.no_such_port' } },
  );
});
