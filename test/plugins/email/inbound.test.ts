// What a mail becomes: whose conversation, whose words, whose proof, and what it says about mails we sent (EM-5 to EM-17).
import { createHash } from 'node:crypto';
import t from 'tap';
import type { Desk } from '../../../core/boot.ts';
import { externalIdOf } from '../../../plugins/email/mail/identity.ts';
import { newKey, recordOf, signed } from '../../../plugins/email/smtp/dkim.ts';
import { addUser } from '../../support/desk.ts';
import {
  answered,
  bring,
  connected,
  conversationWith,
  dns,
  fateOf,
  imapAccount,
  mailDesk,
  subjects,
  until,
} from './mail-desk.ts';
import { farSide, mail, TEAM } from './simulator-clients.ts';

const ADA = 'ada@customer.example';

interface Placed {
  id: number;
  conversationId: number;
  rule: string;
  automatic: string | null;
  details: Record<string, unknown>;
  verdict: { level: string } | null;
}

/** Where the newest message with this subject was put, and by which rule. */
async function placed(desk: Desk, accountId: number, subject: string): Promise<Placed> {
  return until<Placed>(desk, async () => {
    await desk.jobs.idle();
    const row = await desk.database.row<{ id: number; conversation_id: number }>(
      'select id, conversation_id from message where account_id = ? and subject = ? order by id desc limit 1',
      [accountId, subject],
    );
    const message = row && (await desk.conversations.message(row.id));
    if (!message) return null;
    const { id, automatic, details, verdict, placement } = message;
    return { id, automatic, details, verdict, rule: placement!.rule, conversationId: row.conversation_id };
  });
}

t.test('threading, own mail, bounces and automatic mail, by a mailbox', async (t) => {
  const far = await farSide(t, {});
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  const userId = await addUser(desk, 'Uma Berg');
  await connected(desk, account);
  const conversationId = await conversationWith(desk, far, account, 'Lamp');
  const sent = await desk.outbound.send({ conversationId, userId, text: 'What is broken?' });
  if (!sent.ok) throw new Error('not sent');
  await fateOf(desk, sent.messageId, 'sent');
  const out = (await far.nextSent()).raw.toString();
  const ourId = /^Message-ID:\s*<([^>]+)>/im.exec(out)![1]!;
  const deliver = (from: string, subject: string, headers: string[], text = 'x') => {
    far.deliver(TEAM, [`From: ${from}`, `To: ${TEAM}`, `Subject: ${subject}`, ...headers, '', text, ''].join('\n'));
    return placed(desk, account, subject);
  };

  await t.test('an answer comes home by reference, also with another subject', async (t) => {
    const answer = await deliver(ADA, 'Something else', [`In-Reply-To: <${ourId}>`]);
    t.match(answer, { conversationId, rule: 'token' });
    const later = await deliver(ADA, 'Once more', ['References: <Lamp@customer.example> <unknown@x>']);
    t.match(later, { conversationId, rule: 'reference' });
  });

  await t.test('a stranger who quotes a reference stands beside', async (t) => {
    const stranger = await deliver('eve@elsewhere.example', 'Listening in', ['In-Reply-To: <Lamp@customer.example>']);
    t.not(stranger.conversationId, conversationId);
    t.equal(stranger.rule, 'stranger');
    t.equal((await desk.conversations.get(stranger.conversationId))!.maybeBelongsToId, conversationId);
  });

  await t.test('a mail of ours that comes round is known; a used Message-ID hides nothing', async (t) => {
    const before = (await subjects(desk, account, 0)).length;
    far.deliver(TEAM, `Received: from list.example\n${out.replaceAll('\r\n', '\n')}`);
    await until(
      desk,
      async () => (await desk.inbound.ledger({ accountId: account, status: 'ignored', limit: 5 })).entries.length === 1,
    );
    t.equal((await subjects(desk, account, 0)).length, before);
    const forged = await deliver('eve@elsewhere.example', 'Hidden?', [`Message-ID: <${ourId}>`]);
    t.equal(forged.automatic, null);
  });

  await t.test('a vacation notice is folded and opens nothing', async (t) => {
    const away = await deliver(ADA, 'Out of office', ['Auto-Submitted: auto-replied', `In-Reply-To: <${ourId}>`]);
    t.match(away, { automatic: 'auto-reply', conversationId });
  });

  await t.test('a bounce marks the delivery and the address', async (t) => {
    far.misbehave.bounce(ADA);
    const fate = await answered(desk, { conversationId, userId, text: 'Are you there?' }, 'failed');
    t.match(fate, { reason: { code: 'bounce.user_unknown' }, recipients: [{ value: ADA, status: 'failed' }] });
    t.ok(await desk.contacts.suppressed({ kind: 'email', value: ADA }));
    const report = await placed(desk, account, 'Undelivered Mail Returned to Sender');
    t.match(report, { automatic: 'bounce', conversationId });
    await desk.contacts.release({ kind: 'email', value: ADA });
    far.misbehave.stop();
  });

  await t.test('a delay fails nothing', async (t) => {
    far.misbehave.bounce(ADA, { action: 'delayed', status: '4.4.1', diagnostic: '451 4.4.1 No answer' });
    await answered(desk, { conversationId, userId, text: 'And now?' }, 'sent', 'deferred');
    t.match(await placed(desk, account, 'Delayed Mail (still being retried)'), { automatic: 'bounce' });
    t.notOk(await desk.contacts.suppressed({ kind: 'email', value: ADA }));
    far.misbehave.stop();
  });

  await t.test('a mail of a broken sender is kept as well as it can be', async (t) => {
    far.deliver(
      TEAM,
      Buffer.from('Subject: No sender\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nhello'),
    );
    t.match(await placed(desk, account, 'No sender'), { rule: 'new' });
  });
});

t.test('who speaks for others: forwarded mail of the team, and of nobody else (EM-6, EM-17)', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  await addUser(desk, 'Uma');
  await connected(desk, account);
  const forward = (from: string, subject: string) =>
    far.deliver(
      TEAM,
      [
        `From: ${from}`,
        `To: ${TEAM}`,
        `Subject: Fwd: ${subject}`,
        '',
        'Please have a look',
        '',
        '---------- Forwarded message ---------',
        'From: Ada Moreno <ada@customer.example>',
        'Date: Mon, 2 Nov 2026 at 10:00',
        `Subject: ${subject}`,
        'To: Uma <uma@team.example>',
        '',
        'The lamp is broken',
        '',
      ].join('\n'),
    );
  forward('Uma <uma@team.example>', 'Lamp');
  const taken = await placed(desk, account, 'Lamp');
  t.match(taken.details, { forwarder: { address: 'uma@team.example' } });
  t.ok(await desk.contacts.find({ kind: 'email', value: ADA }, account));
  forward('Mallory <mallory@elsewhere.example>', 'Password');
  const offered = await placed(desk, account, 'Fwd: Password');
  t.match(offered.details, { originalSender: { address: ADA } });
  await desk.channels.saveSettings(account, { originalSender: false }, 'desk', ['originalSender']);
  await connected(desk, account);
  forward('Uma <uma@team.example>', 'Chair');
  t.match((await placed(desk, account, 'Fwd: Chair')).details, { originalSender: { address: ADA } });
});

t.test('whether the sender is proven (EM-11)', async (t) => {
  await t.test('by the word of the mailbox’s own server', async (t) => {
    const far = await farSide(t);
    const desk = await mailDesk(t, far);
    const account = await imapAccount(desk, far, { authserv: ['mx.example.org'] });
    await connected(desk, account);
    const results = (server: string, dmarc: string) =>
      `Authentication-Results: ${server}; dmarc=${dmarc} header.from=customer.example; spf=${dmarc} smtp.mailfrom=customer.example`;
    far.deliver(TEAM, `${results('mx.example.org', 'pass')}\n${mail('Proven')}`);
    far.deliver(TEAM, `${results('mx.example.org', 'fail')}\n${mail('Spoofed')}`);
    far.deliver(TEAM, `${results('mx.elsewhere.example', 'pass')}\n${mail('Claimed')}`);
    t.equal((await placed(desk, account, 'Proven')).verdict?.level, 'verified');
    t.equal((await placed(desk, account, 'Spoofed')).verdict?.level, 'spoofed');
    t.equal((await placed(desk, account, 'Claimed')).verdict, null);
  });

  await t.test('by our own look at a signature, where our receiver took the mail', async (t) => {
    const key = await newKey('customer.example', 'k1');
    const { name, value } = recordOf(key);
    const resolve = dns({
      [`${name} TXT`]: [[value.slice(0, 200), value.slice(200)]],
      '_dmarc.customer.example TXT': [['v=DMARC1; p=reject']],
    });
    const desk = await mailDesk(t, null, { config: { resolve, verifySenders: 'always' } });
    const inbox = await desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });
    const { id, uniqueId } = (await desk.channels.ensureFallback(inbox))!;
    const raw = Buffer.from(
      mail('Signed', 'Words  with  spaces \n\n\n', ['Date: Mon, 2 Nov 2026 10:00:00 +0000']).replaceAll('\n', '\r\n'),
    );
    await bring(desk, { to: uniqueId, raw: signed(raw, key, new Date()) });
    t.match((await placed(desk, id, 'Signed')).verdict, {
      level: 'verified',
      detail: { dkim: 'pass (customer.example)' },
    });
    const changed = signed(raw, key, new Date()).toString('latin1').replace('Subject: Signed', 'Subject: Changed');
    await bring(desk, { to: uniqueId, raw: Buffer.from(changed, 'latin1') });
    t.equal((await placed(desk, id, 'Changed')).verdict?.level, 'spoofed');
    const added = signed(raw, key, new Date()).toString('latin1');
    await bring(desk, { to: uniqueId, raw: Buffer.from(`Subject: Added\r\n${added}`, 'latin1') });
    await subjects(desk, id, 3);
    const rows = await desk.database.rows<{ verdict: string }>(
      'select verdict from message where account_id = ? order by id',
      [id],
    );
    t.same(
      rows.map(({ verdict }) => (JSON.parse(verdict) as { level: string }).level),
      ['verified', 'spoofed', 'spoofed'],
    );
  });
});

t.test('a large mail is named by all of its bytes, wherever its header ends (EM-13)', async (t) => {
  const body = Buffer.alloc(700_000, 'Hello\n');
  // The end of the header lies across every place where the bytes are divided for the work.
  for (const length of [1_000, 262_141, 262_142, 262_143, 262_144, 524_286]) {
    const header = `Message-ID: <a@b>\r\nX-Pad: `.padEnd(length, 'x');
    const raw = Buffer.concat([Buffer.from(`${header}\r\n\r\n`), body]);
    const digest = createHash('sha256').update('Message-ID: <a@b>').update('\n\n').update(body.toString().trimEnd());
    t.equal(await externalIdOf('a@b', raw, new Date(0)), `a@b#${digest.digest('hex').slice(0, 16)}`, String(length));
  }
});
