// The list of notifications and the page on which people choose how they are told (NT-1).
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { settledDesk } from '../browser/whole-desk.ts';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { talkWith } from '../support/pigeons.ts';
import { openPushService } from '../support/push-service.ts';
import { openWeb, signIn } from './web-desk.ts';

t.test('what was told about one conversation is one line, and is read by a button', async (t) => {
  const web = await openWeb(t, { plugins: ['pigeon'] });
  const { desk } = web;
  const { accountId } = await withAccount(desk, 'pigeon', { loft: (await openLoft(t)).url });
  const [eva, mara] = [await web.user('Eva'), await web.user('Mara')];
  const page = await signIn(web, eva);
  t.match((await page.get('/notifications')).body, /Nobody has told you anything yet/);
  const [one, two] = [await talkWith(desk, accountId, 'Ada'), await talkWith(desk, accountId, 'Bo')];
  await desk.conversations.assign(one, { userId: eva.id }, null, `user:${mara.id}`);
  for (const text of ['Look', 'Here']) await desk.conversations.comment(one, mara.id, `<p>${text}</p>`, [eva.id]);
  await desk.conversations.assign(two, { userId: eva.id }, null, `user:${mara.id}`);
  const list = (await page.get('/notifications')).body;
  t.equal([...list.matchAll(/<tr id="notification-/g)].length, 2);
  t.match(list, /Mara mentioned you[^]*Here · and 2 more/);
  t.match(list, /Unread <span class="count">4</);
  t.match(
    list,
    new RegExp(`data-walk>[^]*href="/conversations/${one}"|href="/conversations/${one}" data-walk`),
    'keys walk to it',
  );

  const read = await page.form(
    'PUT',
    '/notifications/read-mark',
    { conversation: one },
    { referer: 'http://desk.test/notifications?unread=1' },
  );
  t.equal(read.headers.location, '/notifications?unread=1', 'back to the same list');
  const unread = (await page.get('/notifications?unread=1')).body;
  t.equal([...unread.matchAll(/<tr id="notification-/g)].length, 1);
  await page.form('PUT', '/notifications/read-mark');
  t.match((await page.get('/notifications?unread=1')).body, /Everything is read/);

  const maras = await signIn(web, mara);
  const [told] = await desk.conversations.notifications.list(eva.id, { limit: 1 });
  await desk.database.run('update notification set read_at = null');
  await maras.form('PUT', '/notifications/read-mark', { id: told!.id });
  t.equal(await desk.conversations.notifications.unread(eva.id), 4, 'nobody reads for somebody else');
});

t.test('everybody chooses what they are told, by which ways, and when it is quiet', async (t) => {
  const web = await openWeb(t);
  const { notifications } = web.desk;
  const nils = await web.user('Nils');
  const page = await signIn(web, nils);
  const first = (await page.get('/settings/notifications')).body;
  t.match(first, /name="ways.owner_offline" value="push" checked/);
  t.notMatch(first, /ways\.account_trouble/, 'only who can mend it is asked');
  const form = {
    'ways.answer': ['app', 'sound'],
    mail: 'daily',
    mailAt: '07:30',
    quietFrom: '22:00',
    quietTo: '06:00',
    quietDays: ['6', '7'],
  };
  t.equal((await page.form('PUT', '/settings/notifications', form)).statusCode, 303);
  const { ways, ...rest } = await notifications.settings(nils.id);
  t.same(rest, {
    mail: 'daily',
    mailAt: '07:30',
    quietFrom: '22:00',
    quietTo: '06:00',
    quietDays: [6, 7],
    attentive: false,
    pushContent: false,
  });
  t.same(ways.answer, { app: true, sound: true, push: false, mail: false });
  t.same(ways.mention, { app: false, sound: false, push: false, mail: false }, 'all can be switched off');
  t.equal(ways.account_trouble.app, true, 'what was not asked stays');
  for (const [change, sentence] of [
    [{ quietFrom: '25:00' }, /Choose a time of day/],
    [{ quietTo: '' }, /Choose a time of day/],
    [{ quietTo: '22:00' }, /differs from the beginning/],
    [{ quietDays: ['1', '2', '3', '4', '5', '6', '7'] }, /Leave at least one day/],
    [{ mail: 'never' }, /Choose one of the options/],
  ] as const) {
    const refused = await page.form('PUT', '/settings/notifications', { ...form, ...(change as object) });
    t.equal(refused.statusCode, 422);
    t.match(refused.body, sentence);
  }
  t.equal((await notifications.settings(nils.id)).quietTo, '06:00', 'what was refused changed nothing');
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  t.match((await eva.get('/settings/notifications')).body, /ways\.account_trouble/);
});

t.test('a mail says what is unread in their language, and never what was written', async (t) => {
  const { whole } = await settledDesk(t);
  const { desk, mail } = whole;
  const mara = await whole.user('Mara Vogt');
  await desk.accounts.users.update(deskViewer(), mara.id, { language: 'de' });
  await whole.receive({ from: 'Lena <lena@kunde.example>', subject: 'Rücklicht', text: 'Das Rücklicht ist lose.' });
  const viewer = (await desk.accounts.viewerOf(mara.id))!;
  const { ways } = await desk.notifications.settings(mara.id);
  await desk.notifications.save(viewer, {
    ways: { ...ways, assignment: { app: true, sound: false, push: false, mail: true } },
  });
  const { id } = (await desk.database.row<{ id: number }>('select max(id) as id from conversation'))!;
  await desk.conversations.assign(id, { userId: mara.id }, null, 'desk');
  await desk.database.run('update notification set mail_at = 1');
  const job = await desk.database.row<{ id: number }>(`select id from job where kind = 'notifications.mail'`);
  await desk.jobs.hurry(job!.id);
  const { envelope, raw } = await mail.nextSent();
  const text = raw.toString().replace(/=\r\n/g, '');
  t.same(envelope.to, ['mara@radwerk.example']);
  t.match(text, /Das haben Sie noch nicht gelesen/);
  t.match(text, new RegExp(`/conversations/${id}`));
  t.notMatch(text, /ist lose/, 'never what was written');
});

t.test('a browser is added on the page, tried out and goes with its session', async (t) => {
  const web = await openWeb(t);
  const { desk } = web;
  const service = await openPushService(t);
  const eva = await web.user('Eva');
  const page = await signIn(web, eva);
  const { key } = /data-push="(?<key>[^"]+)"/.exec((await page.get('/settings/notifications')).body)!.groups!;
  t.equal(Buffer.from(key!, 'base64url').length, 65);
  t.match((await page.get('/settings/notifications')).body, new RegExp(key!), 'the same for every browser');
  const refused = await page.form('POST', '/settings/notifications/devices', {
    endpoint: 'http://10.0.0.1/',
    p256dh: 'x',
    auth: 'x',
  });
  t.equal(refused.statusCode, 422);
  const added = await page.form('POST', '/settings/notifications/devices', service.browser().subscription, {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  });
  t.equal(added.statusCode, 303);
  t.match((await page.get('/settings/notifications')).body, /Firefox, Linux[^]*This browser[^]*data-push-current/);
  await page.form('POST', '/settings/notifications/trial');
  await desk.jobs.idle();
  t.match(service.pushed, [{ shown: { title: 'It works', url: '/settings/notifications' } }]);
  const other = await signIn(web, eva);
  t.notMatch((await other.get('/settings/notifications')).body, /data-push-current/);
  await page.form('DELETE', '/session');
  t.notMatch((await other.get('/settings/notifications')).body, /Firefox, Linux/, 'signed out there, told no more');
  const worker = await web.stranger().get('/push-worker.js');
  t.match(worker.headers, { 'content-type': /javascript/, 'cache-control': 'no-cache' });
});
