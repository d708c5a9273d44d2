// Sending without a server of one's own: by the operator's relay, straight to the recipients, signed; and proof of what was sent.
import t from 'tap';
import type { Test } from 'tap';
import { deskViewer } from '../../../core/accounts/accounts.ts';
import type { OutboundMessage } from '../../../core/contract/outbound.ts';
import type { Desk } from '../../../core/boot.ts';
import { parseMail } from '../../../plugins/email/reading/parse.ts';
import { verifyMail } from '../../../plugins/email/reading/verification.ts';
import { addUser } from '../../support/desk.ts';
import {
  answered,
  bring,
  connected,
  conversationWith,
  dns,
  health,
  imapAccount,
  mailDesk,
  subjects,
  until,
} from './mail-desk.ts';
import { farSide, mail, PASSWORD, TEAM } from './simulator-clients.ts';
import { wizard } from './wizard-steps.ts';

/** A desk whose inbox has only the desk's own address, and a conversation with Ada there. */
async function inboxWithoutMailbox(t: Test, far: Awaited<ReturnType<typeof farSide>>, config: Record<string, unknown>) {
  const desk = await mailDesk(t, far, { config });
  const userId = await addUser(desk, 'Uma');
  const inbox = await desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });
  const { id, uniqueId: address } = (await desk.channels.ensureFallback(inbox))!;
  await bring(desk, { to: address, raw: mail('Lamp', 'Hello', ['Message-ID: <lamp@customer.example>']) });
  await subjects(desk, id, 1);
  const { conversationId } = (await desk.conversations.findMessage(id, 'lamp@customer.example'))!;
  return { desk, account: id, address, answer: { conversationId, userId, text: 'Hello' } };
}

const people = (...addresses: string[]) => addresses.map((value) => ({ address: { kind: 'email' as const, value } }));

t.test('by the operator’s relay, with and without a sign-in that works', async (t) => {
  const far = await farSide(t);
  const relay = { relayHost: far.smtp.host, relayPort: far.smtp.port, relayUser: TEAM };
  const { desk, account, address, answer } = await inboxWithoutMailbox(t, far, { ...relay, relayPassword: PASSWORD });
  await answered(desk, answer, 'sent');
  const { envelope, secure, raw } = await far.nextSent();
  t.ok(secure, 'a password never goes in the clear');
  t.match(envelope.from, /\+[a-z0-9]+-[0-9a-f]{20}@/, 'bounces come to our own receiver, and know their conversation');
  t.match(raw.toString(), new RegExp(`^Reply-To: ${address.replace('@', '\\+[a-z0-9]+-[0-9a-f]{20}@')}\\r$`, 'm'));

  await t.test('an answer to that address comes home whoever sends it', async (t) => {
    await bring(desk, { to: envelope.from, from: 'x@y.example', raw: mail('By token').replace('ada@', 'assistant@') });
    t.same(await subjects(desk, account, 2), ['Lamp', 'By token']);
    const rows = await desk.database.rows('select distinct conversation_id from message where account_id = ?', [
      account,
    ]);
    t.equal(rows.length, 1);
  });

  await t.test('a bounce to it marks the delivery; success is told too', async (t) => {
    const key = (await desk.database.row<{ key: string }>('select key from delivery order by id desc limit 1'))!.key;
    await bring(desk, { to: envelope.from, from: '', raw: report(key, 'delivered', '2.0.0') });
    await until(desk, async () => (await fate(desk)) === 'delivered');
    t.equal((await subjects(desk, account, 0)).length, 2, 'no message for that');
  });

  const wrong = await inboxWithoutMailbox(t, far, { ...relay, relayPassword: 'wrong' });
  await answered(wrong.desk, wrong.answer, 'queued');
  await until(wrong.desk, async () => health(wrong.desk, wrong.account)?.state === 'misconfigured');
});

t.test('invitations and new passwords come from the address the operator named, by the relay', async (t) => {
  const far = await farSide(t);
  const relay = { relayHost: far.smtp.host, relayPort: far.smtp.port, relayUser: TEAM, relayPassword: PASSWORD };
  const systemMailFrom = 'desk@example.com';
  const desk = await mailDesk(t, far, { config: relay, systemMailFrom });
  // Comes first by its number, and its server lets nobody write under other addresses.
  await connected(desk, await imapAccount(desk, far));
  const inbox = await desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });
  const fallback = (await desk.channels.ensureFallback(inbox))!;
  const next = async () => {
    const { envelope, raw } = await far.nextSent();
    t.equal(envelope.from, systemMailFrom, 'bounces go there');
    t.match(raw.toString(), /^From: .*<desk@example\.com>\r$/m);
    t.notMatch(raw.toString(), /^Reply-To:/m);
    return envelope.to;
  };
  const uma = { name: 'Uma', email: 'uma@customer.example', role: 'agent' } as const;
  const { user } = await desk.accounts.invitations.invite(deskViewer(), uma);
  t.same(await next(), ['uma@customer.example']);
  await desk.accounts.invitations.repeat(deskViewer(), user.id);
  t.same(await next(), ['uma@customer.example']);

  await bring(desk, { to: fallback.uniqueId, raw: mail('Lamp', 'Hello', ['Message-ID: <lamp@customer.example>']) });
  await subjects(desk, fallback.id, 1);
  const { conversationId } = (await desk.conversations.findMessage(fallback.id, 'lamp@customer.example'))!;
  await answered(desk, { conversationId, userId: user.id, text: 'Hello' }, 'sent');
  t.match((await far.nextSent()).raw.toString(), new RegExp(`^From: .*<${fallback.uniqueId}>`, 'm'), 'not answers');
});

t.test('straight to the servers of each domain', async (t) => {
  const far = await farSide(t, { smtp: { signInRequired: false } });
  const resolve = dns({
    'customer.example MX': [
      { exchange: 'down.customer.example', priority: 5 },
      { exchange: 'mx.customer.example', priority: 10 },
    ],
    'down.customer.example A': ['127.0.0.2'],
    'mx.customer.example A': ['127.0.0.1'],
    'silent.example MX': [{ exchange: '.', priority: 0 }],
    'inside.example A': ['192.168.1.10'],
  });
  const { desk, answer } = await inboxWithoutMailbox(t, far, { resolve, directPort: far.smtp.port });

  await t.test('the next exchanger where one is down, encrypted without looking at the certificate', async (t) => {
    await answered(desk, answer, 'sent');
    t.equal((await far.nextSent()).secure, true);
  });

  await t.test('a domain that takes none, one that is not there, one inside our own network', async (t) => {
    for (const [to, code] of [
      ['x@silent.example', 'direct.no_mail'],
      ['x@nowhere.example', 'direct.no_domain'],
      ['x@inside.example', 'direct.internal'],
    ] as const)
      t.match(await answered(desk, { ...answer, to: people(to) }, 'failed'), { reason: { code } });
  });

  await t.test('several domains: who is refused for good does not keep the others from it', async (t) => {
    const several = await answered(desk, { ...answer, cc: people('x@silent.example') }, 'sent');
    t.same(
      several.recipients.map(({ status }) => status),
      ['sent', 'failed'],
    );
    await far.nextSent();
  });

  await t.test('with a key of the domain the mail is signed, and the signature holds', async (t) => {
    const account = (await desk.channels.accounts())[0]!.account;
    const shown = await (await wizard(desk, { accountId: account.id, purpose: 'change settings' })).step();
    const [name, value] = (shown as { items: { value: string }[] }).items.map((item) => item.value);
    t.match(shown, { step: 'show', id: 'signing', waiting: { code: 'wizard.no_record_yet' } });
    await answered(desk, answer, 'sent');
    const { raw } = await far.nextSent();
    const found = await verifyMail(raw, parseMail(raw), {
      ip: '192.0.2.1',
      helo: 'desk.test',
      mailFrom: '',
      host: 'mx.customer.example',
      resolver: dns({ [`${name} TXT`]: [[value!]] }) as never,
    });
    t.match(found.dkim, { result: 'pass', domain: 'desk.test' });
    t.notMatch(raw.toString('latin1'), /[^\r]\n/, 'no line ends otherwise');
  });
});

t.test('proof of what may have been sent', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  const userId = await addUser(desk, 'Uma');
  await connected(desk, account);
  const conversationId = await conversationWith(desk, far, account, 'Lamp');
  await answered(desk, { conversationId, userId, text: 'Hello' }, 'sent');
  await until(desk, async () => far.messages(TEAM, '\\Sent').length === 1);
  const id = /^Message-ID:\s*<([^>]+)>/im.exec(far.sent[0]!.raw.toString())![1]!;
  const [key, threadToken] = id.split('@')[0]!.split('.') as [string, string];
  const { find } = desk.channels.live(account)!.connection;
  const message = { key, threadToken, at: new Date() } as OutboundMessage;
  t.same(await find!(message), { found: true, id });
  t.same(await find!({ ...message, key: 'anotherkey12' }), { found: 'cannot tell' });
});

async function fate(desk: Desk): Promise<string> {
  return (await desk.database.row<{ status: string }>('select status from delivery order by id desc limit 1'))!.status;
}

function report(envelopeId: string, action: string, status: string): string {
  return [
    'From: MAILER-DAEMON@customer.example',
    'Subject: Successful Mail Delivery Report',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Your mail was delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; customer.example',
    `Original-Envelope-Id: ${envelopeId}`,
    '',
    'Final-Recipient: rfc822; ada@customer.example',
    `Action: ${action}`,
    `Status: ${status}`,
    '',
    '--b--',
    '',
  ].join('\n');
}
