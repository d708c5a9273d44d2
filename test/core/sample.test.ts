// The sample company: comes through the desk's own doors, shows every state, sends nothing, goes without a trace (OP-1).
import t from 'tap';
import { createSample, type Sample } from '../../core/cli/sample/sample.ts';
import { openDesk, REAL_PLUGINS, type TestDesk } from '../support/desk.ts';

async function openSample(t: { teardown(work: () => unknown): void }) {
  const late: { sample?: Sample | null } = {};
  const desk = await openDesk(t, {
    pluginFolder: REAL_PLUGINS,
    plugins: ['email'],
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

  await t.test('what is real stays', async (t) => {
    const account = (await desk.database.row<{ id: number; inbox_id: number }>(
      `select channel_account.id, inbox_id from channel_account join inbox on inbox.id = inbox_id where inbox.name = 'Sales'`,
    ))!;
    const body = Buffer.from(
      'From: Kay <kay@elsewhere.test>\r\nSubject: A real question\r\nMessage-ID: <1@elsewhere.test>\r\n\r\nHello?\r\n',
    );
    await desk.inbound.receive(account.id, { key: 'real', type: 'message/rfc822', body, from: 'kay@elsewhere.test' });
    await desk.jobs.idle();
    await sample.company.remove();
    await sample.settled();
    t.equal(sample.company.isThere(), false);
    t.equal(await count(desk, 'conversation'), 1);
    t.same(await desk.database.row('select name from contact'), { name: 'Kay' });
    t.same(await desk.database.rows('select name from inbox'), [{ name: 'Sales' }], 'with the inbox it is in');
    t.equal(await count(desk, 'desk_user'), 1);
    t.equal(await count(desk, 'file'), 0);
    t.equal(await count(desk, 'webhook'), 0);
    t.same(await desk.database.rows('pragma foreign_key_check'), []);
  });
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
  t.same(await desk.accounts.users.find(viewer.userId).then((user) => user?.name), 'Robin Falk');
});

t.test('without a channel that gives addresses there is none', async (t) => {
  t.equal(await createSample(await openDesk(t)), null);
});
