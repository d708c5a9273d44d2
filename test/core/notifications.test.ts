// Who is told of what, by which ways, and when it is quiet (NT-1), through the whole desk.
import { createECDH } from 'node:crypto';
import t, { type Test } from 'tap';
import { heldClock } from '../../core/kernel/clock.ts';
import { encrypt } from '../../core/notifications/push-encryption.ts';
import { mailDue, quietUntil } from '../../core/notifications/quiet.ts';
import type { Kind, NotificationSettings, Ways } from '../../core/notifications/notifications.ts';
import { usual } from '../../core/notifications/settings.ts';
import { addUser, openDesk, withAccount, type TestDesk } from '../support/desk.ts';
import { letter as liveLetter, openLive } from '../support/live.ts';
import { openLoft } from '../support/loft.ts';
import { openPushService } from '../support/push-service.ts';
import { bring, heard, letter, say, talkWith } from '../support/pigeons.ts';

const START = new Date('2026-11-23T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALL: Ways = { app: true, sound: true, push: true, mail: true };
const NONE: Ways = { app: false, sound: false, push: false, mail: false };

async function openTelling(t: Test) {
  const clock = heldClock(START);
  const desk = await openDesk(t, { clock, limits: { patience: 1 } });
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const [eva, mara] = [await addUser(desk, 'Eva'), await addUser(desk, 'Mara', 'administrator')];
  const chooses = async (
    userId: number,
    change: Partial<NotificationSettings>,
    kinds: Partial<Record<Kind, Ways>> = {},
  ) => {
    const { ways } = await desk.notifications.settings(userId);
    await desk.notifications.save((await desk.accounts.viewerOf(userId))!, { ...change, ways: { ...ways, ...kinds } });
  };
  const kinds = async (userId: number) =>
    (await desk.conversations.notifications.list(userId, { limit: 50 })).map(({ kind }) => kind);
  return { clock, desk, loft, accountId, inboxId: inbox.id, eva, mara, chooses, kinds };
}

/** What was mailed since the last question: to whom, and of what. */
async function mails(desk: TestDesk): Promise<{ to: string; told: { kind: string; subject: string }[] }[]> {
  const rows = await desk.database.rows<{ payload: string }>(
    `select payload from job where kind = 'accounts.mail' order by id`,
  );
  await desk.database.run(`delete from job where kind = 'accounts.mail'`);
  return rows.map(({ payload }) => JSON.parse(payload) as { to: string; told: [] });
}

async function later(desk: TestDesk, clock: ReturnType<typeof heldClock>, milliseconds: number) {
  clock.advance(milliseconds);
  await desk.jobs.idle();
}

t.test('each kind is told to whom it concerns, as they chose', async (t) => {
  const { desk, loft, clock, accountId, eva, mara, chooses, kinds } = await openTelling(t);
  const id = await talkWith(desk, accountId, 'Ada');
  t.same(await kinds(eva), [], 'what comes often is asked for');
  await chooses(eva, {}, { unassigned: ALL, answer: ALL });
  const bo = await talkWith(desk, accountId, 'Bo');
  t.same(await kinds(eva), ['unassigned']);
  await desk.conversations.assign(bo, { userId: eva }, null, `user:${mara}`);
  await desk.conversations.comment(bo, mara, '<p>Look</p>', [eva]);
  for (const n of [1, 2]) await bring(desk, accountId, `bo-${n}`, [letter(`bo-${n}`, 'Bo', 'Again')]);
  await desk.jobs.idle();
  t.same(
    await kinds(eva),
    ['answer', 'mention', 'assignment', 'unassigned'],
    'a second answer is not told before the first is read',
  );
  await desk.conversations.markRead(bo, eva);
  await bring(desk, accountId, 'bo-3', [letter('bo-3', 'Bo', 'And again')]);
  await bring(desk, accountId, 'bo-4', [letter('bo-4', 'Bo', 'Away', { automatic: 'away' })]);
  await desk.jobs.idle();
  t.equal((await kinds(eva)).filter((kind) => kind === 'answer').length, 2);

  await desk.conversations.snooze(id, new Date(START.getTime() + HOUR), `user:${eva}`);
  await later(desk, clock, HOUR);
  t.equal((await kinds(eva))[0], 'snooze_over', 'whoever laid it aside, when it is nobody’s');

  loft.answer = () => ({ outcome: 'rejected', why: { code: 'pigeon.refused', text: 'No.' } });
  await say(desk, { conversationId: bo, userId: eva, text: 'Hello' });
  await desk.jobs.idle();
  t.equal((await kinds(eva))[0], 'send_failed');
  t.same(await kinds(mara), [], 'nobody else');

  await chooses(eva, {}, { assignment: NONE });
  await desk.conversations.assign(id, { userId: eva }, null, `user:${mara}`);
  t.equal(
    (await kinds(eva)).filter((kind) => kind === 'assignment').length,
    1,
    'what is switched off leaves nothing behind',
  );
});

t.test('an account that works no more is told to administrators once, and taken back when it is well', async (t) => {
  const { desk, loft, accountId, eva, mara, kinds } = await openTelling(t);
  const conversationId = await talkWith(desk, accountId, 'Ada');
  const turns = (state: string) => heard(desk, ({ type, data }) => type === 'account.health' && data.state === state);
  loft.key = 'changed';
  const lost = turns('needs sign-in');
  for (const text of ['One', 'Two']) await say(desk, { conversationId, userId: eva, text });
  await lost;
  t.same(await kinds(mara), ['account_trouble']);
  t.match((await desk.conversations.notifications.list(mara, { limit: 1 }))[0], {
    accountId,
    accountTitle: 'pigeon-1',
    reason: { code: 'pigeon.wrong_key' },
  });
  t.same(await kinds(eva), []);
  const back = turns('connected');
  const about = {
    channel: 'pigeon',
    purpose: 'sign in again' as const,
    inboxId: null,
    accountId,
    userId: 1,
    language: 'en',
  };
  const flow = await desk.channels.flows.begin(about);
  const values = { name: 'pigeon-1', loft: loft.url, key: 'changed' };
  await desk.channels.flows.answer(flow.publicId, 1, { kind: 'form', values }, 'en');
  await desk.jobs.idle();
  await back;
  t.equal(await desk.conversations.notifications.unread(mara), 0);
});

t.test('one mail tells what is unread by then', async (t) => {
  const { desk, clock, accountId, eva, mara, chooses } = await openTelling(t);
  const [one, two, three] = [
    await talkWith(desk, accountId, 'Ada'),
    await talkWith(desk, accountId, 'Bo'),
    await talkWith(desk, accountId, 'Cy'),
  ];
  const give = (id: number) => desk.conversations.assign(id, { userId: eva }, null, `user:${mara}`);
  await chooses(eva, {}, { assignment: { ...NONE, mail: true } });
  await give(one);
  await give(two);
  t.equal(await desk.conversations.notifications.unread(eva), 0, 'by mail only: on no list');
  await desk.conversations.markRead(two, eva);
  t.same(await mails(desk), [], 'whoever is there reads it first');
  await later(desk, clock, MINUTE);
  t.match(await mails(desk), [
    { to: 'eva@team.example', template: 'notifications', told: [{ kind: 'assignment', by: 'Mara' }] },
  ]);

  await chooses(eva, { mail: 'hourly' });
  await give(three);
  await later(desk, clock, 58 * MINUTE);
  t.same(await mails(desk), []);
  await later(desk, clock, MINUTE);
  t.equal((await mails(desk)).length, 1, 'at the full hour');

  await t.test('nothing of what they may not see any more, nothing to who may not come in', async (t) => {
    for (const name of ['Di', 'El']) await give(await talkWith(desk, accountId, name));
    await desk.database.run('update inbox set restricted = 1');
    await later(desk, clock, HOUR);
    t.same(await mails(desk), []);
    await desk.database.run('update inbox set restricted = 0');
    await give(await talkWith(desk, accountId, 'Fe'));
    await desk.database.run(`update desk_user set status = 'disabled' where id = ?`, [eva]);
    await later(desk, clock, HOUR);
    t.same(await mails(desk), []);
  });
});

t.test('in quiet hours nothing goes out, and one mail comes afterwards', async (t) => {
  const { desk, clock, accountId, eva, mara, chooses } = await openTelling(t);
  await chooses(eva, { quietFrom: '09:00', quietTo: '12:00' }, { assignment: ALL });
  t.same(await desk.notifications.onPages(eva, 'assignment'), { shown: false, sound: false });
  for (const name of ['Ada', 'Bo']) {
    const id = await talkWith(desk, accountId, name);
    await desk.conversations.assign(id, { userId: eva }, null, `user:${mara}`);
  }
  t.equal(await desk.conversations.notifications.unread(eva), 2, 'it stands in the list');
  await later(desk, clock, 2 * HOUR);
  t.same(await mails(desk), []);
  await chooses(eva, { quietTo: '13:00' });
  await later(desk, clock, HOUR);
  t.same(await mails(desk), [], 'also when the quiet was made longer meanwhile');
  await later(desk, clock, HOUR);
  const sent = await mails(desk);
  t.equal(sent.length, 1);
  t.equal(sent[0]!.told.length, 2);
  t.same(await desk.notifications.onPages(eva, 'assignment'), { shown: true, sound: true });
});

t.test('nobody is told of the conversation before their eyes', async (t) => {
  const live = await openLive(t);
  const { desk } = live;
  const [eva, mara] = [await addUser(desk, 'Eva'), await addUser(desk, 'Mara')];
  await live.bring(liveLetter('Leo', 'Hello'));
  const id = (await desk.conversations.findMessage(live.accountId, 'Leo Hello'))!.conversationId;
  const page = await live.page(eva);
  const topics = [`conversation:${id}`];
  await page.join(topics);
  page.send({ presence: { conversation: id, state: 'viewing' } });
  await page.settled(topics);
  await desk.conversations.comment(id, mara, '<p>Look</p>', [eva]);
  t.notMatch(await page.settled(topics), /hx-target="#toasts"/);
  t.match(await desk.conversations.notifications.list(eva, { limit: 9 }), [{ kind: 'mention', readAt: Date }]);
  page.send({ presence: { state: 'hidden' } });
  await page.settled(topics);
  await desk.conversations.comment(id, mara, '<p>Look again</p>', [eva]);
  t.match(await page.settled(topics), /hx-target="#toasts"/, 'a tab in the background is not looked at');
  t.equal(await desk.conversations.notifications.unread(eva), 1);
});

t.test('when it is quiet and when mails go, by the clock on the wall', async (t) => {
  const of = (change: Partial<NotificationSettings>) => ({ ...usual(), ...change });
  const until = (change: Partial<NotificationSettings>, at: string, zone = 'Europe/Berlin') =>
    quietUntil(of(change), zone, new Date(at))?.toISOString() ?? null;
  const night = { quietFrom: '22:00', quietTo: '07:00' };
  t.equal(until(night, '2026-11-23T20:59:59Z'), null);
  t.equal(until(night, '2026-11-23T21:00:00Z'), '2026-11-24T06:00:00.000Z', 'over midnight');
  t.equal(until(night, '2026-11-24T05:59:00Z'), '2026-11-24T06:00:00.000Z');
  t.equal(until(night, '2026-11-24T06:00:00Z'), null);
  t.equal(until(night, '2026-03-28T23:00:00Z'), '2026-03-29T05:00:00.000Z', 'the night the clocks are put forward');
  t.equal(until(night, '2026-10-24T22:00:00Z'), '2026-10-25T06:00:00.000Z', 'and back');
  t.equal(until({ quietFrom: '12:00', quietTo: '13:00' }, '2026-11-23T11:30:00Z'), '2026-11-23T12:00:00.000Z');
  const weekend = { ...night, quietDays: [6, 7] };
  t.equal(until(weekend, '2026-11-27T22:00:00Z'), '2026-11-30T06:00:00.000Z', 'Friday night until Monday morning');
  t.equal(until(night, '2026-11-23T21:00:00Z', 'America/New_York'), null, 'in their own zone');
  const due = (change: Partial<NotificationSettings>, at: string, zone = 'Europe/Berlin') =>
    mailDue(of(change), zone, new Date(at)).toISOString();
  t.equal(due({}, '2026-11-23T09:00:30Z'), '2026-11-23T09:01:30.000Z');
  t.equal(due({ mail: 'hourly' }, '2026-11-23T09:20:30Z'), '2026-11-23T10:00:00.000Z');
  t.equal(due({ mail: 'hourly' }, '2026-11-23T09:20:00Z', 'Asia/Kathmandu'), '2026-11-23T10:15:00.000Z');
  t.equal(due({ mail: 'daily', mailAt: '08:00' }, '2026-11-23T07:00:00Z'), '2026-11-24T07:00:00.000Z');
  t.equal(
    due({ mail: 'daily', mailAt: '02:30' }, '2026-03-29T00:00:00Z'),
    '2026-03-29T01:30:00.000Z',
    'a time that is skipped',
  );
  t.equal(due({ ...night, mail: 'daily', mailAt: '23:00' }, '2026-11-23T09:00:00Z'), '2026-11-24T06:00:00.000Z');
});

t.test('what is pushed is encrypted as the standard says (RFC 8291, 8292)', async (t) => {
  const own = createECDH('prime256v1');
  own.setPrivateKey(Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'));
  const keys = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const plain = Buffer.from('When I grow up, I want to be a watermelon');
  t.equal(
    encrypt(plain, keys, own, Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url')).toString('base64url'),
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

t.test('devices of a person are pushed to, as long as they want it', async (t) => {
  const { desk, clock, accountId, eva, mara, chooses } = await openTelling(t);
  desk.notifications.speakWith((_, told, content) => ({
    title: content ? told.map(({ kind }) => kind).join() : 'News',
    body: '',
  }));
  const service = await openPushService(t);
  const viewer = (await desk.accounts.viewerOf(eva))!;
  const add = () => desk.notifications.push.add(viewer, service.browser().subscription, 'Firefox');
  await add();
  const conversationId = await talkWith(desk, accountId, 'Ada');
  const mention = async () => {
    await desk.conversations.comment(conversationId, mara, '<p>Secret</p>', [eva]);
    await desk.jobs.idle();
  };
  await mention();
  t.match(service.pushed, [
    {
      shown: { title: 'mention', url: `/conversations/${conversationId}` },
      claim: { aud: service.origin, sub: 'mailto:desk@localhost' },
      headers: { ttl: '14400', 'content-encoding': 'aes128gcm' },
    },
  ]);
  t.match(await desk.notifications.push.devices(viewer), [{ reachedAt: START, userAgent: 'Firefox' }]);
  const stored = JSON.stringify(await desk.database.rows('select * from push_device'));
  t.notMatch(stored, service.origin, 'who knows the address could push: it is sealed');
  t.notMatch(stored, 'p256dh');

  await t.test('without content when they want none, and not what was switched off', async (t) => {
    await chooses(eva, { pushContent: false });
    await mention();
    t.equal(service.pushed.at(-1)!.shown.title, 'News');
    await chooses(eva, { pushContent: true }, { mention: { ...NONE, app: true } });
    const before = service.asked;
    await mention();
    t.equal(service.asked, before);
    await chooses(eva, {}, { mention: { ...NONE, push: true } });
    await mention();
    t.equal(service.pushed.at(-1)!.shown.title, 'mention', 'also what stands in no list');
  });

  await t.test('a service that is busy or broken is asked again', async (t) => {
    service.answers = [{ status: 429, retryAfter: 60 }, { status: 500 }];
    const before = service.pushed.length;
    await mention();
    await later(desk, clock, 59_000);
    t.equal(service.answers.length, 1, 'when it asked for a pause, not before');
    await later(desk, clock, 2000);
    await later(desk, clock, MINUTE);
    t.equal(service.pushed.length, before + 1);
    service.answers = Array.from({ length: 9 }, () => ({ status: 503 }));
    await mention();
    for (let hour = 0; hour < 5; hour += 1) await later(desk, clock, HOUR);
    const { length } = service.answers;
    await later(desk, clock, HOUR);
    t.equal(service.answers.length, length, 'until it is too old');
    service.answers = [];
  });

  await t.test('quiet hours hold it back, and sum it up', async (t) => {
    await chooses(eva, { quietFrom: '00:00', quietTo: '23:00' });
    const before = service.asked;
    await mention();
    await mention();
    t.equal(service.asked, before);
    await chooses(eva, { quietFrom: null, quietTo: null });
    await later(desk, clock, 24 * HOUR);
    t.equal(service.asked, before + 1);
    t.equal(service.pushed.at(-1)!.shown.title, 'mention,mention');
  });

  await t.test('a browser that is gone is forgotten', async (t) => {
    for (const status of [404, 410]) {
      await add();
      service.answers = (await desk.notifications.push.devices(viewer)).map(() => ({ status }));
      await mention();
      t.same(await desk.notifications.push.devices(viewer), [], `${status}`);
    }
    await add();
    service.answers = [{ status: 400 }];
    await mention();
    t.equal(
      (await desk.notifications.push.devices(viewer)).length,
      1,
      'what the service does not like says nothing of the browser',
    );
  });

  await t.test('only addresses out there, and keys of a browser', async (t) => {
    const good = service.browser().subscription;
    for (const bad of [
      { ...good, endpoint: 'https://10.0.0.1/push' },
      { ...good, endpoint: 'http://169.254.169.254/latest' },
      { ...good, endpoint: 'file:///etc/passwd' },
      { ...good, endpoint: '' },
      { ...good, p256dh: Buffer.alloc(65, 4).toString('base64url') },
      { ...good, auth: 'short' },
    ])
      await t.rejects(desk.notifications.push.add(viewer, bad, ''), { code: 'invalid' });
    t.equal((await desk.notifications.push.devices(viewer)).length, 1);
    await desk.notifications.push.remove((await desk.accounts.viewerOf(mara))!, 1);
    const [device] = await desk.notifications.push.devices(viewer);
    await desk.notifications.push.remove((await desk.accounts.viewerOf(mara))!, device!.id);
    t.equal((await desk.notifications.push.devices(viewer)).length, 1, 'nobody takes somebody else’s away');
  });
});
