// The sample company: comes through the desk's own doors, shows every state, sends nothing, goes without a trace (OP-1).
import t from 'tap';
import { returnedTo } from '../../core/cli/sample/oddities.ts';
import { createSample, type Sample } from '../../core/cli/sample/sample.ts';
import type { Cast } from '../../core/cli/sample/script.ts';
import { createWeb } from '../../core/web/web.ts';
import { accountFindings } from '../../core/doctor/desk.ts';
import { profilePage } from '../../plugins/meta/whatsapp/pages/profile.ts';
import { templatesPage } from '../../plugins/meta/whatsapp/pages/templates.ts';
import { openDesk, REAL_PLUGINS, type TestDesk } from '../support/desk.ts';

async function openSample(t: { teardown(work: () => unknown): void }) {
  const late: { sample?: Sample | null } = {};
  const desk = await openDesk(t, {
    pluginFolder: REAL_PLUGINS,
    plugins: ['email', 'whatsapp', 'messenger'],
    pluginSettings: { email: { smtpHost: '127.0.0.1', smtpPort: 0 } },
    stage: (live) => late.sample?.stage(live) ?? live,
  });
  const first = {
    name: 'Robin Falk',
    email: 'robin@shop.example',
    password: 'two wheels and a bell',
    deskName: 'Radwerk',
  };
  const userId = await desk.accounts.firstRun.complete({ ...first, language: 'de', timeZone: 'Europe/Berlin' }, '');
  late.sample = await createSample(desk, 90);
  const viewer = (await desk.accounts.viewerOf(userId))!;
  t.teardown(() => late.sample?.close());
  return { desk, viewer, sample: late.sample! };
}

const count = async (desk: TestDesk, from: string) =>
  (await desk.database.row<{ n: number }>(`select count(*) as n from ${from}`))!.n;

t.test('it comes, is used, and goes', async (t) => {
  const { desk, viewer, sample } = await openSample(t);
  await sample.company.load(viewer);
  t.match(sample.company.progress(), { doing: 'loading' }, 'loading goes on while the page is answered');
  await sample.company.load(viewer);
  await sample.settled();
  t.equal(sample.company.progress(), null);
  t.ok(sample.company.isThere());
  for (const state of [
    `conversation where place = 'inbox' and status = 'open' and owner_id is null`,
    `conversation where place = 'inbox' and status = 'open' and owner_id = ${viewer.userId}`,
    `conversation where status = 'snoozed'`,
    `conversation where status = 'closed' and place = 'inbox'`,
    `conversation where place = 'spam'`,
    `conversation where place = 'trash'`,
    `conversation where place = 'merged'`,
    `conversation where maybe_belongs_to_id is not null`,
    `message where automatic = 'auto-reply'`,
    `message where automatic = 'bounce'`,
    `message where automatic = 'list'`,
    `delivery where status = 'failed'`,
    `delivery where status = 'unknown'`,
    `delivery where status = 'read'`,
    `arrival where status = 'quarantined'`,
    `attachment where inline = 1`,
    `attachment where type = 'application/pdf'`,
    `mention where user_id = ${viewer.userId}`,
    `draft where user_id = ${viewer.userId}`,
    `suppression`,
    `webhook_delivery where status = 'failed' and body like '%"conversation.created"%'`,
  ])
    t.ok((await count(desk, state)) > 0, state);
  t.equal(await count(desk, 'inbox'), 3);
  t.notMatch(desk.lines.join('\n'), /"level":"error"/);

  await t.test('an answer to somebody who does not exist is taken and goes nowhere', async (t) => {
    const waiting = (await desk.database.row<{ id: number }>(
      `select conversation.id from conversation join contact_identity on contact_identity.contact_id = conversation.contact_id
       where place = 'inbox' and waiting_since is not null and value not in (select value from suppression) limit 1`,
    ))!;
    const answer = await desk.outbound.send({ conversationId: waiting.id, userId: null, text: 'Guten Tag' });
    t.equal(answer.ok, true);
    await desk.jobs.idle();
    const fate = await desk.database.row('select status from delivery order by id desc limit 1');
    t.same(fate, { status: 'sent' });
  });

  await t.test('channels that show themselves have accounts without a far side (OP-1)', async (t) => {
    for (const state of [
      `attachment where kind = 'voice' and state = 'ready'`,
      `attachment where kind = 'sticker' and state = 'ready'`,
      `message where parts like '%"type":"location"%'`,
      `message where parts like '%"type":"contact"%'`,
      `message where parts like '%"type":"template"%' and direction = 'out' and status = 'read'`,
      `message where reactions like '%👍%'`,
      `message where details like '%"referral"%'`,
      `message where kind = 'message' and edited_at is not null`,
      `held_message`,
      `contact where consents like '%"given":false%'`,
      `account_usage`,
      `whatsapp_template where status = 'rejected'`,
    ])
      t.ok((await count(desk, state)) > 0, state);
    const demos = await desk.database.rows<{ id: number; channel: string }>(
      'select id, channel from channel_account where demo = 1 order by channel',
    );
    t.strictSame(
      demos.map(({ channel }) => channel),
      ['messenger', 'whatsapp'],
    );
    const [, { id: accountId }] = demos as [unknown, { id: number }];
    t.match(await desk.channels.check(accountId), [{ code: 'demo', state: 'good' }]);
    t.strictSame(desk.channels.pluginContext('whatsapp')!.accounts(), [], 'no webhook and no job is about them');
    await t.rejects(desk.channels.context(accountId)!.fetch('https://graph.facebook.com/'), 'no network');
    const { server } = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: [] });
    t.teardown(() => server.close());
    const account = desk.channels.context(accountId)!;
    const form = { text: () => 'Words', texts: () => [], on: () => false, number: () => 0, has: () => true };
    const about = { account, language: 'en', query: {} } as never;
    t.match(await profilePage.actions!.save!(about, form), { again: { why: { code: 'whatsapp.invented' } } });
    t.match(await templatesPage.actions!.refresh!(about, form), { said: { code: 'templates_invented' } });
    const findings = await accountFindings({ rows: desk.database.rows, now: () => new Date() } as never);
    const invented = findings.filter(({ what }) => what.code === 'doctor.account_demo');
    t.match(invented, [{ state: 'good', what: { text: /invented account for trying out/ } }, { state: 'good' }]);
    const said = (await desk.database.row<{ id: number; status: string }>(
      `select id, status from conversation where account_id = ? order by last_message_at desc limit 1`,
      [accountId],
    ))!;
    const fateOf = async (message: Parameters<typeof desk.outbound.send>[0]) => {
      const answer = await desk.outbound.send(message);
      await desk.jobs.idle();
      t.match(answer, { ok: true });
      return desk.database.row('select status, reason from delivery order by id desc limit 1');
    };
    const gladly = { conversationId: said.id, userId: viewer.userId, text: 'Gern!' };
    t.match(await fateOf(gladly), { status: 'sent' }, 'nobody who is invented gets it');
    const template = { name: 'bike_ready', language: 'de', values: { first_name: 'Kim' } };
    const to = [{ address: { kind: 'phone' as const, value: '+4930123456' } }];
    const real = { conversationId: null, accountId, userId: viewer.userId, to, template };
    t.match(await fateOf(real), { status: 'failed', reason: /account\.demo/ }, 'a real number is said not to get it');
  });

  await t.test('every number that is kept free for stories is nobody’s, for sending as for removing', async (t) => {
    const { id: accountId } = (await desk.database.row<{ id: number }>(
      `select id from channel_account where demo = 1 and channel = 'whatsapp'`,
    ))!;
    const template = { name: 'bike_ready', language: 'de', values: { first_name: 'Kim' } };
    for (const value of ['+491713920099', '+493023125123', '+447700900999', '+442079460123']) {
      const address = { kind: 'phone' as const, value };
      await desk.contacts.create({ name: 'Nobody', addresses: [address] }, 'desk');
      const about = { conversationId: null, accountId, userId: viewer.userId, to: [{ address }], template };
      t.match(await desk.outbound.send(about), { ok: true });
      await desk.jobs.idle();
      t.match(await desk.database.row('select status from delivery order by id desc limit 1'), { status: 'sent' });
    }
  });

  await t.test('what is real stays, and nothing else', async (t) => {
    const account = (await desk.database.row<{ id: number; inbox_id: number }>(
      `select channel_account.id, inbox_id from channel_account join inbox on inbox.id = inbox_id where inbox.name = 'Sales'`,
    ))!;
    const body = Buffer.from(
      'From: Kay <kay@elsewhere.test>\r\nSubject: A real question\r\nMessage-ID: <1@elsewhere.test>\r\n\r\nHello?\r\n',
    );
    await desk.inbound.receive(account.id, { key: 'real', type: 'message/rfc822', body, from: 'kay@elsewhere.test' });
    await desk.jobs.idle();
    // As a desk with pages makes one for every account that answers at once.
    await desk.database.run(
      `insert into chatflow (public_id, account_id, name, targeting, draft, created_at, changed_at)
       select 'flow', id, 'Hello', '{}', '{}', 0, 0 from channel_account where demo = 1 and channel = 'whatsapp'`,
    );
    await desk.database.run(
      `insert into chatflow_version (chatflow_id, number, definition, published_at) select id, 1, '{}', 0 from chatflow where public_id = 'flow'`,
    );
    await sample.company.remove();
    await sample.settled();
    t.equal(sample.company.isThere(), false);
    t.equal(await count(desk, 'conversation'), 1);
    t.same(
      (await desk.database.rows<{ name: string }>('select name from contact order by id')).map(({ name }) => name),
      ['', 'Kay'],
      'who was written to by number only may be real',
    );
    t.same(await desk.database.rows('select name from inbox'), [{ name: 'Sales' }], 'with the inbox it is in');
    t.equal(await count(desk, 'desk_user'), 1);
    t.equal(await count(desk, 'file'), 0);
    t.equal(await count(desk, 'webhook'), 0);
    t.equal(await count(desk, 'whatsapp_template'), 0);
    t.equal(await count(desk, 'channel_account where demo = 1'), 0);
    t.same(await desk.database.rows('pragma foreign_key_check'), []);
  });
});

t.test('mail comes back from nobody who is answered elsewhere later, on whatever day it is', async (t) => {
  const cast = (number: number, email: string) => ({ talk: { number, customer: { email } } }) as unknown as Cast;
  const casts = ['ada', 'ben', 'ada', 'cem', 'dora'].map((email, at) => cast(at, email));
  t.same(
    returnedTo(casts.slice(0, 4), casts).map(({ talk }) => talk.number),
    [1, 3],
  );
});

t.test('a crash while it loads is mended at the next start', async (t) => {
  const { desk, viewer, sample } = await openSample(t);
  await sample.company.load(viewer);
  await sample.close();
  t.ok((await count(desk, 'desk_user')) < 7 && sample.company.isThere());
  const next = (await createSample(desk, 20))!;
  t.teardown(() => next.close());
  next.resume();
  await next.settled();
  t.equal(await count(desk, 'desk_user'), 6, 'nobody is there twice');
  t.ok((await count(desk, 'conversation')) > 20);
  t.equal(await count(desk, `inbox where name = 'Support'`), 1, 'nor an inbox');
  t.same(await desk.accounts.users.find(viewer.userId).then((user) => user?.name), 'Robin Falk');
});

t.test('without a channel that gives addresses there is none', async (t) => {
  t.equal(await createSample(await openDesk(t)), null);
});
