// What goes on by e-mail: answers nobody saw, transcripts, the code for the developer (CT-6, CT-8).
import { unzipSync, strFromU8 } from 'fflate';
import t from 'tap';
import type { Test } from 'tap';
import { heldClock } from '../../../core/kernel/clock.ts';
import { parseMail } from '../../../plugins/email/reading/parse.ts';
import { bring, noDns, until } from '../email/mail-desk.ts';
import { farSide, mail, PASSWORD, TEAM } from '../email/simulator-clients.ts';
import { chatDesk, runJob, type ChatDesk } from './chat-desk.ts';

/** A desk that sends mail by a relay, and takes answers by its own receiver. */
async function withMail(t: Test, values: Record<string, unknown> = {}) {
  const far = await farSide(t);
  const clock = heldClock(new Date());
  const email = {
    smtpHost: '127.0.0.1',
    smtpPort: 0,
    trustedCertificates: [far.certificate],
    resolve: noDns,
    relayHost: far.smtp.host,
    relayPort: far.smtp.port,
    relayUser: TEAM,
    relayPassword: PASSWORD,
  };
  const chat = await chatDesk(t, values, { plugins: ['chat', 'email'], clock, email });
  const inbox = await chat.desk.conversations.inboxes.get(chat.inboxId);
  await chat.desk.channels.ensureFallback(inbox!);
  const nextMail = async () => {
    const sent = await far.nextSent(20_000);
    return { ...sent, read: parseMail(sent.raw), text: sent.raw.toString() };
  };
  const mails = async () => (await chat.desk.database.rows('select key from channel_letter')).length;
  return { chat, far, clock, nextMail, mails };
}

t.test(
  'an answer nobody saw goes on by e-mail, once, and the e-mail answer joins the conversation (CT-8)',
  async (t) => {
    const { chat, clock, nextMail, mails } = await withMail(t, { mailSender: 'Radwerk Team' });
    const { desk } = chat;
    const { visitor, welcome } = await chat.greeted();
    visitor.send({ contact: { email: 'ada@customer.example', name: 'Ada' } });
    await visitor.hears('contact');
    await visitor.say('Is it ready?');
    await desk.jobs.idle();
    await visitor.leave();
    await chat.answer('Yes, since noon.');
    await chat.answer('Bring the receipt <please>.');
    await runJob(chat, 'missed');
    t.equal(await mails(), 0, 'not at once');
    clock.advance(6 * 60_000);
    await runJob(chat, 'missed');
    const { envelope, read, text } = await nextMail();
    t.same(envelope.to, ['ada@customer.example']);
    t.match(read.subject, /Radwerk Team hat Ihnen geantwortet/, 'in the language of the visitor');
    t.match(text, /^From: .*Radwerk_Team/m);
    t.match(read.text, /Yes, since noon\.[\s\S]*Bring the receipt <please>\./);
    t.notMatch(read.text, /Is it ready/);
    await runJob(chat, 'missed');
    clock.advance(60 * 60_000);
    await runJob(chat, 'missed');
    t.equal(await mails(), 1, 'once');
    const replyTo = /^Reply-To: .*?([^\s<>]+@[^\s<>]+)/m.exec(text)![1]!;
    await bring(desk, {
      to: replyTo,
      raw: mail('Re: answered', 'I come tomorrow.', ['Message-ID: <joined@customer.example>']),
    });
    const conversation = await chat.newest();
    await until(desk, async () => {
      const rows = await desk.database.rows<{ text: string }>(
        `select text from message where conversation_id = ? and direction = 'in' and kind = 'message'`,
        [conversation.id],
      );
      return rows.some((row) => row.text.includes('I come tomorrow.'));
    });
    t.equal((await desk.database.rows('select id from conversation')).length, 1);
    const back = await chat.greeted({ token: welcome.token });
    t.match(back.welcome.messages.at(-1), { from: 'visitor', text: /I come tomorrow/ }, 'and the chat shows it');
  },
);

t.test('who has seen the answer, or left no address, gets no mail', async (t) => {
  const { chat, clock, mails } = await withMail(t);
  const { visitor } = await chat.greeted();
  await visitor.say('Hello');
  await chat.desk.jobs.idle();
  await chat.answer('Good morning');
  const { message } = await visitor.hears('message');
  clock.advance(10 * 60_000);
  await runJob(chat, 'missed');
  t.equal(await mails(), 0, 'no address');
  visitor.send({ seen: message.id });
  visitor.send({ contact: { email: 'ada@customer.example' } });
  await visitor.hears('contact');
  await runJob(chat, 'missed');
  t.equal(await mails(), 0, 'seen');
  await chat.answer('One more');
  clock.advance(10 * 60_000);
  await chat.change({ missedAfter: 0 });
  await runJob(chat, 'missed');
  t.equal(await mails(), 0, 'switched off');
});

t.test('a transcript on request, and at the end where that is wished (CT-8)', async (t) => {
  const { chat, nextMail, mails } = await withMail(t, { transcriptAtEnd: true });
  const { visitor } = await chat.greeted({ hello: { language: 'en' } });
  visitor.send({ transcript: { email: 'ada@customer.example' } });
  t.match(await visitor.hears('error'), { error: { code: 'nothing_said' } });
  await visitor.say('A question');
  await chat.desk.jobs.idle();
  await chat.answer('An answer', { html: '<p>An <b>answer</b></p>' });
  visitor.send({ transcript: { email: 'ada@customer.example' } });
  t.same((await visitor.hears('sent')).sent, { transcript: 'ada@customer.example' });
  const { read } = await nextMail();
  t.equal(read.subject, 'Your chat with Radwerk');
  t.match(read.text, /A question[\s\S]*Eva, [\s\S]*An answer/);
  visitor.send({ contact: { email: 'ada@customer.example' } });
  await visitor.hears('contact');
  visitor.send({ end: true });
  t.same((await visitor.hears('closed')).closed, { rate: true });
  await nextMail();
  for (let number = 0; number < 8; number += 1) visitor.send({ transcript: { email: `spam${number}@other.example` } });
  await visitor.until((frame) => frame.error?.code === 'too_fast');
  t.ok((await mails()) < 8, 'nobody mails the world through the desk');
});

t.test('transcripts leave by the address that was chosen, and by another one while there is none (CT-7)', async (t) => {
  const { chat, clock, nextMail } = await withMail(t);
  const { desk } = chat;
  const press = await desk.conversations.inboxes.create({ name: 'Press', actor: 'desk' });
  const { uniqueId: chosen } = (await desk.channels.ensureFallback(press))!;
  const { visitor } = await chat.greeted();
  await visitor.say('A question');
  await desk.jobs.idle();
  const senderOf = async (mailAddress: string, email: string) => {
    clock.advance(1000);
    await chat.change({ mailAddress });
    visitor.send({ transcript: { email } });
    await visitor.until((frame) => frame.sent?.transcript === email);
    return /^From: .*?([^\s<>]+@[^\s<>]+)/m.exec((await nextMail()).text)![1];
  };
  const check = async () => (await desk.channels.check(chat.accountId)).find(({ code }) => code === 'sender');
  const usual = await senderOf('', 'ada@customer.example');
  t.not(usual, chosen);
  t.equal(await senderOf(chosen, 'bea@customer.example'), chosen);
  t.equal(await check(), undefined);
  t.equal(await senderOf('nobody@elsewhere.example', 'cleo@customer.example'), usual);
  t.match(await check(), { state: 'warn', detail: { code: 'chat.foreign_sender' } });
});

t.test('the team mails a transcript of the conversation they look at (CT-8)', async (t) => {
  const { chat, nextMail } = await withMail(t);
  const { visitor } = await chat.greeted();
  await visitor.say('An older question');
  await chat.desk.jobs.idle();
  const older = await chat.newest();
  await chat.desk.conversations.close(older.id, 'desk');
  await visitor.say('A newer one');
  await chat.desk.jobs.idle();
  const { get, post } = await atThePage(chat);
  const address = `/conversations/${older.id}`;
  t.match((await get(address)).body, `hx-get="${address}/transcript"`);
  const dialog = await get(`${address}/transcript`);
  t.match(dialog.body, 'type="email"');
  const wrong = await post(`${address}/transcript`, { to: 'ada@' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, 'value="ada@"');
  t.equal((await post(`${address}/transcript`, { to: 'Ada@customer.example' })).statusCode, 303);
  const { envelope, read } = await nextMail();
  t.same(envelope.to, ['ada@customer.example']);
  t.match(read.text, 'An older question');
  t.notMatch(read.text, 'A newer one', 'this conversation only');
  t.match((await get(address)).body, /sent the transcript to ada@customer\.example/);
});

t.test('without an account that sends mail there is no transcript, and it says what to do', async (t) => {
  const chat = await chatDesk(t);
  const { visitor } = await chat.greeted();
  await visitor.say('A question');
  await chat.desk.jobs.idle();
  const { id } = await chat.newest();
  const { post } = await atThePage(chat);
  const refused = await post(`/conversations/${id}/transcript`, { to: 'ada@customer.example' });
  t.equal(refused.statusCode, 422);
  t.match(refused.body, 'No account of this desk can send e-mail');
});

/** Eva at her browser. */
async function atThePage({ desk, web, eva }: ChatDesk) {
  const token = await desk.accounts.sessions.start(eva, { ip: '127.0.0.1', userAgent: 'test' });
  const { csrf } = (await desk.accounts.sessions.find(token, '127.0.0.1'))!;
  const headers = { cookie: `session=${token}`, accept: 'text/html' };
  return {
    get: (url: string) => web.server.inject({ url, headers }),
    post: (url: string, fields: Record<string, string>) =>
      web.server.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
        payload: new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
      }),
  };
}

t.test('tracking code: to copy, as a WordPress plugin, by mail to the developer (CT-6)', async (t) => {
  const { chat, nextMail } = await withMail(t);
  const { desk, web } = chat;
  await desk.database.run(`update desk_user set role = 'administrator' where id = ?`, [chat.eva]);
  const token = await desk.accounts.sessions.start(chat.eva, { ip: '127.0.0.1', userAgent: 'test' });
  const { csrf } = (await desk.accounts.sessions.find(token, '127.0.0.1'))!;
  const headers = { cookie: `session=${token}`, accept: 'text/html' };
  const address = `/settings/channels/${chat.accountId}/pages/tracking-code`;
  const page = await web.server.inject({ url: address, headers });
  t.same(
    desk.lines.filter((line) => /A request failed/.test(line)),
    [],
  );
  t.equal(page.statusCode, 200);
  t.match(
    page.body,
    `&lt;script src&#x3D;&quot;http://desk.test/channels/chat/widget.js?id&#x3D;${chat.id}&quot; async&gt;`,
  );
  t.match(page.body, 'connect-src http://desk.test ws://desk.test');
  const zip = await web.server.inject({ url: `${address}/hubdesk-chat.zip`, headers });
  t.equal(zip.statusCode, 200);
  t.equal(zip.headers['content-type'], 'application/zip');
  const files = unzipSync(zip.rawPayload);
  t.strictSame(Object.keys(files), ['hubdesk-chat/hubdesk-chat.php', 'hubdesk-chat/readme.txt']);
  t.match(
    strFromU8(files['hubdesk-chat/hubdesk-chat.php']!),
    `'http://desk.test/channels/chat/widget.js?id=${chat.id}'`,
  );
  const send = (to: string) =>
    web.server.inject({
      method: 'POST',
      url: `${address}/mail`,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      payload: new URLSearchParams({ _csrf: csrf, to }).toString(),
    });
  const wrong = await send('nobody');
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, 'value="nobody"');
  t.equal((await send('dev@agency.example')).statusCode, 303);
  const { envelope, read } = await nextMail();
  t.same(envelope.to, ['dev@agency.example']);
  t.match(read.text, `<script src="http://desk.test/channels/chat/widget.js?id=${chat.id}" async></script>`);
});
