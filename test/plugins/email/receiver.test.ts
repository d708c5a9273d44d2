// The desk's own receiver: for whom it takes mail, and that 250 means it is on disk (WS-3, EM-2, CH-11).
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import t from 'tap';
import { addUser } from '../../support/desk.ts';
import { answered, bring, dns, mailDesk, receiverPort, subjects, until } from './mail-desk.ts';
import { failure, farSide, mail } from './simulator-clients.ts';
import { errorsOf, wizard } from './wizard-steps.ts';

/** An inbox with the address it gets by itself. */
async function fallbackOf(desk: Awaited<ReturnType<typeof mailDesk>>, name = 'Größe & Co') {
  const inbox = await desk.conversations.inboxes.create({ name, actor: 'desk' });
  const account = await desk.channels.ensureFallback(inbox);
  return { id: account!.id, address: account!.uniqueId };
}

t.test('mail for an inbox without a mailbox (WS-3)', async (t) => {
  const desk = await mailDesk(t, null);
  const { id, address } = await fallbackOf(desk);
  t.match(address, /^grosse-co-[a-z0-9]{5}@desk\.test$/);

  await t.test('taken for its address and for that with a token, refused for others', async (t) => {
    await bring(desk, { to: address, raw: mail('One') });
    const [, domain] = address.split('@');
    await bring(desk, { to: address.replace('@', '+anything@'), raw: mail('Two') });
    t.match(await failure(bring(desk, { to: `nobody@${domain}`, raw: mail('Three') })), { responseCode: 550 });
    t.match(await failure(bring(desk, { to: 'ada@elsewhere.example', raw: mail('Relay') })), { responseCode: 550 });
    t.same(await subjects(desk, id, 2), ['One', 'Two']);
  });

  await t.test('a sender that lost our 250 brings it again: one message', async (t) => {
    const raw = mail('Again', 'Hello', ['Message-ID: <again@customer.example>']);
    await bring(desk, { to: address, raw });
    await bring(desk, { to: address, raw });
    t.equal((await subjects(desk, id, 3)).length, 3);
    const { entries } = await desk.inbound.ledger({ accountId: id, limit: 10 });
    t.equal(entries[0]!.repeats, 1);
  });

  await t.test('what cannot be stored is not thanked for: the sender tries again', async (t) => {
    const line = await talk(t, receiverPort(desk));
    await line.says(`EHLO x`, `MAIL FROM:<ada@customer.example>`, `RCPT TO:<${address}>`, 'DATA');
    await desk.database.run(`create trigger full before insert on arrival begin select raise(abort, 'disk full'); end`);
    t.match(await line.say(`${mail('Lost?').replaceAll('\n', '\r\n')}\r\n.`), /^451 4\.3\.0/);
    line.end();
    await desk.database.run('drop trigger full');
    await bring(desk, { to: address, raw: mail('Lost?') });
    t.equal((await subjects(desk, id, 4)).at(-1), 'Lost?');
  });
});

t.test('more mail at once than fits into memory is put off, whole, and nothing of it is kept (EM-2)', async (t) => {
  const desk = await mailDesk(t, null, { config: { receiverLimits: { bytes: 3_000 } } });
  const { id, address } = await fallbackOf(desk);
  const begin = async (subject: string) => {
    const line = await talk(t, receiverPort(desk));
    await line.says('EHLO x', 'MAIL FROM:<ada@customer.example>', `RCPT TO:<${address}>`, 'DATA');
    const half = mail(subject, 'x\n'.repeat(750)).replaceAll('\n', '\r\n');
    await new Promise((sent) => line.socket.write(half, sent));
    return line;
  };
  const arrivals = async () => (await desk.inbound.ledger({ accountId: id, limit: 10 })).entries.length;
  const second = mail('Second', 'y\n'.repeat(750), ['Message-ID: <second@customer.example>']);

  const first = await begin('First');
  t.match(await failure(bring(desk, { to: address, raw: second })), { responseCode: 452, response: /4\.3\.1/ });
  t.equal(await arrivals(), 0);
  t.match(await first.say('.'), /^250/, 'what was under way already comes through');
  t.same(await subjects(desk, id, 1), ['First']);

  const broken = await begin('Broken');
  t.match(await failure(bring(desk, { to: address, raw: second })), { responseCode: 452 });
  const gone = once(broken.socket, 'close');
  broken.end();
  await gone;
  await until(desk, async () => bring(desk, { to: address, raw: second }).catch(() => null));
  t.same(await subjects(desk, id, 2), ['First', 'Second'], 'the sender tries again, and it is taken');
  t.equal(await arrivals(), 2);
});

t.test('a mail that cannot be recorded waits in quarantine and says why; replayed it is there (CH-13)', async (t) => {
  const desk = await mailDesk(t, null);
  const { id, address } = await fallbackOf(desk);
  await desk.database.run(`create trigger odd before insert on message begin select raise(abort, 'odd row'); end`);
  await bring(desk, { to: address, raw: mail('Odd') });
  const quarantined = async () =>
    (await desk.inbound.ledger({ accountId: id, status: 'quarantined', limit: 1 })).entries;
  const [entry] = await until(desk, async () => {
    const found = await quarantined();
    return found.length > 0 && found;
  });
  t.match(entry!.reason, { code: 'inbound.record_failed', params: { detail: /odd row/ } });
  await desk.database.run('drop trigger odd');
  t.ok(await desk.inbound.replay(entry!.id, 'desk'));
  t.same(await subjects(desk, id, 1), ['Odd']);
  t.same(await quarantined(), []);
});

t.test('durable before 250: killed right after, the mail is there', async (t) => {
  const first = await mailDesk(t, null);
  const { id, address } = await fallbackOf(first);
  await bring(first, { to: address, raw: mail('Just before the end') });
  await first.close();
  const desk = await mailDesk(t, null, { folder: first.folder });
  t.same(await subjects(desk, id, 1), ['Just before the end']);
});

t.test('hostile clients harm nobody', async (t) => {
  const desk = await mailDesk(t, null, { config: { receiverLimits: { connections: 4, misses: 20, mails: 3 } } });
  const { address } = await fallbackOf(desk);
  const port = receiverPort(desk);

  await t.test('too many recipients, endless lines, mails that go round, unknown commands', async (t) => {
    const line = await talk(t, port);
    await line.says('EHLO x', 'MAIL FROM:<a@b.example>');
    for (let count = 0; count < 100; count++) await line.say(`RCPT TO:<${address.replace('@', `+${count}@`)}>`);
    t.match(await line.say(`RCPT TO:<${address.replace('@', '+more@')}>`), /^452/);
    line.end();
    const round = Array.from({ length: 120 }, (_, hop) => `Received: by host${hop}.example`);
    t.match(await failure(bring(desk, { to: address, raw: mail('Round', 'x', round) })), { responseCode: 554 });
    const endless = await talk(t, port);
    endless.socket.write('EHLO '.padEnd(40_000, 'x'));
    await once(endless.socket, 'close');
  });

  await t.test('who looks for addresses or comes too often is put off', async (t) => {
    await bring(desk, { to: address, raw: mail('Third') });
    t.match(await failure(bring(desk, { to: address, raw: mail('Fourth') })), { responseCode: 451 });
    const lines = await Promise.all(Array.from({ length: 4 }, () => talk(t, port)));
    t.match((await talk(t, port)).greeting, /^421/);
    await lines[0]!.say('EHLO x');
    await lines[0]!.say('MAIL FROM:<a@b.example>');
    for (const one of lines) one.end();
  });
});

t.test('forwarding: the address is given out, a mail comes through, then the account is there (EM-2)', async (t) => {
  const far = await farSide(t, {
    smtp: { signInRequired: false },
    users: [{ address: 'support@customer.example', password: 'x' }],
  });
  const resolve = dns({
    'customer.example MX': [{ exchange: 'mx.customer.example', priority: 10 }],
    'mx.customer.example A': ['127.0.0.1'],
  });
  const desk = await mailDesk(t, far, { config: { resolve, directPort: far.smtp.port } });
  await addUser(desk, 'Uma');
  const steps = await wizard(desk);
  await steps.choose('forwarding');
  t.same(errorsOf(await steps.fill({ address: 'uma@team.example' })), { address: 'wizard.address_of_member' });
  const shown = await steps.fill({ address: 'support@customer.example' });
  t.match(shown, { step: 'show', id: 'check', poll: 5, waiting: { code: 'wizard.check_sent' } });
  const intake = (shown as { items: { value: string }[] }).items[0]!.value;
  const check = await far.nextSent();
  t.match(check.envelope, { from: intake, to: ['support@customer.example'] });

  await t.test('Gmail’s question for consent is shown, other mail is put off', async (t) => {
    const question = [
      'From: Gmail Team <forwarding-noreply@google.com>',
      `To: ${intake}`,
      'Subject: (#123456789) Gmail Forwarding Confirmation - Receive Mail from support@customer.example',
      '',
      'Confirmation code: 123456789',
      'https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc',
      '',
    ].join('\n');
    await bring(desk, { to: intake, raw: question });
    t.match(await steps.look(), {
      items: [{ value: intake }, { value: '123456789' }, { value: /^https:\/\/mail-settings\.google\.com\/mail\/vf-/ }],
    });
  });

  await bring(desk, { to: intake, raw: check.raw, from: 'srs0=x@customer.example' });
  t.match(await steps.look(), { step: 'done', accounts: [{ uniqueId: 'support@customer.example' }] });
  const [account] = await steps.accounts();
  await bring(desk, { to: intake, raw: mail('Forwarded', 'Hello', ['Message-ID: <f@customer.example>']) });
  t.same(await subjects(desk, account!, 1), ['Forwarded']);
  t.match(
    (await desk.channels.check(account!)).find(({ code }) => code === 'forwarding'),
    { state: 'good' },
  );

  await t.test('without a key of the domain, answers leave under the desk’s own address', async (t) => {
    const { conversationId } = (await desk.conversations.findMessage(account!, 'f@customer.example'))!;
    await answered(desk, { conversationId, userId: 1, text: 'Hello' }, 'sent');
    const { envelope, raw } = await far.nextSent();
    const [local, domain] = intake.split('@');
    t.match(envelope.from, new RegExp(`^${local}\\+[a-z0-9]+-[0-9a-f]{20}@${domain}$`));
    t.match(raw.toString(), new RegExp(`^From: .*\\s<${intake}>\\r$`, 'ms'));
    t.match(raw.toString(), /^Reply-To: support@customer\.example\r$/m);
  });
});

t.test('an intake address nobody can guess; mail for one whose wizard still waits is put off', async (t) => {
  const desk = await mailDesk(t, null, { config: { direct: false } });
  const steps = await wizard(desk);
  await steps.choose('forwarding');
  const shown = await steps.fill({ address: 'support@customer.example' });
  t.match(shown, { waiting: { code: 'wizard.check_not_sent' } });
  const intake = (shown as { items: { value: string }[] }).items[0]!.value;
  const forged = intake.replace(/-[0-9a-f]{12}@/, '-000000000000@');
  t.match(await failure(bring(desk, { to: forged, raw: mail('x') })), { responseCode: 550 });
  t.match(await failure(bring(desk, { to: intake, raw: mail('Early') })), { responseCode: 451 });
  t.match(await steps.look(), { step: 'done' }, 'that it came at all is proof enough');
  const [account] = await steps.accounts();
  await bring(desk, { to: intake, raw: mail('Early') });
  t.same(await subjects(desk, account!, 1), ['Early']);
  t.same(readdirSync(`${desk.folder}/plugins/email`), [], 'nothing is left of the waiting');
});

t.test('a port that is taken is told by the accounts that need it', async (t) => {
  const first = await mailDesk(t, null);
  const second = await mailDesk(t, null, { config: { smtpPort: receiverPort(first) } });
  const { id } = await fallbackOf(second);
  t.match(
    (await second.channels.check(id)).find(({ code }) => code === 'receiver'),
    { state: 'bad', detail: { code: 'receiver.no_port' } },
  );
  t.equal(second.channels.plugin('email')?.why, null, 'the channel goes on');
  await until(second, async () => true);
});

/** SMTP by hand. */
async function talk(t: { teardown(work: () => unknown): void }, port: number) {
  const socket: Socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.on('error', () => {});
  t.teardown(() => socket.destroy());
  const answer = async () => {
    let text = '';
    while (!/^\d{3} .*\r\n$/m.test(text)) text += String((await once(socket, 'data'))[0]);
    return text;
  };
  const greeting = await answer();
  const say = (line: string) => {
    socket.write(`${line}\r\n`);
    return answer();
  };
  return {
    socket,
    greeting,
    say,
    end: () => void socket.destroy(),
    async says(...lines: string[]) {
      for (const line of lines) await say(line);
    },
  };
}
