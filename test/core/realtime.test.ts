// The live line of a whole desk: who is let in, what is told to whom, what happens to pages that are slow or were away.
import t from 'tap';
import { BUILT_IN_ROLES, deskViewer, PERMISSIONS, type Permission } from '../../core/accounts/accounts.ts';
import { batchOf } from '../../core/realtime/batch.ts';
import { readMessage } from '../../core/realtime/incoming.ts';
import { readTopic, type Topic } from '../../core/realtime/topics.ts';
import { addUser, withAccount } from '../support/desk.ts';
import { letter, LivePage, openLive, type LiveDesk } from '../support/live.ts';
import { signIn } from '../web/web-desk.ts';

const conversationOf = async ({ desk, accountId }: LiveDesk, id: string) =>
  (await desk.conversations.findMessage(accountId, id))!.conversationId;

/** What the row of a conversation was told as, newest last; `gone` when it left the list. */
function rowsOf(html: string, id: number): string[] {
  const parts = html.split('</hx-partial>').filter((part) => new RegExp(`(#|id=")row-${id}"`).test(part));
  return parts.map((part) => (part.includes('hx-swap="delete"') ? 'gone' : part));
}

t.test('who is let in', async (t) => {
  const live = await openLive(t);
  const { desk, line } = live;
  const eva = await addUser(desk, 'Eva');
  const refused = (headers: Record<string, string>) =>
    t.rejects(new LivePage(line, headers).opened, { message: /Unexpected server response: 40[13]/ });
  await refused({});
  await refused({ cookie: 'session=nonsense-nonsense-nonsense' });
  const token = await desk.accounts.sessions.start(eva, { ip: '', userAgent: '' });
  await refused({ cookie: `session=${token}`, origin: 'https://evil.example' });
  await refused({ cookie: `session=${token}`, 'sec-fetch-site': 'cross-site' });
  const viewer = (await desk.accounts.viewerOf(eva))!;
  const { token: apiToken } = await desk.accounts.apiTokens.create(viewer, {
    name: 'bot',
    scopes: ['conversations:read'],
  });
  await refused({ authorization: `Bearer ${apiToken}` });
  t.equal(desk.realtime.size(), 0);
  await live.page(eva, { origin: 'http://desk.test' });
  t.equal(desk.realtime.size(), 1);
  const asked = await fetch(line.replace('ws:', 'http:'), { headers: { cookie: `session=${token}` } });
  t.equal(asked.status, 426, 'somebody signed in who asks without upgrading');
  t.equal((await fetch(line.replace('ws:', 'http:'))).status, 401, 'a page can ask whether it is still signed in');
});

t.test('rows appear in the lists they stand in, for those who may see them, in their language', async (t) => {
  const live = await openLive(t);
  const { desk, inboxId } = live;
  const [eva, mara] = [await addUser(desk, 'Eva'), await addUser(desk, 'Mara')];
  await desk.accounts.users.update(deskViewer(), mara, { language: 'de', timeZone: 'Asia/Tokyo' });
  const secret = await desk.conversations.inboxes.create({ name: 'Secret', actor: 'desk', restricted: true });
  const all = ['list:all:open'];
  const evas = await live.page(eva);
  t.match(await evas.join([`list:${secret.id}:open`, 'list:all:open', 'user:9999', 'nonsense']), {
    refused: [`list:${secret.id}:open`, 'user:9999'],
  });
  const [here, closed, mine, german] = await Promise.all([
    live.page(eva),
    live.page(eva),
    live.page(eva),
    live.page(mara),
  ]);
  await here.join([`list:${inboxId}:open`]);
  await closed.join([`list:${inboxId}:closed`]);
  await mine.join(['list:all:mine']);
  await german.join(all);
  await live.bring(letter('Ada', 'Coo'));
  const id = await conversationOf(live, 'Ada Coo');
  const row = new RegExp(`id="row-${id}"`);

  t.match(
    await evas.shows(row),
    /hx-target="#rows"[^>]*data-topic="list:all:open" data-upsert="rows"><li class="row unread"/,
  );
  t.match(
    await here.shows(row),
    `/conversations/${id}?list&#x3D;%2Finboxes%2F${inboxId}%2Fopen`,
    'the row leads back to its list',
  );
  t.match(await german.shows(row), /ungelesen/i);
  t.notMatch(await closed.settled([`list:${inboxId}:closed`]), row);
  t.notMatch(await mine.settled(['list:all:mine']), row);

  await desk.conversations.assign(id, { userId: eva }, null, `user:${mara}`);
  t.match(await mine.shows(row), /Eva/);
  await desk.conversations.close(id, `user:${eva}`);
  await closed.shows(row);
  t.equal(rowsOf(await evas.settled(all), id).at(-1), 'gone');
  t.equal(rowsOf(await mine.settled(['list:all:mine']), id).at(-1), 'gone');

  await desk.conversations.moveToInbox(id, secret.id, 'desk');
  t.equal(rowsOf(await closed.settled([`list:${inboxId}:closed`]), id).at(-1), 'gone');
  evas.heard.length = 0;
  await desk.conversations.reopen(id, 'desk');
  t.notMatch(await evas.settled(all), row, 'what stands where one may not look is not told');
});

t.test('what one has read is read for oneself only; numbers follow', async (t) => {
  const live = await openLive(t);
  const { desk } = live;
  const [eva, mara] = [await addUser(desk, 'Eva'), await addUser(desk, 'Mara')];
  const [evas, maras] = [await live.page(eva), await live.page(mara)];
  for (const page of [evas, maras]) await page.join(['list:all:unassigned']);
  await live.bring(letter('Bo', 'One'));
  const id = await conversationOf(live, 'Bo One');
  const topics = ['list:all:unassigned', `conversation:${id}`];
  await evas.shows(/id="count-unassigned"|#count-unassigned" hx-swap="innerHTML"[^>]*>1</);
  await evas.join(topics);
  const { lastMessageId } = (await desk.conversations.get(id))!;
  evas.send({ seen: { conversation: id, message: lastMessageId } });
  t.match(await evas.shows(new RegExp(`id="row-${id}"`)), /<li class="row"/);
  t.match(rowsOf(await maras.settled(['list:all:unassigned']), id).at(-1), /class="row unread"/);
  t.equal((await desk.conversations.lists.row(id, mara))!.unread, true);
  await desk.conversations.assign(id, { userId: mara }, null, `user:${eva}`);
  await maras.shows(/#badge-inbox" hx-swap="innerHTML">1<span/);
  await maras.shows(/#count-unassigned" hx-swap="innerHTML"[^>]*><\/hx-partial>/);
});

t.test(
  'the open conversation: messages, ticks, comments, header; nobody listens where they may not look',
  async (t) => {
    const live = await openLive(t);
    const { desk } = live;
    await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
    const [eva, mara] = [await addUser(desk, 'Eva'), await addUser(desk, 'Mara')];
    await live.bring(letter('Cy', 'First'));
    const id = await conversationOf(live, 'Cy First');
    const topics = [`conversation:${id}`];
    const page = await live.page(eva);
    await page.join(topics);
    await live.bring(letter('Cy', 'Second'));
    const pushed = await page.shows(/Second/);
    t.match(pushed, new RegExp(`hx-target="#typing-${id}" hx-swap="beforebegin" data-upsert="log"><h2 class="day"`));
    t.match(pushed, `hx-target="#window-${id}" hx-swap="outerMorph" data-from="/conversations/${id}/composer"`);

    page.heard.length = 0;
    const sent = await desk.outbound.send({ conversationId: id, userId: mara, text: 'Answer' });
    const { messageId } = sent as { messageId: number };
    await page.shows(/>Answer</);
    await page.shows(new RegExp(`hx-target="#fate-${messageId}"`));
    await desk.jobs.idle();
    page.heard.length = 0;
    const receipt = {
      type: 'receipt',
      of: { externalId: `sent-${live.loft.letters[0]!.key}` },
      status: 'read',
      at: '2026-11-20T09:00:00Z',
    };
    await live.bring(receipt);
    await page.shows(new RegExp(`hx-target="#fate-${messageId}"[\\s\\S]*tick read`));
    t.notMatch(await page.settled(topics), new RegExp(`id="message-${messageId}"`), 'only the tick moved');

    await desk.conversations.comment(id, mara, '<p>Between us</p>');
    await page.shows(/class="comment"[\s\S]*Between us/);
    await desk.conversations.assign(id, { userId: mara }, null, 'desk');
    const header = await page.shows(new RegExp(`id="thread-head-${id}"`));
    t.match(header, /assignment\?_method=PUT/);
    t.match(header, /name="_csrf" value=""/, 'no token of anybody else');
    await page.shows(/class="event" id="event-/);

    const secret = await desk.conversations.inboxes.create({ name: 'Secret', actor: 'desk', restricted: true });
    page.heard.length = 0;
    await desk.conversations.moveToInbox(id, secret.id, 'desk');
    t.ok(await page.until((told) => told.reset === true), 'drawn anew, where the way is barred');
    t.match(await page.join(topics), { refused: topics });
  },
);

t.test('messages that went elsewhere draw the page anew; messages taken back before they left vanish', async (t) => {
  const live = await openLive(t);
  const { desk } = live;
  const eva = await addUser(desk, 'Eva');
  await live.bring(letter('Di', 'One'), letter('Dora', 'Other'));
  const [id, other] = [await conversationOf(live, 'Di One'), await conversationOf(live, 'Dora Other')];
  const page = await live.page(eva);
  await page.join([`conversation:${id}`]);
  const held = await desk.outbound.send({ conversationId: id, userId: eva, text: 'Oops' });
  await page.shows(/Oops/);
  const { messageId } = held as { messageId: number };
  await desk.outbound.cancel(messageId, `user:${eva}`);
  await page.shows(new RegExp(`hx-target="#message-${messageId}" hx-swap="delete"`));
  await desk.conversations.merge(id, other, `user:${eva}`);
  t.ok(await page.until((told) => told.reset === true));
});

t.test('sessions that end and rights that change', async (t) => {
  const live = await openLive(t);
  const { desk, inboxId } = live;
  const { accounts } = desk;
  const ids = [await addUser(desk, 'Boss', 'administrator'), await addUser(desk, 'Eva'), await addUser(desk, 'Tom')];
  const [boss, eva, tom] = ids as [number, number, number];
  await live.bring(letter('Eve', 'Hello'));
  const topics = [`list:${inboxId}:open`, `conversation:${await conversationOf(live, 'Eve Hello')}`];
  const [first, second] = [await live.page(eva), await live.page(eva)];
  for (const page of [first, second]) await page.join(topics);
  const sessions = await accounts.sessions.list((await accounts.viewerOf(eva))!);
  await accounts.sessions.drop(sessions.at(-1)!.id);
  t.equal(await first.closed, 4401, 'signed out');

  await desk.conversations.inboxes.setMembers(inboxId, [{ userId: tom }], 'desk');
  await desk.conversations.inboxes.change(inboxId, { restricted: true }, 'desk');
  await second.until((told) => told.reset === true);
  second.heard.length = 0;
  await live.bring(letter('Eve', 'Not for Eva'));
  t.notMatch(await second.settled([]), /Not for Eva/, 'from then on nothing more');
  t.match(await second.join(topics), { refused: topics });
  await accounts.users.disable((await accounts.viewerOf(boss))!, eva);
  t.equal(await second.closed, 4401, 'disabled');
});

t.test('a session that runs out is noticed by the beat', async (t) => {
  const live = await openLive(t, { beat: 0.5 });
  const eva = await addUser(live.desk, 'Eva');
  const page = await live.page(eva);
  const beat = await page.until((told) => told.beat !== undefined);
  t.equal(beat.beat, 0.5);
  await live.desk.database.run('update session set expires_at = 1');
  t.equal(await page.closed, 4401);
});

t.test('after a loss the page is told what it missed, or drawn anew', async (t) => {
  const live = await openLive(t, { missed: 30 });
  const { desk } = live;
  const eva = await addUser(desk, 'Eva');
  await live.bring(letter('Fay', 'Old'));
  const id = await conversationOf(live, 'Fay Old');
  const topics = ['list:all:open', `conversation:${id}`];
  const page = await live.page(eva);
  const { cursor } = await page.join(topics);
  page.socket.terminate();
  await page.closed;
  await live.bring(letter('Fay', 'Missed'));
  await live.bring(letter('Gus', 'Missed too'));
  const again = await live.page(eva);
  const missed = await desk.events.cursor();
  const joined = await again.join(topics, cursor);
  // That she is there again may have happened meanwhile.
  t.ok(joined.cursor! >= missed);
  t.match(again.html(), /data-upsert="log"[\s\S]*Missed/);
  t.match(again.html(), new RegExp(`id="row-${await conversationOf(live, 'Gus Missed too')}"`));
  t.notMatch(again.html(), />Old</, 'not what it had');
  await again.join(topics, joined.cursor);
  t.notMatch(again.html(), /data-upsert/, 'nothing was missed');
  for (let n = 0; n < 20; n += 1) await live.bring(letter('Hal', `${n}`));
  await again.join(topics, cursor);
  t.ok(
    again.heard.some((told) => told.reset),
    'too much happened',
  );
  await again.join(topics, joined.cursor! + 1_000_000);
  t.ok(
    again.heard.some((told) => told.reset),
    'an older backup was restored',
  );
});

t.test('who looks and who types, for the others', async (t) => {
  const live = await openLive(t);
  const { desk, loft } = live;
  const [eva, mara] = [await addUser(desk, 'Eva Blum'), await addUser(desk, 'Mara Ott')];
  await live.bring(letter('Ida', 'Hello'));
  const id = await conversationOf(live, 'Ida Hello');
  const topics = ['list:all:open', `conversation:${id}`];
  const [evas, maras] = [await live.page(eva), await live.page(mara)];
  await evas.join(topics);
  evas.send({ presence: { conversation: id, state: 'viewing' } });
  await maras.join(topics);
  await maras.shows(new RegExp(`hx-target="#watchers-${id}"[\\s\\S]*Eva`));
  await maras.shows(new RegExp(`hx-target="#row-${id}-watch"[\\s\\S]*Eva`));
  maras.send({ presence: { conversation: id, state: 'viewing' } });
  await evas.shows(new RegExp(`hx-target="#watchers-${id}"[\\s\\S]*Mara`));
  t.notMatch(evas.html(), /#(watchers|row)-[^>]*>[^#]*Eva/, 'nobody is told of themselves');

  maras.heard.length = 0;
  evas.send({ typing: { conversation: id, mode: 'reply' } });
  await maras.shows(/Eva Blum is typing/);
  await maras.shows(/answering/);
  await maras.shows(new RegExp(`hx-target="#typing-${id}" hx-swap="innerHTML"></hx-partial>`));
  while (loft.typing.length < 2) await new Promise((go) => setTimeout(go, 10));
  t.strictSame(loft.typing, [
    { to: 'ida', on: true },
    { to: 'ida', on: false },
  ]);

  loft.typing.length = 0;
  maras.heard.length = 0;
  evas.send({ typing: { conversation: id, mode: 'comment' } });
  await maras.shows(/Eva Blum is typing/);
  await maras.shows(/#typing-\d+" hx-swap="innerHTML"><\/hx-partial>/);
  t.strictSame(loft.typing, [], 'comments are nobody else’s business');

  maras.heard.length = 0;
  evas.send({ presence: { state: 'hidden' } });
  await maras.shows(new RegExp(`id="watchers-${id}"></span>`));
  evas.send({ presence: { state: 'visible' } });
  await maras.shows(/Eva/);
  maras.heard.length = 0;
  evas.socket.close();
  await maras.shows(new RegExp(`id="watchers-${id}"></span>`));
});

t.test('who does not see the inbox of a conversation hears of nobody there, and nobody of them (WS-7)', async (t) => {
  const live = await openLive(t);
  const { desk, inboxId } = live;
  const { inboxes } = desk.conversations;
  const [eva, mara] = [await addUser(desk, 'Eva Blum'), await addUser(desk, 'Mara Ott')];
  await live.bring(letter('Ina', 'Hello'));
  const id = await conversationOf(live, 'Ina Hello');
  const topics = ['list:all:open', `conversation:${id}`];
  const [evas, maras] = [await live.page(eva), await live.page(mara)];
  for (const page of [evas, maras]) await page.join(topics);
  maras.send({ presence: { conversation: id, state: 'viewing' } });
  await evas.shows(new RegExp(`hx-target="#watchers-${id}"[\\s\\S]*Mara`));
  evas.heard.length = 0;
  await inboxes.setMembers(inboxId, [{ userId: eva }], 'desk');
  await inboxes.change(inboxId, { restricted: true }, 'desk');
  await evas.shows(new RegExp(`id="watchers-${id}"></span>`));
  t.match(await maras.join(topics), { refused: [`conversation:${id}`] });
  maras.send({ presence: { conversation: id, state: 'viewing' }, typing: { conversation: id, mode: 'reply' } });
  evas.heard.length = 0;
  await live.bring({ type: 'typing', by: letter('Ina', '').sender, thread: {}, on: true });
  await evas.shows(/Ina is typing/);
  evas.send({ typing: { conversation: id, mode: 'comment' }, presence: { conversation: id, state: 'viewing' } });
  const html = await maras.settled(topics);
  t.notMatch(html, /is typing|Eva/);
  t.notMatch(evas.html(), /Mara/, 'they cannot make themselves seen there either');
});

t.test('customers who type are seen for a while, in the conversation and in its row', async (t) => {
  const live = await openLive(t);
  const { desk } = live;
  const eva = await addUser(desk, 'Eva');
  await live.bring(letter('Jo', 'Hello'));
  const id = await conversationOf(live, 'Jo Hello');
  const [thread, list] = [await live.page(eva), await live.page(eva)];
  await thread.join([`conversation:${id}`]);
  await list.join(['list:all:open']);
  const typing = (on: boolean) => ({ type: 'typing', by: letter('Jo', '').sender, thread: {}, on });
  await live.bring(typing(true));
  await thread.shows(/Jo is typing/);
  t.match(await list.shows(/is typing/), `hx-target="#row-${id}-snippet"`);
  await list.shows(new RegExp(`#row-${id}-snippet" hx-swap="innerHTML">Hello<`));
  for (const page of [thread, list]) page.heard.length = 0;
  await live.bring(typing(true));
  await thread.shows(/Jo is typing/);
  await live.bring(letter('Jo', 'Here it is'));
  await thread.shows(/Here it is/);
  await thread.shows(/#typing-\d+" hx-swap="innerHTML"><\/hx-partial>/);
  await live.bring(typing(true), typing(false), { ...typing(true), by: letter('Nobody', '').sender });
  t.equal(desk.lines.filter((line) => line.includes('could not')).length, 0);
});

t.test('pages that do not read, talk too much, or are too many', async (t) => {
  const live = await openLive(t, { buffer: 20_000, burst: 5, perSecond: 1, linesPerUser: 4 });
  const { desk } = live;
  const [eva, mara] = [await addUser(desk, 'Eva'), await addUser(desk, 'Mara')];
  await live.bring(letter('Kai', 'Hello'));
  const id = await conversationOf(live, 'Kai Hello');
  const [slow, quick] = [await live.page(eva), await live.page(mara)];
  for (const page of [slow, quick]) await page.join([`conversation:${id}`]);
  slow.socket.pause();
  const words = 'so many words '.repeat(5000);
  let sent = 0;
  for (; desk.realtime.size() === 2 && sent < 400; sent += 1) {
    const { id: comment } = await desk.conversations.comment(id, eva, `<p>${words}</p>`);
    await quick.shows(new RegExp(`id="message-${comment}"`));
    quick.heard.length = 0;
  }
  t.equal(desk.realtime.size(), 1, `let go after ${sent} messages`);
  slow.socket.resume();
  t.match(
    [1006, 1013],
    [await slow.closed].filter((code) => ![1006, 1013].includes(code)),
  );

  for (let n = 0; n < 6; n += 1) quick.send({ presence: { state: 'visible' } });
  t.equal(await quick.closed, 4429);
  const rubbish = await live.page(mara);
  rubbish.socket.send('no message');
  t.equal(await rubbish.closed, 4429);
  const large = await live.page(mara);
  large.socket.send('x'.repeat(20_000));
  t.equal(await large.closed, 1009);
  const many = [];
  for (let n = 0; n < 5; n += 1) many.push(await live.page(mara));
  t.equal(await many.at(-1)!.closed, 1013);
});

t.test('people are told what concerns them, and are there while a page is open', async (t) => {
  const live = await openLive(t);
  const { desk } = live;
  const [eva, mara] = [await addUser(desk, 'Eva'), await addUser(desk, 'Mara')];
  await live.bring(letter('Leo', 'Hello'));
  const id = await conversationOf(live, 'Leo Hello');
  t.equal(desk.accounts.availability.isPresent(eva), false);
  const [evas, maras] = [await live.page(eva), await live.page(mara)];
  for (const page of [evas, maras]) await page.join([]);
  await evas.shows(/hx-target="#rail-user"[\s\S]*title="Eva, Available"/);
  t.equal(await desk.accounts.availability.isAvailable(eva), true);

  await desk.conversations.comment(id, mara, '<p>Look</p>', [eva]);
  const toast = await evas.shows(/hx-target="#toasts"/);
  t.match(toast, /Mara mentioned you/);
  t.notMatch(toast, /data-sound/);
  await evas.shows(/#badge-notifications" hx-swap="innerHTML">1<span/);
  await desk.conversations.markRead(id, eva);
  await evas.shows(/#badge-notifications" hx-swap="innerHTML"><\/hx-partial>/);

  const chooses = async (ways: { app: boolean; sound: boolean }) => {
    const { ways: before } = await desk.notifications.settings(eva);
    const viewer = (await desk.accounts.viewerOf(eva))!;
    await desk.notifications.save(viewer, { ways: { ...before, assignment: { ...ways, push: false, mail: false } } });
  };
  await chooses({ app: true, sound: true });
  evas.heard.length = 0;
  await desk.conversations.assign(id, { userId: eva }, null, `user:${mara}`);
  t.match(await evas.shows(/hx-target="#toasts"/), /data-sound[\s\S]*Mara gave you a conversation/);
  t.notMatch(await maras.settled([]), /#toasts/);

  await desk.conversations.assign(id, {}, null, 'desk');
  await chooses({ app: false, sound: false });
  evas.heard.length = 0;
  await desk.conversations.assign(id, { userId: eva }, null, `user:${mara}`);
  t.notMatch(await evas.settled([]), /#toasts/, 'nor what they do not want to see');

  const boss = await addUser(desk, 'Ada', 'administrator');
  const list = await live.page(boss);
  await list.join([]);
  await list.shows(/hx-target="#rail-user"[\s\S]*title="Ada, Available"/);
  await list.join(['users']);
  evas.socket.close();
  t.notMatch(await maras.settled(['users']), /#users/);
  const gone = new Promise<void>((go) => {
    const stop = desk.events.listen(({ type, data }) => {
      if (type !== 'user.changed' || data.userId !== eva || data.available !== false) return;
      stop();
      go();
    });
  });
  await gone;
  t.equal(desk.accounts.availability.isPresent(eva), false);
  t.ok(await list.shows(/hx-target="#users"[^>]*innerMorph/), 'the list of users asks for itself again');
  const visitor = await signIn({ desk, server: live.web.server } as never, { id: boss });
  t.match((await visitor.get('/settings/users')).body, /data-topics="[^"]* users"[^]*id="users"/);
  t.match(
    (await visitor.get('/settings/users', { 'hx-request': 'true' })).body,
    /^\s*<div class="table-wrap"[^]*>Eva<\/a><span[^>]*>, Offline</,
  );
});

t.test(
  'tickets: tables are told to ask again, an open ticket is drawn anew, its conversation gets its card',
  async (t) => {
    const live = await openLive(t);
    const { desk, inboxId } = live;
    await desk.conversations.inboxes.change(inboxId, { kind: 'help desk' }, 'desk');
    const secret = await desk.conversations.inboxes.create({ name: 'Secret', restricted: true, actor: 'desk' });
    await live.bring(letter('Ada', 'Coo'));
    const conversation = await conversationOf(live, 'Ada Coo');
    const ticket = (await desk.tickets.ofConversation(conversation))!;
    const eva = await addUser(desk, 'Eva');
    const [table, open, beside] = [await live.page(eva), await live.page(eva), await live.page(eva)];
    await table.join(['tickets']);
    await open.join([`ticket:${ticket.id}`]);
    await beside.join([`conversation:${conversation}`]);
    await desk.tickets.change(ticket.id, { priority: 'high' }, 'desk');
    t.match(await table.shows(/#tickets/), /hx-swap="innerMorph" data-topic="tickets" data-from=""/);
    t.ok(await open.until(({ reset }) => reset === true));
    t.match(await beside.shows(/#about-ticket/), `data-from="/conversations/${conversation}/ticket-card"`);
    await desk.conversations.moveToInbox(conversation, secret.id, 'desk');
    await table.settled(['tickets']);
    table.heard.length = 0;
    await desk.tickets.change(ticket.id, { priority: 'low' }, 'desk');
    t.notMatch(await table.settled(['tickets']), '#tickets', 'what one may not see is not told');
  },
);

t.test('who does nothing for a while is not available until they do something again (NT-1)', async (t) => {
  const live = await openLive(t, { idle: 200 });
  const { desk } = live;
  const eva = await addUser(desk, 'Eva');
  const becomes = (available: boolean) =>
    new Promise<void>((so) => {
      const stop = desk.events.listen(({ type, data }) => {
        if (type !== 'user.changed' || data.userId !== eva || data.available !== available) return;
        stop();
        so();
      });
    });
  const came = becomes(true);
  const page = await live.page(eva);
  const idle = came.then(() => becomes(false));
  await idle;
  t.equal(desk.accounts.availability.isPresent(eva), false);
  const back = becomes(true);
  page.send({ active: true });
  await back;
  t.equal(desk.accounts.availability.isPresent(eva), true);
});

t.test('many events become one change', async (t) => {
  const event = (id: number, type: string, more: object = {}) =>
    ({
      id,
      type,
      actor: 'desk',
      at: new Date(0),
      inboxId: 3,
      conversationId: 7,
      messageId: 9,
      contactId: null,
      accountId: null,
      data: {},
      ...more,
    }) as never;
  const batch = batchOf([
    event(4, 'message.received'),
    event(5, 'message.changed', { data: { status: 'sent' } }),
    event(6, 'delivery.changed'),
    event(7, 'conversation.moved', { inboxId: 4, messageId: 10, data: { from: 3, to: 4 } }),
    event(8, 'conversation.merged', { conversationId: 8, data: { from: 99 } }),
    event(9, 'notification.created', { data: { userId: 2, notificationId: 5 } }),
    event(10, 'notification.created', { data: { userId: 2, notificationId: 6 } }),
    event(11, 'inbox.changed', { data: { rules: true } }),
  ]);
  const seven = batch.conversations.get(7)!;
  t.match(batch, { from: 3, cursor: 11, everybody: false, inboxes: false });
  t.same(
    [...seven.items],
    [
      [9, 'new'],
      [10, 'new'],
    ],
  );
  t.same([...seven.inboxIds], [3, 4]);
  t.same([...batch.conversations.get(8)!.inboxIds], [3]);
  t.equal(batch.conversations.get(8)!.reload, true);
  t.same(batch.notices.get(2), { eventId: 10, notificationId: 6, count: 2 });
});

t.test('what pages say is read with suspicion', async (t) => {
  for (const text of ['', 'x', '3', 'null', '"x"']) t.equal(readMessage(text), null);
  t.same(readMessage('{"join":["a",3,null,"a"],"since":"x"}'), { join: { topics: ['a'], since: 0 } });
  t.same(readMessage('{"presence":null,"typing":3,"seen":{"conversation":-1,"message":2}}'), {});
  t.same(readMessage('{"presence":{"state":"viewing","conversation":7}}'), { viewing: 7 });
  for (const name of [
    '',
    'list:3',
    'list:x:open',
    'list:3:nothing',
    'conversation:0',
    'conversation:1 ',
    'user:-1',
    'list:03:open',
  ])
    t.equal(readTopic(name), null, name);
  t.same(readTopic('tickets'), { kind: 'tickets' });
  t.same(readTopic('ticket:4'), { kind: 'ticket', ticketId: 4 });
  t.same(readTopic('list:all:mine'), { kind: 'list', place: { inboxId: 0, list: 'mine' } });
});

/** Every kind of topic, by what it takes to hear it: the compiler asks for those that are new. */
const HEARD_WITH: Record<Topic['kind'], Permission | null> = {
  list: 'conversation.read',
  conversation: 'conversation.read',
  tickets: 'ticket.read',
  ticket: 'ticket.read',
  calls: 'conversation.read',
  users: 'user.manage',
  user: null,
};

t.test(
  'every topic is heard by exactly those who may: each role, each permission, restriction (AD-1, WS-7)',
  async (t) => {
    const live = await openLive(t);
    const { desk } = live;
    const { accounts, conversations, tickets } = desk;
    await live.bring(letter('Eve', 'Hello'));
    const open = (await desk.conversations.get(await conversationOf(live, 'Eve Hello')))!;
    const kept = await withAccount(desk, 'pigeon', { loft: live.loft.url }, 'Kept');
    const body = Buffer.from(JSON.stringify([letter('Ada', 'Secret')]));
    await desk.inbound.receive(kept.accountId, { key: 'kept', type: 'application/json', body });
    await desk.jobs.idle();
    const secret = (await desk.conversations.findMessage(kept.accountId, 'Ada Secret'))!.conversationId;
    const ticketIn = async (inboxId: number | null) =>
      (await tickets.open({ name: 'T', source: 'manual', inboxId, actor: 'desk' })).id;
    const member = await addUser(desk, 'Mia');
    const team = await accounts.teams.create(deskViewer(), { name: 'Insiders', userIds: [member] });
    await conversations.inboxes.setMembers(kept.inbox.id, [{ teamId: team.id }], 'desk');
    await conversations.inboxes.change(kept.inbox.id, { restricted: true }, 'desk');
    const owner = await addUser(desk, 'Olaf');
    const viewIn = async (access: 'private' | 'everyone') => {
      const filter = { match: 'all' as const, groups: [] };
      return (await desk.views.create({ name: access, filter, access }, (await accounts.viewerOf(owner))!)).id;
    };
    /** Topic → where it is at home: in an inbox, anywhere, or with one person. */
    const topics = new Map<string, { inboxId?: number; userId?: number }>([
      [`list:${live.inboxId}:open`, { inboxId: live.inboxId }],
      [`list:${kept.inbox.id}:all`, { inboxId: kept.inbox.id }],
      ['list:all:mine', {}],
      [`view:${await viewIn('everyone')}`, {}],
      [`view:${await viewIn('private')}`, { userId: owner }],
      [`conversation:${open.id}`, { inboxId: live.inboxId }],
      [`conversation:${secret}`, { inboxId: kept.inbox.id }],
      ['tickets', {}],
      ['calls', {}],
      ['users', {}],
      [`ticket:${await ticketIn(null)}`, {}],
      [`ticket:${await ticketIn(kept.inbox.id)}`, { inboxId: kept.inbox.id }],
      [`user:${owner}`, { userId: owner }],
    ]);
    const kinds = new Set([...topics.keys()].map((name) => readTopic(name)!.kind));
    t.same([...kinds].toSorted(), Object.keys(HEARD_WITH).toSorted(), 'every kind is asked for');

    const people = new Map([
      ['a member through a team', member],
      ['the owner of views', owner],
    ]);
    for (const role of BUILT_IN_ROLES) people.set(role, await addUser(desk, `By ${role}`, role));
    for (const permission of PERMISSIONS) {
      const permissions = [permission];
      const { key } = await accounts.roles.create(deskViewer(), { name: `With ${permission}`, permissions });
      people.set(`whoever only has ${permission}`, await addUser(desk, key, key));
    }
    const everywhere = ['inbox.all', 'conversation.read', 'ticket.read'];
    const all = await accounts.roles.create(deskViewer(), { name: 'Everywhere', permissions: everywhere });
    people.set('whoever sees every inbox', await addUser(desk, 'Alma', all.key));

    const missing = ['conversation:999999', 'ticket:999999', 'view:999999', 'list:999999:open', 'board', 'inbox:1'];
    for (const [who, userId] of people) {
      const viewer = (await accounts.viewerOf(userId))!;
      const isInside = userId === member || viewer.held.has('inbox.all');
      const hears = ([name, home]: [string, { inboxId?: number; userId?: number }]) => {
        const needed = HEARD_WITH[readTopic(name)!.kind];
        if (needed !== null && !viewer.permissions.has(needed)) return false;
        if (home.userId !== undefined) return home.userId === userId;
        return home.inboxId !== kept.inbox.id || isInside;
      };
      const page = await live.page(userId);
      const { refused = [] } = await page.join([...topics.keys(), ...missing]);
      const expected = [...topics].filter((one) => !hears(one)).map(([name]) => name);
      const seesAll = viewer.inboxIds === 'all' && viewer.permissions.has('conversation.read');
      // An inbox that is none is refused to whoever sees some only; to others there is nothing to hear.
      const told = refused.filter((name) => !missing.includes(name));
      t.same(told.toSorted(), expected.toSorted(), who);
      t.equal(refused.includes('list:999999:open'), !seesAll, `${who}: an inbox that is none`);
      for (const name of missing.slice(0, 3)) t.ok(refused.includes(name), `${who}: ${name}`);
      page.socket.terminate();
    }
  },
);
