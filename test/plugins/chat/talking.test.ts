// Visitors and team in real time: messages, typing, read marks, history, reconnecting (CT-1, CT-11, CH-11, CH-12).
import t from 'tap';
import { heldClock } from '../../../core/kernel/clock.ts';
import { addUser } from '../../support/desk.ts';
import { LivePage } from '../../support/live.ts';
import { signIn, type WebDesk } from '../../web/web-desk.ts';
import { chatDesk, type ChatDesk } from './chat-desk.ts';

t.test('first message and answer arrive on both sides at once (CT-1, CT-11)', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  const { visitor, welcome } = await chat.greeted();
  t.match(welcome, {
    messages: [],
    earlier: false,
    open: false,
    unread: 0,
    consent: true,
    state: { now: 'available' },
  });
  const { stored } = await visitor.say('Do you have the Brompton?');
  t.match(stored.message, { from: 'visitor', text: 'Do you have the Brompton?', status: 'sent', files: [] });
  await desk.jobs.idle();
  const thread = await chat.newest();
  t.equal(thread.status, 'open');
  await chat.answer('Yes.', {
    html: '<p>Yes, <strong>in green</strong>: <a href="https://shop.example/g">look</a></p>',
  });
  const { message } = await visitor.hears('message');
  t.match(message, { from: 'agent', name: 'Eva', face: 'EL', text: /Yes, in green/ });
  t.match(
    message.html,
    /^Yes, <b>in green<\/b>: <a href="https:\/\/shop.example\/g" target="_blank" rel="[^"]+">look<\/a>$/,
  );
});

t.test('typing is told both ways, and stops with the message (CT-11)', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  const { visitor } = await chat.greeted();
  await visitor.say('Hello');
  await desk.jobs.idle();
  const { id } = await chat.newest();
  const token = await desk.accounts.sessions.start(chat.eva, { ip: '127.0.0.1', userAgent: 'test' });
  const page = new LivePage(`${chat.url.replace('http', 'ws')}/live`, {
    cookie: `session=${token}`,
    host: 'desk.test',
  });
  t.teardown(() => page.socket.terminate());
  await page.opened;
  await page.join([`conversation:${id}`]);
  visitor.send({ typing: true });
  await page.shows(/is typing/);
  page.send({ typing: { conversation: id, mode: 'reply' } });
  await visitor.until((frame) => frame.typing?.on === true);
  t.pass('both heard');
});

t.test('the team has read, the visitor has read: ticks on both sides, kept for who comes back (CT-11)', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  const { visitor, welcome } = await chat.greeted();
  const { stored } = await visitor.say('Hello');
  await desk.jobs.idle();
  const { id } = await chat.newest();
  await desk.conversations.markRead(id, chat.eva);
  t.same((await visitor.hears('read')).read, { upTo: stored.id });
  await chat.answer('Good morning');
  const { message } = await visitor.hears('message');
  visitor.send({ seen: message.id });
  await visitor.settled();
  await desk.jobs.idle();
  const fate = await desk.database.row<{ status: string }>(
    `select status from message where direction = 'out' and kind = 'message'`,
  );
  t.equal(fate!.status, 'read');
  const again = await chat.greeted({ token: welcome.token });
  t.match(again.welcome.messages, [
    { id: stored.id, status: 'read' },
    { id: message.id, from: 'agent' },
  ]);
  t.equal(again.welcome.unread, 0);
});

t.test('the same message sent again after a broken line is one message (CH-12)', async (t) => {
  const chat = await chatDesk(t);
  const { visitor, welcome } = await chat.greeted();
  const say = { say: { id: 'aaaaaaaa-bbbb-cccc', text: 'Once' } };
  visitor.send(say);
  await visitor.hears('stored');
  await visitor.leave();
  const { visitor: back } = await chat.greeted({ token: welcome.token });
  back.send(say);
  await back.hears('stored');
  await chat.desk.jobs.idle();
  const rows = await chat.desk.database.rows(`select id from message where kind = 'message'`);
  t.equal(rows.length, 1);
});

t.test('other windows of a visitor hear of what was said in one, and see the answer', async (t) => {
  const chat = await chatDesk(t);
  const { visitor, welcome } = await chat.greeted();
  const { visitor: other } = await chat.greeted({ token: welcome.token });
  await visitor.say('From the first');
  t.match((await other.hears('message')).message, { from: 'visitor', text: 'From the first' });
  await chat.desk.jobs.idle();
  await chat.answer('To both');
  const answered = (frame: any) => frame.message?.from === 'agent';
  t.equal((await visitor.until(answered)).message.id, (await other.until(answered)).message.id);
  t.notOk(
    visitor.heard.some((frame) => frame.message?.from === 'visitor'),
    'who wrote is not told again',
  );
});

t.test(
  'an answer to somebody who is away waits in their history; what is held for later is not shown (CH-16)',
  async (t) => {
    const chat = await chatDesk(t);
    const { visitor, welcome } = await chat.greeted();
    await visitor.say('Hello');
    await visitor.leave();
    await chat.desk.jobs.idle();
    await chat.answer('We are back at nine');
    await chat.answer('Tomorrow', { sendAt: new Date(Date.now() + 3600_000) });
    const again = await chat.greeted({ token: welcome.token });
    t.strictSame(
      again.welcome.messages.map(({ text }: any) => text),
      ['Hello', 'We are back at nine'],
    );
    t.match(again.welcome, { open: true, unread: 1, token: welcome.token });
  },
);

t.test('older messages come page by page, in order', async (t) => {
  const chat = await chatDesk(
    t,
    {},
    { limits: { says: { burst: 100, perSecond: 100 }, frames: { burst: 200, perSecond: 100 } } },
  );
  const { visitor, welcome } = await chat.greeted();
  for (let number = 1; number <= 60; number += 1) await visitor.say(`Number ${number}`);
  await chat.desk.jobs.idle();
  const again = await chat.greeted({ token: welcome.token });
  t.equal(again.welcome.messages.length, 50);
  t.ok(again.welcome.earlier);
  again.visitor.send({ more: {} });
  const { older } = await again.visitor.hears('older');
  const all = [...older.messages, ...again.welcome.messages].map(({ text }: any) => text);
  t.strictSame(
    all,
    Array.from({ length: 60 }, (_, index) => `Number ${index + 1}`),
  );
  t.notOk(older.earlier);
});

t.test('the team closes: a goodbye with rating, which lands at the conversation (CT-11)', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  const { visitor } = await chat.greeted();
  await visitor.say('Thank you');
  await desk.jobs.idle();
  const { id } = await chat.newest();
  await desk.conversations.close(id, 'desk');
  t.same((await visitor.hears('closed')).closed, { rate: true });
  visitor.send({ rate: { score: 6, comment: 'no such score' } });
  t.equal(await visitor.closed, 4400);
  const token = visitor.heard[0]!.welcome.token as string;
  const { visitor: back, welcome } = await chat.greeted({ token });
  t.ok(welcome.rate);
  back.send({ rate: { score: 5, comment: 'Quick!' } });
  await back.hears('rated');
  await desk.jobs.idle();
  t.match(await desk.database.row('select score, comment, conversation_id from rating'), {
    score: 5,
    comment: 'Quick!',
    conversation_id: id,
  });
  await back.say('One more thing');
  await desk.jobs.idle();
  t.not((await chat.newest()).id, id, 'what is closed is not joined');
});

t.test('presence and page stand beside the open conversation', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  const { visitor } = await chat.greeted();
  await visitor.say('Hello');
  await desk.jobs.idle();
  const { id } = await chat.newest();
  const token = await desk.accounts.sessions.start(chat.eva, { ip: '127.0.0.1', userAgent: 'test' });
  const page = new LivePage(`${chat.url.replace('http', 'ws')}/live`, {
    cookie: `session=${token}`,
    host: 'desk.test',
  });
  t.teardown(() => page.socket.terminate());
  await page.opened;
  await page.join([`conversation:${id}`]);
  visitor.send({ page: { address: 'https://shop.example/checkout', title: 'Check-out' } });
  await page.shows(/shop\.example\/checkout/);
  const { web } = chat;
  const shown = await web.server.inject({
    url: `/conversations/${id}`,
    headers: { cookie: `session=${token}`, accept: 'text/html' },
  });
  t.equal(shown.statusCode, 200);
  for (const words of ['Check-out', 'Bikes', 'https://search.example/', 'Firefox 141, Windows', '1440 × 900'])
    t.ok(shown.body.includes(words), words);
});

t.test('who ends an answered chat closes the conversation, and may rate it (CT-11)', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  const { visitor } = await chat.greeted();
  await visitor.say('Is it there?');
  await desk.jobs.idle();
  await chat.answer('Yes');
  visitor.send({ end: true });
  t.same((await visitor.hears('closed')).closed, { rate: true });
  visitor.send({ end: true });
  visitor.send({ rate: { score: 4 } });
  await visitor.hears('rated');
  await desk.jobs.idle();
  t.match(await chat.newest(), { status: 'closed' });
  t.match(await desk.database.row('select score from rating'), { score: 4 });
  t.strictSame(await happenings(chat), ['ended', 'rated'], 'said once');
  const { body } = await chat.web.server.inject({
    url: '/conversations/1',
    headers: {
      cookie: `session=${await desk.accounts.sessions.start(chat.eva, { ip: '127.0.0.1', userAgent: 'test' })}`,
    },
  });
  t.match(body, /rated this 4 of 5/);
  t.notMatch(body, /events<[\s\S]*rated this/, 'a rating is not folded away');
  await visitor.settled();
  t.equal(visitor.heard.filter((frame) => frame.closed).length, 2, 'each time they ended it, but not as news');
  await visitor.say('Something else');
  await desk.jobs.idle();
  t.match(await chat.newest(), { id: 2, status: 'open' }, 'and begin another');
});

t.test('who ends a chat before the answer leaves the conversation open for it (CT-11)', async (t) => {
  const clock = heldClock(new Date());
  const chat = await chatDesk(t, {}, { clock });
  const { desk } = chat;
  const { visitor } = await chat.greeted();
  await visitor.say('Is it there?');
  await desk.jobs.idle();
  visitor.send({ end: true });
  await visitor.hears('closed');
  await desk.jobs.idle();
  const { id, status } = await chat.newest();
  t.equal(status, 'open');
  t.strictSame(await happenings(chat), ['ended_unanswered']);
  clock.advance(1000);
  await chat.answer('Yes');
  await desk.conversations.close(id, 'desk');
  const answer = visitor.heard.indexOf(await visitor.until(({ message }) => message?.from === 'agent'));
  await visitor.until((frame) => frame.closed && visitor.heard.indexOf(frame) > answer);
  t.pass('they are told when the team closes it after that');
});

/** What the thread says happened, in order; not who got it. */
async function happenings({ desk }: ChatDesk): Promise<string[]> {
  const { items } = (await desk.conversations.thread.read(1, { limit: 50, userId: 1 }))!;
  const types = items.flatMap(({ happening }) => happening?.type ?? []);
  return types.filter((type) => !type.startsWith('assigned'));
}

t.test('a chat is called by whom it is with, and lists show its words (CT-1)', async (t) => {
  const chat = await chatDesk(t);
  const { desk, web } = chat;
  const { visitor } = await chat.greeted();
  visitor.send({ contact: { name: 'Ada Berg' } });
  await visitor.hears('contact');
  await visitor.say('Do you have the Brompton?');
  await desk.jobs.idle();
  const { id } = await chat.newest();
  await desk.conversations.assign(id, { userId: chat.eva }, null, 'desk');
  const token = await desk.accounts.sessions.start(chat.eva, { ip: '127.0.0.1', userAgent: 'test' });
  const headers = { cookie: `session=${token}`, accept: 'text/html' };
  const page = async (url: string) => (await web.server.inject({ url, headers })).body;
  const thread = await page(`/conversations/${id}`);
  t.match(thread, /<title>Ada Berg · /);
  t.match(thread, /<h1 id="subject"[^>]*>Ada Berg<\/h1>/);
  t.match(thread, /aria-label="Ada Berg, [^"]*: Do you have the Brompton\?"/);
  t.notMatch(thread, /<p class="subject/, 'its words stand in the place of the subject');
  for (const url of [`/conversations/${id}`, '/notifications', '/search?q=Brompton', '/palette?q=Brompton']) {
    const body = await page(url);
    t.match(body, 'Ada Berg', url);
    t.notMatch(body, '(no subject)', url);
  }
  await desk.conversations.rename(id, 'The folding one', 'desk');
  t.match(
    await page(`/conversations/${id}`),
    /<p class="subject cut">The folding one</,
    'a subject given to it is shown',
  );
});

t.test(
  'saved settings reach who is on the line without losing it; who may not be there any more has to go (CT-5)',
  async (t) => {
    const chat = await chatDesk(t, { identitySecret: 'of the shop' });
    const { visitor } = await chat.greeted();
    const { visitor: elsewhere } = await chat.greeted({ origin: 'https://other.example' });
    await chat.change({ colour: '#aa3366', welcome: 'Good morning', askEmail: 'never' });
    const { settings } = await visitor.hears('settings');
    t.match(settings, { colour: '#aa3366', ink: '#ffffff', welcome: 'Good morning', askEmail: 'never' });
    t.notOk('texts' in (settings as object));
    t.match(await visitor.say('Still here'), { stored: Object }, 'the line goes on');
    const gone = elsewhere.closed;
    await chat.change({ domains: ['shop.example'] });
    t.equal(await gone, 4403);
    t.match(await visitor.say('Here as well'), { stored: Object });
    const off = visitor.closed;
    await chat.desk.channels.setActive(chat.accountId, false, 'desk');
    t.equal(await off, 1013);
  },
);

t.test(
  'what was sent is changed and taken back by who wrote it, for a day, before the eyes of the visitor (CH-11)',
  async (t) => {
    const clock = heldClock(new Date('2026-11-20T10:00:00Z'));
    const chat = await chatDesk(t, {}, { clock });
    const { desk } = chat;
    const pages = { ...chat, server: chat.web.server } as unknown as WebDesk;
    const eva = await signIn(pages, { id: chat.eva });
    const omar = await signIn(pages, { id: await addUser(desk, 'Omar') });
    const { visitor, welcome } = await chat.greeted();
    await visitor.say('Do you have it?');
    await desk.jobs.idle();
    await chat.answer('Yes, in gren');
    const { message } = await visitor.hears('message');
    const sql = `select id, public_id from message where direction = 'out' order by id desc limit 1`;
    const { id, public_id: key } = (await desk.database.row<{ id: number; public_id: string }>(sql, []))!;
    const { id: conversation } = await chat.newest();
    const thread = async () => (await eva.get(`/conversations/${conversation}`)).body;
    t.match(await thread(), `/messages/${key}/edit`);
    t.notMatch((await omar.get(`/conversations/${conversation}`)).body, `/messages/${key}/edit`);
    t.match((await omar.form('POST', `/messages/${key}/edit`, { text: 'No' })).body, 'Only who has written');
    t.match((await eva.get(`/messages/${key}/edit`)).body, 'Yes, in gren</textarea>');
    t.equal((await eva.form('POST', `/messages/${key}/edit`, { text: ' ' })).statusCode, 422);
    await eva.form('POST', `/messages/${key}/edit`, { text: 'Yes, in <b>green' });
    const { changed } = await visitor.hears('changed');
    t.match(changed, { id: message.id, text: 'Yes, in <b>green', from: 'agent' });
    t.match(await thread(), /Yes, in &lt;b&gt;green[^]*edited/);
    t.match((await eva.get(`/conversations/${conversation}/messages/${id}`)).body, 'Yes, in gren');
    const { welcome: again } = await chat.greeted({ token: welcome.token as string });
    t.match(again.messages.at(-1), { id: message.id, text: 'Yes, in <b>green' });
    clock.advance(86_400_001);
    t.notMatch(await thread(), `/messages/${key}/edit`, 'nobody is offered what is refused');
    t.match((await eva.form('POST', `/messages/${key}?_method=DELETE`, {})).body, 'The time in which');
    t.match((await eva.get(`/messages/${key}/removal`)).body, 'The time in which');
    await chat.answer('By the way');
    const { public_id: second } = (await desk.database.row<{ public_id: string }>(sql, []))!;
    t.match((await eva.get(`/messages/${second}/removal`)).body, 'Delete this message?');
    await eva.form('POST', `/messages/${second}?_method=DELETE`, {});
    const { gone } = await visitor.hears('gone');
    t.equal(visitor.heard.find((frame) => frame.message?.id === gone)?.message.text, 'By the way');
    t.match(await thread(), 'deleted this message');
    t.notMatch(await thread(), 'By the way');
    t.same(
      await desk.database.rows(
        'select key from chat_unseen where key in (select key from delivery where message_id > ?)',
        [id],
      ),
      [],
    );
  },
);

t.test(
  'a visitor without a name is a visitor with a number, in the language of who looks, never a handle (CH-6)',
  async (t) => {
    const chat = await chatDesk(t);
    const { desk } = chat;
    const { visitor, welcome } = await chat.greeted();
    await visitor.say('Who am I?');
    await desk.jobs.idle();
    const { id, contact_id: contact } = await chat.newest();
    const { publicId } = (await desk.contacts.get(contact))!;
    const handle = String(welcome.token).split('.')[1]!;
    const pages = { ...chat, server: chat.web.server } as unknown as WebDesk;
    const places = [
      `/conversations/${id}`,
      '/inboxes/all/open',
      '/contacts',
      `/search?q=${encodeURIComponent('Who am')}`,
    ];
    for (const [name, language] of [
      [`Visitor ${contact}`, 'en'],
      [`Besucher ${contact}`, 'de'],
    ] as const) {
      await desk.database.run('update desk_user set language = ? where id = ?', [language, chat.eva]);
      const eva = await signIn(pages, { id: chat.eva });
      for (const place of places) {
        const { body } = await eva.get(place);
        t.match(body, name, place);
        t.notMatch(body, handle, place);
      }
      const { body } = await eva.get(`/contacts/${publicId}`);
      t.match(body, name);
      t.match(body, language === 'de' ? 'Besucher von Radwerk' : 'Visitor of Radwerk', 'by the channel’s name');
      t.notMatch(body, handle);
      const words = encodeURIComponent(name);
      for (const place of [`/search?kind=contacts&q=${words}`, `/palette?q=${words}`, `/contacts?q=${words}`])
        t.match((await eva.get(place)).body, `/contacts/${publicId}`, place);
      t.match((await eva.get(`/search?q=${words}`)).body, `href="/conversations/${id}"`, 'and what was said with them');
      t.notMatch((await eva.get(`/search?q=${encodeURIComponent(`Visitor ${contact}0`)}`)).body, publicId);
    }
    visitor.send({ contact: { name: 'Ada' } });
    await visitor.say('I am Ada');
    await desk.jobs.idle();
    const eva = await signIn(pages, { id: chat.eva });
    t.notMatch((await eva.get(places[0]!)).body, `Besucher ${contact}`);
  },
);
