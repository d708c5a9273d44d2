// Conversations: taking messages in, what the row says of them, handling, reading, inboxes, lists, threads, drafts.
import t from 'tap';
import type { DeliveryStatus } from '../../core/contract/inbound.ts';
import type { ToldEvent } from '../../core/events/events.ts';
import { openRooms, START, type Rooms } from './rooms.ts';

async function rooms(t: { teardown(work: () => unknown): void }): Promise<Rooms> {
  const opened = await openRooms();
  t.teardown(() => opened.close());
  return opened;
}

/** Types of the events that the work causes. */
async function told(rooms: Rooms, work: () => Promise<unknown>): Promise<ToldEvent[]> {
  const heard: ToldEvent[] = [];
  const stop = rooms.events.listen((event) => heard.push(event));
  await work();
  stop();
  return heard;
}

const text = (words: string) => ({ type: 'text' as const, text: words });

t.test('a message is kept whole and brings its conversation up to date', async (t) => {
  const desk = await rooms(t);
  const lena = await desk.contact('lena@shop.example', 'Lena Vogt');
  const { id } = await desk.open({ contactId: lena });
  const events = await told(desk, () =>
    desk.hears(id, '', {
      authorContactId: lena,
      externalId: '<1@shop.example>',
      subject: 'Broken cup',
      people: [
        { role: 'from', name: 'Lena Vogt', address: { kind: 'email', value: 'Lena@SHOP.example' } },
        { role: 'to', name: '', address: { kind: 'email', value: 'hello@desk.example' } },
      ],
      verdict: { level: 'verified', detail: { dmarc: 'pass' } },
      placement: { rule: 'new' },
      details: { folder: 'INBOX' },
      parts: [
        { type: 'text', text: 'The cup   is\nbroken.', html: '<p>The cup is broken.</p>', quotedText: 'secret words' },
        {
          type: 'media',
          caption: 'Look',
          attachment: { kind: 'image', name: 'cup.jpg', type: 'image/jpeg', bytes: 9, remoteRef: 'r1' },
        },
        {
          type: 'form',
          title: 'Survey',
          answers: [
            { field: 'a', label: 'Mood', value: 'sad' },
            { field: 'b', label: 'Trace', value: 'hush', hidden: true },
          ],
        },
      ],
    }),
  );
  t.same(
    events.map((one) => one.type),
    ['message.received'],
  );
  const read = (await desk.conversations.thread.read(id, { limit: 10, userId: desk.mara }))!;
  t.match(read.conversation, {
    ...{ snippet: 'The cup is broken. Look Survey Mood: sad', snippetOf: 'text', lastDirection: 'in', messageCount: 1 },
    ...{
      contact: { name: 'Lena Vogt' },
      account: { channel: 'mailish', active: true },
      inbox: { name: 'Hello' },
      readUpTo: 0,
    },
  });
  t.same(read.conversation.waitingSince, read.conversation.lastMessageAt);
  const [item] = read.items;
  t.match(item, {
    ...{
      author: { kind: 'contact', name: 'Lena Vogt' },
      channel: 'mailish',
      subject: 'Broken cup',
      placement: { rule: 'new' },
    },
    ...{ verdict: { level: 'verified' }, details: { folder: 'INBOX' }, deliveries: [], quoted: null },
    attachments: [{ name: 'cup.jpg', state: 'pending', kind: 'image' }],
  });
  t.match(item!.parts[1], { type: 'media', attachmentId: item!.attachments[0]!.id, caption: 'Look' });
  const found = await desk.database.rows(
    `select rowid from message_fts where message_fts match 'cup NOT secret NOT hush'`,
    [],
  );
  t.equal(found.length, 1, 'search reads the words, not the quotations and not hidden answers');
  t.ok(await desk.conversations.participates(id, [{ kind: 'email', value: 'lena@shop.EXAMPLE' }]));
  t.notOk(await desk.conversations.participates(id, [{ kind: 'phone', value: '+4930' }]));
});

t.test('a repeat changes nothing (CH-12)', async (t) => {
  const desk = await rooms(t);
  const { conversations, account, chat } = desk;
  const { id } = await desk.open();
  const first = await desk.hears(id, 'Once', { externalId: 'x1', aliases: ['alias'] });
  const before = await conversations.get(id);
  t.equal(await desk.hears(id, 'Twice', { externalId: 'x1' }), first);
  t.equal(await desk.hears(id, 'Its echo', { externalId: 'alias' }), first);
  t.same(await conversations.get(id), before);
  t.same(await conversations.findMessage(account, 'alias'), { id: first, conversationId: id });
  t.equal(await conversations.findMessage(chat, 'x1'), null, 'another account has names of its own');
  const second = await desk.hears(id, 'Another', { externalId: 'x2', aliases: ['alias'] });
  t.not(second, first, 'an alias in common does not make it a repeat');
  await conversations.nameMessage(second, 'x3', ['x4']);
  t.equal((await conversations.findMessage(account, 'x3'))!.id, second);
  t.equal((await conversations.findMessage(account, 'x4'))!.id, second);
  t.equal((await conversations.message(second))!.externalId, 'x2');
});

t.test('who waits, and what brings a conversation back', async (t) => {
  const desk = await rooms(t);
  const { conversations, mara } = desk;
  const { id } = await desk.open();
  const first = await desk.hears(id, 'Hello');
  const asked = (await conversations.message(first))!.at;
  await desk.hears(id, 'Anybody?');
  t.same((await conversations.get(id))!.waitingSince, asked, 'since the first unanswered message');
  const answer = await desk.says(id, mara, 'Yes');
  t.match(await conversations.get(id), { waitingSince: null, hasOutbound: true, lastDirection: 'out', snippet: 'Yes' });
  await conversations.deleteMessage(answer, { at: desk.clock.now(), actor: `user:${mara}` });
  t.match(await conversations.get(id), {
    waitingSince: asked,
    hasOutbound: false,
    snippet: 'Anybody?',
    messageCount: 2,
  });
  await conversations.close(id, `user:${mara}`);
  t.match(await conversations.get(id), { status: 'closed', waitingSince: null });
  for (const automatic of ['auto-reply', 'bounce', 'list', 'generated'] as const)
    await desk.hears(id, 'Out of office', { automatic });
  t.match(
    await conversations.get(id),
    { status: 'closed', waitingSince: null, messageCount: 6 },
    'automatic mail reopens nothing (EM-16)',
  );
  const events = await told(desk, () => desk.hears(id, 'Not solved'));
  t.same(
    events.map((one) => one.type),
    ['message.received', 'conversation.changed', 'conversation.reopened'],
  );
  t.match(await conversations.get(id), { status: 'open', closedAt: null, snippet: 'Not solved' });
  await conversations.snooze(id, new Date(desk.clock.now().getTime() + 3_600_000), `user:${mara}`);
  await desk.hears(id, 'Hurry');
  t.match(await conversations.get(id), { status: 'open', snoozedUntil: null });
  await conversations.trash(id, `user:${mara}`);
  await desk.hears(id, 'Where am I?');
  t.match(await conversations.get(id), { place: 'inbox' }, 'what a customer writes is not hidden in the trash');
  await conversations.spam(id, `user:${mara}`);
  await desk.hears(id, 'Buy!');
  t.match(await conversations.get(id), { place: 'spam' });
});

t.test('imported history wakes nobody, a time in the future is now', async (t) => {
  const desk = await rooms(t);
  const { id } = await desk.open({ status: 'closed' });
  const old = await desk.hears(id, 'Long ago', { quiet: true, at: new Date('2019-01-01T00:00:00Z') });
  t.match(await desk.conversations.get(id), { status: 'closed', waitingSince: null });
  t.same((await desk.conversations.get(id))!.lastMessageAt, (await desk.conversations.message(old))!.at);
  const odd = await desk.hears(id, 'From tomorrow', { at: new Date('2199-01-01T00:00:00Z') });
  t.same((await desk.conversations.message(odd))!.at, desk.clock.now());
});

t.test('a report on a delivery makes nobody a participant and does not bring the conversation up', async (t) => {
  const desk = await rooms(t);
  const { id } = await desk.open();
  await desk.hears(id, 'Hello');
  const before = (await desk.conversations.get(id))!;
  const machine = {
    role: 'from' as const,
    name: '',
    address: { kind: 'email' as const, value: 'mailer-daemon@far.example' },
  };
  await desk.hears(id, 'Undeliverable', { automatic: 'bounce', people: [machine] });
  t.match(await desk.conversations.get(id), {
    lastMessageAt: before.lastMessageAt,
    snippet: 'Hello',
    lastMessageId: before.lastMessageId,
  });
  t.notOk(await desk.conversations.participates(id, [machine.address]));
});

t.test('the snippet of what has no words', async (t) => {
  const desk = await rooms(t);
  const { id } = await desk.open();
  const media = (kind: 'voice' | 'file', name: string) => ({
    type: 'media' as const,
    attachment: { kind, name, type: 'x/y', bytes: 1, state: 'missing' as const },
  });
  await desk.hears(id, '', { parts: [media('voice', 'v.ogg')] });
  t.match(await desk.conversations.get(id), { snippet: '', snippetOf: 'voice' });
  await desk.hears(id, '', { parts: [media('file', 'offer.pdf')] });
  t.match(await desk.conversations.get(id), { snippet: 'offer.pdf', snippetOf: 'file' });
  await desk.hears(id, '', { parts: [{ type: 'location', latitude: 1, longitude: 2, name: 'Harbour' }] });
  t.match(await desk.conversations.get(id), { snippet: 'Harbour', snippetOf: 'location' });
  const long = await desk.hears(id, '😀'.repeat(40_000));
  t.ok((await desk.conversations.message(long))!.text.length <= 32_768);
  t.notMatch((await desk.conversations.get(id))!.snippet, /[\ud800-\udbff]$/, 'no half characters');
});

t.test('edited, taken back, reacted to', async (t) => {
  const desk = await rooms(t);
  const { conversations } = desk;
  const { id } = await desk.open();
  const message = await desk.hears(id, '', {
    parts: [
      text('Helo'),
      { type: 'media', attachment: { kind: 'image', name: 'a.png', type: 'image/png', bytes: 1, remoteRef: 'r' } },
    ],
  });
  await conversations.editMessage(message, { parts: [text('Hello')], at: desk.clock.now(), actor: 'contact:1' });
  const edited = (await conversations.thread.item(message))!;
  t.match(edited, { text: 'Hello', details: { earlier: [{ text: 'Helo' }] }, attachments: [{ name: 'a.png' }] });
  t.same(
    edited.parts.map((part) => part.type),
    ['text', 'media'],
    'files stay when an edit brings none',
  );
  await conversations.editMessage(message, { parts: [text('Late')], at: START, actor: 'contact:1' });
  t.equal((await conversations.message(message))!.text, 'Hello', 'an older edit does not undo a newer one');
  await conversations.react(message, '👍', 'contact:1');
  await conversations.react(message, '❤', 'user:1');
  await conversations.react(message, '🎉', 'contact:1');
  t.same((await conversations.message(message))!.reactions, [
    { emoji: '❤', by: 'user:1' },
    { emoji: '🎉', by: 'contact:1' },
  ]);
  await conversations.react(message, '', 'user:1');
  t.equal((await conversations.message(message))!.reactions.length, 1);
  await conversations.deleteMessage(message, { at: desk.clock.now(), actor: 'contact:1' });
  t.match(await conversations.thread.item(message), { text: '', parts: [], attachments: [], details: {} });
  t.match(await conversations.get(id), { snippet: '', messageCount: 0 });
});

t.test('the fate of a message moves forward only', async (t) => {
  const desk = await rooms(t);
  const { id } = await desk.open();
  const all: DeliveryStatus[] = ['queued', 'sending', 'deferred', 'sent', 'delivered', 'read', 'played', 'failed'];
  const walk = async (course: DeliveryStatus[]) => {
    const message = await desk.says(id, desk.mara, 'x', { status: 'queued' });
    for (const status of course) await desk.conversations.setStatus(message, status, { code: 'x', text: status });
    return (await desk.conversations.message(message))!.status;
  };
  t.equal(await walk(['sending', 'deferred', 'sending', 'sent', 'deferred']), 'sent');
  t.equal(await walk(['read', 'delivered', 'sent', 'failed']), 'read');
  t.equal(await walk(['sent', 'failed', 'sent', 'queued']), 'failed');
  t.equal(await walk(['failed', 'delivered']), 'delivered', 'proof of delivery beats a report of failure');
  for (const course of shuffles(all, 12)) {
    const order = await walk(course);
    t.equal(order, 'played', `${course.join(' ')} ends with the farthest`);
  }
  const again = await desk.says(id, desk.mara, 'y', { status: 'failed' });
  t.equal(await desk.conversations.setStatus(again, 'queued'), false);
  t.equal(await desk.conversations.setStatus(again, 'queued', null, true), true, 'a person may try again');
});

/** Different orders, the same in every run. */
function shuffles<T>(items: T[], count: number): T[][] {
  let state = 11;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: count }, () =>
    items
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map((one) => one.item),
  );
}

t.test('a file arrives later, or never', async (t) => {
  const desk = await rooms(t);
  const { id } = await desk.open();
  const media = (name: string) => ({
    type: 'media' as const,
    attachment: { kind: 'file' as const, name, type: 'x/y', bytes: 0, remoteRef: name },
  });
  const message = await desk.hears(id, '', { parts: [media('a'), media('b')] });
  const file = await desk.database.write(() =>
    desk.database.row<{ id: number }>(
      `insert into file (hash, bytes, type, created_at) values ('h', 5, 'a/b', 1) returning id`,
      [],
    ),
  );
  const [a, b] = (await desk.conversations.thread.item(message))!.attachments;
  const events = await told(desk, async () => {
    await desk.conversations.attachmentArrived(a!.id, { fileId: file!.id, bytes: 5, type: 'a/b' });
    await desk.conversations.attachmentArrived(b!.id, { missing: { code: 'gone', text: 'Gone.' } });
  });
  t.match(events, [{ type: 'message.changed', messageId: message }, { type: 'message.changed' }]);
  t.match((await desk.conversations.thread.item(message))!.attachments, [
    { state: 'ready', hash: 'h', bytes: 5 },
    { state: 'missing', stateReason: { code: 'gone' } },
  ]);
});

t.test('a snoozed conversation wakes at its time', async (t) => {
  const desk = await rooms(t);
  const { conversations, clock } = desk;
  const { id } = await desk.open();
  await desk.hears(id, 'Later please');
  await t.rejects(conversations.snooze(id, clock.now(), 'desk'), { code: 'invalid' });
  await conversations.snooze(id, new Date(clock.now().getTime() + 60_000), 'desk');
  await conversations.snooze(id, new Date(clock.now().getTime() + 120_000), 'desk');
  clock.advance(61_000);
  await desk.jobs.start();
  await desk.jobs.idle();
  t.match(await conversations.get(id), { status: 'snoozed' }, 'the first time was put off');
  clock.advance(60_000);
  await desk.jobs.idle();
  t.match(await conversations.get(id), { status: 'open', snoozedUntil: null });
  t.same(
    (await conversations.get(id))!.waitingSince,
    (await conversations.get(id))!.lastInboundAt,
    'and the customer waits again',
  );
});

t.test('read marks, comments and mentions', async (t) => {
  const desk = await rooms(t);
  const { conversations, mara, eva, tom, inbox } = desk;
  const { id } = await desk.open();
  const unread = async (userId: number) => (await conversations.lists.row(id, userId))!.unread;
  const first = await desk.hears(id, 'One');
  t.same([await unread(mara), await unread(eva)], [true, true]);
  await conversations.markRead(id, mara);
  t.same([await unread(mara), await unread(eva)], [false, true]);
  await conversations.assign(id, { userId: eva }, null, `user:${mara}`);
  t.same([await unread(mara), await unread(eva)], [false, true], 'what the desk did is nothing to read');
  await desk.says(id, eva, 'Answer');
  t.same([await unread(mara), await unread(eva)], [true, false], 'who writes has read');
  await conversations.markRead(id, mara);
  await conversations.markRead(id, mara, first);
  t.equal(await unread(mara), false, 'a mark does not go back by reading');
  await conversations.markUnread(id, mara);
  t.equal(await unread(mara), true);
  const comment = await conversations.comment(
    id,
    mara,
    '<p onclick="x()">See <script>alert(1)</script><b>this</b> <a href="javascript:x">now</a></p>',
    [eva, mara, 999],
  );
  t.match(comment, { kind: 'comment', text: 'See this now' });
  t.notMatch(JSON.stringify(comment.parts), /onclick|script/);
  t.match(await conversations.get(id), { snippet: 'Answer', messageCount: 2 }, 'a comment is not shown to the list');
  t.match(await conversations.mentionsOf(eva, { unseen: true }), [
    { messageId: comment.id, authorName: 'Mara', text: 'See this now' },
  ]);
  t.same(await conversations.mentionsOf(mara), [], 'nobody mentions themselves');
  t.equal((await conversations.lists.counts(eva, [], [inbox])).mentions, 1);
  const told = await conversations.notifications.list(eva, { limit: 10 });
  t.match(told, [
    { kind: 'mention', by: { id: mara }, conversationId: id, readAt: null },
    { kind: 'assignment', by: { id: mara }, conversationId: id, readAt: null },
  ]);
  t.equal(await conversations.notifications.get(mara, told[0]!.id), null, 'only those it was told to');
  t.equal(await conversations.notifications.unread(eva), 2);
  t.equal(await conversations.lists.waiting(eva), 1);
  await conversations.markRead(id, eva);
  t.equal(await conversations.notifications.unread(eva), 0, 'who has been there knows');
  t.equal(await conversations.lists.waiting(eva), 0);
  t.equal((await conversations.lists.readMarks([id])).get(id)!.has(eva), true);
  t.equal((await conversations.lists.counts(eva, [], [inbox])).mentions, 0);
  t.equal((await conversations.mentionsOf(eva)).length, 1);
  t.match(await conversations.thread.newest(id), { messageId: comment.id, direction: 'out' });
  await t.rejects(conversations.comment(id, tom, '<p> </p>'), { code: 'invalid' });
});

t.test('inboxes: who sees, who answers, who is kept out', async (t) => {
  const desk = await rooms(t);
  const { inboxes } = desk.conversations;
  const { mara, eva, team, inbox } = desk;
  const sales = await inboxes.create({
    name: ' Sales  team ',
    restricted: true,
    members: [{ userId: mara, mayAnswer: false }, { teamId: team }],
    actor: 'desk',
  });
  t.match(sales, { name: 'Sales team', restricted: true, position: 2 });
  t.same(await inboxes.visibleTo(mara, [], false), [inbox, sales.id]);
  t.same(await inboxes.visibleTo(eva, [team], false), [inbox, sales.id]);
  t.same(await inboxes.visibleTo(eva, [], false), [inbox]);
  t.same(await inboxes.visibleTo(desk.tom, [], true), [inbox, sales.id]);
  t.same(await inboxes.answerableBy(mara, [], false), [inbox]);
  t.same(
    await inboxes.answerableBy(mara, [team], false),
    [inbox],
    'what a person may not, their team does not give back',
  );
  t.same(await inboxes.answerableBy(eva, [team], false), [inbox, sales.id]);
  t.match(await inboxes.members(sales.id), [
    { name: 'Support', mayAnswer: true },
    { name: 'Mara', mayAnswer: false },
  ]);
  await t.rejects(inboxes.rename(sales.id, '  ', 'desk'), { code: 'invalid' });
  await inboxes.archive(sales.id, 'desk');
  t.same(await inboxes.visibleTo(mara, [], true), [inbox]);
  t.equal((await inboxes.list({ archived: true })).length, 2);

  await inboxes.addRule({ inboxId: null, list: 'block', pattern: '@Spam.example' }, 'desk');
  await inboxes.addRule({ inboxId: inbox, list: 'allow', pattern: 'good@news.spam.example' }, 'desk');
  const rule = await inboxes.addRule({ inboxId: inbox, list: 'block', pattern: 'bad@FIRM.example' }, 'desk');
  t.equal(await inboxes.judge(inbox, { kind: 'email', value: 'x@spam.example' }), 'blocked');
  t.equal(await inboxes.judge(inbox, { kind: 'email', value: 'x@news.SPAM.example' }), 'blocked', 'subdomains too');
  t.equal(
    await inboxes.judge(inbox, { kind: 'email', value: 'good@news.spam.example' }),
    'allowed',
    'an address counts before its domain',
  );
  t.equal(
    await inboxes.judge(sales.id, { kind: 'email', value: 'good@news.spam.example' }),
    'blocked',
    'in this inbox only',
  );
  t.equal(await inboxes.judge(inbox, { kind: 'email', value: 'bad@firm.example' }), 'blocked');
  await inboxes.addRule({ inboxId: inbox, list: 'allow', pattern: '@spam.example' }, 'desk');
  t.equal(
    await inboxes.judge(inbox, { kind: 'email', value: 'x@spam.example' }),
    'allowed',
    'the inbox counts before all inboxes',
  );
  await inboxes.removeRule(rule.id, 'desk');
  t.equal(await inboxes.judge(inbox, { kind: 'email', value: 'bad@firm.example' }), null);
  for (const pattern of ['', 'spam', '@', '@spam', 'a b@c.example']) {
    await t.rejects(inboxes.addRule({ inboxId: null, list: 'block', pattern }, 'desk'), { code: 'invalid' }, pattern);
  }
});

t.test('every list shows what listsOf says, page by page', async (t) => {
  const desk = await rooms(t);
  const { conversations, mara, eva, team, inbox } = desk;
  const other = await conversations.inboxes.create({ name: 'Other', actor: 'desk' });
  for (let n = 0; n < 60; n++) {
    const { id } = await desk.open({ inboxId: n % 3 ? inbox : other.id, subject: `n${n}` });
    await desk.hears(id, `n${n}`);
    if (n % 4 === 0) await desk.says(id, mara, 'answer', { status: n % 8 ? 'sent' : 'failed' });
    if (n % 5 === 1) await conversations.assign(id, { userId: mara }, null, 'desk');
    if (n % 5 === 2) await conversations.assign(id, { teamId: team }, null, 'desk');
    if (n % 7 === 3) await conversations.close(id, 'desk');
    if (n % 7 === 4) await conversations.snooze(id, new Date('2027-01-01'), 'desk');
    if (n % 11 === 5) await conversations.spam(id, 'desk');
    if (n % 11 === 6) await conversations.trash(id, 'desk');
    if (n % 6 === 0) await conversations.tag(id, 'vip', 'desk');
    if (n % 9 === 8) await conversations.markRead(id, eva);
  }
  await conversations.merge(1, 4, 'desk');
  const lists = ['unassigned', 'mine', 'open', 'snoozed', 'closed', 'sent', 'spam', 'trash', 'all'] as const;
  const ids = (await desk.database.rows<{ id: number }>('select id from conversation', [])).map((row) => row.id);
  const rows = await conversations.lists.rows(ids, eva);
  const vip = (await conversations.lists.tags())[0]!;
  for (const inboxIds of [[inbox], [inbox, other.id]]) {
    for (const list of lists) {
      for (const tagId of [undefined, vip.id]) {
        const wanted = rows
          .filter(
            (row) => inboxIds.includes(row.inboxId) && conversations.lists.listsOf(row, eva, [team]).includes(list),
          )
          .filter((row) => tagId === undefined || row.tags.some((tag) => tag.id === tagId))
          .sort((one, two) => two.lastMessageAt.getTime() - one.lastMessageAt.getTime() || two.id - one.id);
        const found = [];
        let after: string | undefined;
        do {
          const page = await conversations.lists.page({
            userId: eva,
            teamIds: [team],
            inboxIds,
            list,
            tagId,
            after,
            limit: 4,
          });
          found.push(...page.rows);
          after = page.next ?? undefined;
        } while (after);
        t.same(found, wanted, `${list} of ${inboxIds.length} inboxes ${tagId ? 'with a tag' : ''}`);
      }
    }
    const counts = await conversations.lists.counts(eva, [team], inboxIds);
    for (const list of ['unassigned', 'mine', 'open', 'snoozed', 'spam'] as const) {
      const wanted = rows.filter(
        (row) => inboxIds.includes(row.inboxId) && conversations.lists.listsOf(row, eva, [team]).includes(list),
      );
      t.equal(counts[list], wanted.length, `count of ${list}`);
    }
  }
  t.ok(rows.some((row) => row.failed) && rows.some((row) => row.unread) && rows.some((row) => !row.unread));
  t.same(await conversations.lists.page({ userId: eva, teamIds: [], inboxIds: [], list: 'all', limit: 5 }), {
    rows: [],
    next: null,
  });
  await t.rejects(
    conversations.lists.page({ userId: eva, teamIds: [], inboxIds: [inbox], list: 'all', after: 'x; drop', limit: 5 }),
    { code: 'invalid' },
  );
});

t.test('a thread by pages, and what is new since', async (t) => {
  const desk = await rooms(t);
  const { conversations, mara } = desk;
  const { thread } = conversations;
  const { id } = await desk.open();
  for (let n = 1; n <= 7; n++) await desk.hears(id, `n${n}`);
  const newest = (await thread.read(id, { limit: 3, userId: mara }))!;
  t.same(
    newest.items.map((item) => item.text),
    ['n5', 'n6', 'n7'],
  );
  t.ok(newest.earlier);
  const earlier = (await thread.read(id, { limit: 9, userId: mara, before: newest.items[0]!.id }))!;
  t.same(
    earlier.items.map((item) => item.text),
    ['n1', 'n2', 'n3', 'n4'],
  );
  t.notOk(earlier.earlier);
  t.equal(await thread.read(999, { limit: 3, userId: mara }), null);

  t.match(await thread.since(id, newest.cursor), { items: [], removed: [], cursor: newest.cursor, reload: false });
  const said = await desk.says(id, mara, 'n8', { inReplyToId: newest.items[0]!.id });
  await conversations.react(newest.items[1]!.id, '👍', 'contact:1');
  const closed = await conversations.close(id, `user:${mara}`);
  const news = await thread.since(id, newest.cursor);
  t.match(news.items, [
    { text: 'n6' },
    { text: 'n8', quoted: { text: 'n5' } },
    { kind: 'event', happening: { type: 'closed' }, author: { name: 'Mara' } },
  ]);
  await conversations.undo(closed.undo!, `user:${mara}`);
  const undone = await thread.since(id, news.cursor);
  t.same(undone.removed, [news.items[2]!.id], 'the line goes away on every screen');
  const split = await conversations.split(id, [said], `user:${mara}`);
  t.match(await thread.since(id, undone.cursor), { reload: true });
  t.match((await thread.read(id, { limit: 50, userId: mara }))!.items.at(-1), { happening: { type: 'split_off' } });
  t.match((await thread.read(split.conversationId, { limit: 50, userId: mara }))!.items[0], {
    text: 'n8',
    placement: { rule: 'moved' },
    originalConversationId: id,
  });
});

t.test('finding: threads through merges, the open conversation, other conversations of a contact', async (t) => {
  const desk = await rooms(t);
  const { conversations, chat, inbox } = desk;
  const lena = await desk.contact('lena@shop.example');
  const first = await desk.open({ accountId: chat, contactId: lena, threadKey: 'room-1' });
  const second = await desk.open({ accountId: chat, contactId: lena, threadKey: 'room-2' });
  await desk.hears(first.id, 'a');
  await desk.hears(second.id, 'b');
  t.equal((await conversations.openOf(lena, chat))!.id, second.id);
  await conversations.close(second.id, 'desk');
  t.equal((await conversations.openOf(lena, chat))!.id, first.id);
  await conversations.merge(second.id, first.id, 'desk');
  t.equal((await conversations.byThread(chat, 'room-1'))!.id, second.id);
  t.equal((await conversations.byPublicId(first.publicId))!.id, second.id);
  t.equal(await conversations.byThread(desk.account, 'room-1'), null);
  await t.rejects(conversations.close(first.id, 'desk'), { code: 'conversation_merged' });
  await t.rejects(desk.hears(first.id, 'into the void'), { code: 'conversation_merged' });
  const third = await desk.open({ contactId: lena });
  t.same(
    (await conversations.thread.ofContact(lena, { inboxIds: [inbox], except: third.id, limit: 5 })).map(
      (one) => one.id,
    ),
    [second.id],
  );
  await conversations.note(third.id, { window: 1 });
  await conversations.note(third.id, { other: 2 });
  t.same((await conversations.get(third.id))!.notes, { window: 1, other: 2 });
});

t.test('drafts are kept per person, conversation and kind', async (t) => {
  const desk = await rooms(t);
  const { drafts } = desk.conversations;
  const { id } = await desk.open();
  const place = { userId: desk.mara, conversationId: id, kind: 'reply' as const };
  await drafts.save(place, { text: 'He' }, 7);
  const saved = await drafts.save(place, { text: 'Hello' });
  t.match(
    saved,
    { body: { text: 'Hello' }, seenMessageId: 7, attachments: [] },
    'what was seen stays as it was when the draft began',
  );
  const attachment = await drafts.attach(saved.id, {
    kind: 'file',
    name: 'a.txt',
    type: 'text/plain',
    bytes: 1,
    state: 'ready',
  });
  await drafts.attach(saved.id, { kind: 'file', name: 'b.txt', type: 'text/plain', bytes: 1, state: 'ready' });
  await drafts.detach(saved.id, attachment.id);
  t.match((await drafts.get(place))!.attachments, [{ name: 'b.txt' }]);
  t.equal(await drafts.get({ ...place, userId: desk.eva }), null);
  await drafts.save({ userId: desk.mara, conversationId: null, kind: 'new' }, { to: ['a@b.example'] });
  t.equal((await drafts.of(desk.mara)).length, 2);
  await drafts.discard(place);
  t.equal(await drafts.get(place), null);
  t.same(await desk.database.rows('select id from attachment', []), []);
});
