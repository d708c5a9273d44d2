// What a plugin may do besides carrying messages: own tables, pages, public addresses, what it knows of people (PL-4, CT-11, CT-8, WS-8).
import { spawnSync } from 'node:child_process';
import t from 'tap';
import type { AccountContext } from '../../core/contract/context.ts';
import { addUser, withAccount, type TestDesk } from '../support/desk.ts';
import { openLive } from '../support/live.ts';
import { openWeb, signIn } from '../web/web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

const WADER = { kind: 'handle' as const, value: 'w-1' };

async function openHeron(t: Teardown) {
  const web = await openWeb(t, { plugins: ['heron', 'pigeon'] });
  const { inbox, accountId } = await withAccount(web.desk, 'heron', {}, 'Pond');
  const context = web.desk.channels.context(accountId) as AccountContext;
  return { ...web, web, inbox, accountId, context };
}

const words = (id: string, text: string, at = '2026-11-20T08:00:00Z') => ({
  type: 'message',
  id,
  at,
  sender: { name: 'Wader', address: WADER },
  parts: [{ type: 'text', text }],
  thread: { joinOpen: true },
});

async function bring(desk: TestDesk, accountId: number, key: string, ...events: object[]) {
  await desk.inbound.receive(accountId, { key, type: 'application/json', body: Buffer.from(JSON.stringify(events)) });
  await desk.jobs.idle();
}

t.test('a plugin reads and writes its own tables and no others', async (t) => {
  const { context, desk } = await openHeron(t);
  await context.store.write(async () => {
    await context.store.run('insert into heron_egg (name) values (?)', ['blue']);
    await context.store.run('with laid as (select ? as name) insert into heron_egg (name) select name from laid', [
      'from',
    ]);
  });
  t.same(await context.store.rows('select name from heron_egg where name in (?) order by id', [['blue', 'from']]), [
    { name: 'blue' },
    { name: 'from' },
  ]);
  for (const sql of [
    'select password_hash from desk_user',
    'select 1 from heron_egg join contact on 1 = 1',
    'update "channel_account" set settings = null',
    "insert into event (type) values ('x')",
    'delete from conversation',
    'drop table message',
    'select * from heron_egg, desk_user',
    'select * from heron_egg e, "contact"',
    'select * from (desk_user)',
    'select * from/**/desk_user',
    'select 1 -- from heron_egg',
  ])
    await t.rejects(context.store.run(sql), { message: /is no table of heron/ }, sql);
  t.ok(await desk.database.row('select 1 as yes from inbox'));
});

t.test('a page of a plugin is a tab of its account, with forms and downloads (FM-4)', async (t) => {
  const heron = await openHeron(t);
  const eva = await signIn(heron.web, await heron.user('Eva', 'administrator'));
  const at = `/settings/channels/${heron.accountId}/pages/nest`;
  const page = await eva.get(at);
  t.equal(page.statusCode, 200);
  t.match(page.body, /aria-current="page">Nest/);
  const laid = await eva.form('POST', `${at}/lay`, { name: 'Speckled <b>' });
  t.equal(laid.headers.location, `${at}?found=Speckled+%3Cb%3E`);
  const after = (await eva.get(String(laid.headers.location))).body;
  t.match(after, /Speckled &lt;b&gt;/);
  t.match(after, /The egg Speckled &lt;b&gt; was laid/, 'what was said is told once');
  const refused = await eva.form('POST', `${at}/lay`, { name: ' ' });
  t.equal(refused.statusCode, 422);
  t.match(refused.body, /An egg needs a name/);
  t.match((await eva.form('POST', `${at}/peek`)).body, /hx-target="#eggs"[^]*peeked/);
  const file = await eva.get(`${at}/eggs.csv`);
  t.equal(file.body, 'Speckled <b>');
  t.match(file.headers['content-disposition'], /^attachment/);
  t.equal((await eva.form('POST', `${at}/crack`)).statusCode, 502, 'what fails in the plugin is said so');
  t.equal((await eva.form('POST', `${at}/toString`)).statusCode, 404);
  t.equal((await eva.get(`/settings/channels/${heron.accountId}/pages/roof`)).statusCode, 404);
  const agent = await signIn(heron.web, await heron.user('Mara'));
  t.equal((await agent.get(at)).statusCode, 403);
  t.equal((await agent.form('POST', `${at}/lay`, { name: 'x' })).statusCode, 403);
  const forged = await eva.send({
    method: 'POST',
    url: `${at}/lay`,
    headers: { accept: 'text/html', origin: 'https://evil.example' },
    payload: {},
  });
  t.equal(forged.statusCode, 403);
});

t.test('a plugin answers strangers under a short address with its own views', async (t) => {
  const heron = await openHeron(t);
  await heron.user('Lena', 'agent');
  const page = await heron.stranger().get('/hr/%3Cscript%3E');
  t.equal(page.statusCode, 200);
  t.match(page.body, /Hallo &lt;script&gt;[^]*Lena/);
});

t.test('people and small pictures as settings of a channel', async (t) => {
  const heron = await openHeron(t);
  const mara = await heron.user('Mara');
  const eva = await signIn(heron.web, await heron.user('Eva', 'administrator'));
  const at = `/settings/channels/${heron.accountId}`;
  t.match((await eva.get(at)).body, new RegExp(`name="watchers" value="user:${mara.id}"`));
  const dot =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const saved = await eva.form('PUT', `${at}/settings`, {
    'account-title': 'Pond',
    watchers: [`user:${mara.id}`],
    face: dot,
  });
  t.equal(saved.statusCode, 303, saved.body);
  const stored = await heron.desk.channels.accountById(heron.accountId);
  t.same(stored!.settings.watchers, [`user:${mara.id}`]);
  t.equal(stored!.settings.face, dot);
  for (const face of [
    'data:image/svg+xml;base64,PHN2Zz4=',
    `data:image/png;base64,${'A'.repeat(64)}`,
    'https://evil.example/x.png',
  ]) {
    const refused = await eva.form('PUT', `${at}/settings`, { 'account-title': 'Pond', face });
    t.equal(refused.statusCode, 422, face);
  }
});

t.test('what was said can be shown to the customer again, without what is not theirs', async (t) => {
  const { desk, context, accountId, user } = await openHeron(t);
  const mara = await user('Mara');
  await bring(desk, accountId, 'a', words('one', 'Hello?'), words('two', 'Anybody?'));
  const { messages } = await context.history({ person: WADER });
  t.same(
    messages.map(({ direction, parts }) => [direction, (parts[0] as { text: string }).text]),
    [
      ['in', 'Hello?'],
      ['in', 'Anybody?'],
    ],
  );
  const conversation = (await desk.conversations.byPublicId(messages[0]!.conversation))!;
  await desk.conversations.comment(conversation.id, mara.id, '<p>He is odd</p>', []);
  await desk.outbound.send({ conversationId: conversation.id, userId: mara.id, text: 'Good morning' });
  const told = await context.history({ person: WADER, most: 2 });
  t.equal(told.earlier, true);
  t.match(told.messages[1], {
    direction: 'out',
    automatic: false,
    author: { userId: mara.id, firstName: 'Mara' },
    keys: [/\w/],
    parts: [{ text: 'Good morning' }],
  });
  t.notMatch(JSON.stringify(await context.history({ person: WADER })), /odd/);
  t.same(
    (await context.history({ person: WADER, before: messages[1]!.id })).messages.map(({ id }) => id),
    [messages[0]!.id],
  );
  t.same((await context.history({ person: { kind: 'handle', value: 'somebody else' } })).messages, []);
  t.match(await context.contact(WADER), { name: 'Wader', email: null, ownerId: null });
  t.equal(await context.contact({ kind: 'handle', value: 'nobody' }), null);
  t.equal(await context.usualReply(), null, 'too few to tell');
});

t.test('who is blocked by a handle is spam, and the channel can ask (WS-8)', async (t) => {
  const { desk, context, accountId, inbox } = await openHeron(t);
  t.equal(await context.blocked(WADER), false);
  await desk.conversations.inboxes.addRule({ inboxId: inbox.id, list: 'block', pattern: 'handle:w-1' }, 'desk');
  t.equal(await context.blocked(WADER), true);
  await bring(desk, accountId, 'a', words('one', 'Buy!'));
  t.match(await desk.database.row('select place from conversation'), { place: 'spam' });
});

t.test('a rating is kept once a conversation and told in its thread (CT-11)', async (t) => {
  const { desk, accountId } = await openHeron(t);
  const rated = (score: number, at: string, comment?: string) => ({
    type: 'rating',
    by: { address: WADER },
    thread: {},
    at,
    score,
    comment,
  });
  await bring(desk, accountId, 'a', rated(1, '2026-11-20T07:00:00Z'));
  t.equal(await desk.database.row('select 1 as yes from rating'), undefined, 'of nobody known');
  await bring(desk, accountId, 'b', words('one', 'Thanks'), rated(5, '2026-11-20T09:00:00Z', 'Kind!'));
  await bring(desk, accountId, 'c', rated(2, '2026-11-20T08:30:00Z'));
  await bring(desk, accountId, 'd', rated(5, '2026-11-20T09:00:00Z', 'Kind!'));
  t.match(await desk.database.rows('select score, comment from rating'), [{ score: 5, comment: 'Kind!' }]);
  const told = await desk.database.rows<{ details: string }>("select details from message where kind = 'event'");
  t.equal(told.filter(({ details }) => details.includes('rated_with_words')).length, 1);
});

t.test('a letter is written down once and waits for an account that can send it (CT-8)', async (t) => {
  const { desk, context } = await openHeron(t);
  const letter = {
    key: 'missed-1',
    to: { address: 'wader@pond.example' },
    subject: 'You were away',
    text: 'We answered.',
  };
  // Nobody is there who would send it.
  await desk.jobs.stop();
  await context.sendLetter(letter);
  await context.sendLetter(letter);
  const jobs = await desk.database.rows<{ payload: string }>("select payload from job where kind = 'channel.letter'");
  t.equal(jobs.length, 1);
  t.match(jobs[0]!.payload, /We answered/);
});

t.test('where the customer looks stands in the open conversation, and is stored nowhere (CT-11)', async (t) => {
  const live = await openLive(t);
  const person = { kind: 'handle' as const, value: 'lena', scope: 'pigeons' };
  await live.bring({
    ...words('one', 'Hello'),
    sender: { name: 'Lena', address: person },
  });
  const { id } = (await live.desk.database.row<{ id: number }>('select id from conversation'))!;
  const page = await live.page(await addUser(live.desk, 'Eva', 'administrator'));
  await page.join([`conversation:${id}`]);
  const context = live.desk.channels.context(live.accountId)!;
  context.happens({
    type: 'presence',
    by: { address: person },
    here: true,
    page: 'https://shop.example/pricing?a=<b>',
  });
  await page.shows(/On the site now[^]*shop\.example\/pricing\?a(&#x3D;|=)&lt;b&gt;/);
  t.equal(await live.desk.database.row("select 1 as yes from event where data like '%pricing%'"), undefined);
  const late = await live.page(await addUser(live.desk, 'Mara', 'administrator'));
  await late.join([`conversation:${id}`]);
  await late.shows(/On the site now/);
  context.happens({ type: 'presence', by: { address: person }, here: false });
  await page.shows(/id="visit-\d+"><\/span>/);
});

t.test('scripts for pages are made without a process that stays beside the desk', async (t) => {
  const { context } = await openHeron(t);
  const children = () => {
    const listed = spawnSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,stat=,args='], { encoding: 'utf8' });
    return listed.stdout.split('\n').filter((line) => line.includes('esbuild'));
  };
  const before = children();
  const folder = import.meta.dirname;
  t.equal(
    await context.pageScript({ contents: 'const long = 1; console.log(long)', folder }),
    'const long=1;console.log(1);\n',
  );
  const whole = { contents: "import * as sip from 'jssip'; console.log(sip.version)", folder, bundle: true };
  t.match(await context.pageScript(whole), /^(?:"use strict";)?\(\(\)=>\{[^]*\}\)\(\);\s*$/);
  await t.rejects(context.pageScript({ contents: 'const = 1', folder }), /Expected identifier/);
  t.strictSame(children(), before);
});
