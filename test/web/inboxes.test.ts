// Inboxes at their pages, without scripts: made with an address, members and access, senders kept out, archived (WS-1, WS-2, WS-3, WS-7, WS-8).
import t from 'tap';
import { REAL_PLUGINS } from '../support/desk.ts';
import { openWeb, PASSWORD, signIn } from './web-desk.ts';

const location = (answer: { headers: Record<string, unknown> }) => String(answer.headers.location);

t.test('a desk begins with an inbox that has an address, and so does every new one', async (t) => {
  const web = await openWeb(t, { pluginFolder: REAL_PLUGINS, plugins: ['email'] });
  const { desk } = web;
  const eva = web.stranger();
  await eva.get('/first-run');
  await eva.form('POST', '/first-run', {
    name: 'Eva',
    email: 'eva@radwerk.example',
    password: PASSWORD,
    deskName: 'Radwerk',
    language: 'en',
    timeZone: 'Europe/Berlin',
  });
  const [first] = await desk.channels.accounts();
  t.match(first, { inboxName: 'Support', account: { fallback: true, uniqueId: /^support-\w+@desk\.test$/ } });

  t.match((await eva.get('/settings/inboxes/new')).body, /Help desk/);
  t.equal((await eva.form('POST', '/settings/inboxes', { name: ' ' })).statusCode, 422);
  const made = location(
    await eva.form('POST', '/settings/inboxes', { name: 'Werkstatt', kind: 'help desk', icon: 'wrench' }),
  );
  const page = (await eva.get(made)).body;
  t.match(page, /Werkstatt is ready/);
  t.match(page, /werkstatt-\w+@desk\.test[^]*made by the desk/);
  t.match(page, /value="help desk" checked/);
  t.match((await eva.get('/settings/inboxes')).body, /Support[^]*Werkstatt[^]*Help desk/);
  await eva.form('PATCH', made, { name: 'Workshop', kind: 'inbox', icon: 'bike' });
  t.match(await desk.conversations.inboxes.get(2), { name: 'Workshop', kind: 'inbox', icon: 'bike' });
  t.match((await eva.get(`/settings/channels/${first!.account.id}/move`)).body, /made for its inbox and stays there/);

  t.match((await eva.get(`${made}/archiving`)).body, /Its channel is deactivated/);
  await eva.form('POST', `${made}/archiving`);
  const list = (await eva.get('/settings/inboxes')).body;
  t.match(list, /Archived[^]*Workshop/);
  t.notOk((await desk.channels.accounts()).find(({ account }) => account.inboxId === 2)!.account.active);
  await eva.form('DELETE', `${made}/archiving`);
  t.equal((await desk.conversations.inboxes.get(2))!.archivedAt, null);
  t.equal((await eva.get('/settings/inboxes/99')).statusCode, 404);
});

t.test('who may see an inbox and who may answer in it', async (t) => {
  const web = await openWeb(t);
  const { desk } = web;
  const admin = await web.user('Eva', 'administrator');
  const eva = await signIn(web, admin);
  const jonas = await web.user('Jonas');
  const mara = await web.user('Mara');
  const inbox = await desk.conversations.inboxes.create({ name: 'Sales', actor: 'desk' });
  const at = `/settings/inboxes/${inbox.id}/members`;
  t.match((await eva.get(at)).body, new RegExp(`name="user-${jonas.id}"[^]*Not a member`));
  await eva.form('PUT', at, { restricted: 'on', [`user-${jonas.id}`]: 'read', [`user-${admin.id}`]: 'answer' });
  t.same(
    (await desk.conversations.inboxes.members(inbox.id))
      .map(({ userId, mayAnswer }) => [userId, mayAnswer])
      .toSorted((one, other) => Number(one[0]) - Number(other[0])),
    [
      [admin.id, true],
      [jonas.id, false],
    ],
  );
  const asJonas = (await desk.accounts.viewerOf(jonas.id))!;
  t.same([asJonas.inboxIds, asJonas.answerInboxIds], ['all', []]);
  t.same((await desk.accounts.viewerOf(mara.id))!.inboxIds, []);
  t.match((await eva.get(at)).body, new RegExp(`name="user-${jonas.id}"[^]*?value="read" selected`));
  const other = await signIn(web, mara);
  t.equal((await other.get(at)).statusCode, 403);
});

t.test('senders kept out or always let in, by one inbox or all; addresses nothing is sent to', async (t) => {
  const web = await openWeb(t);
  const { desk } = web;
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const inbox = await desk.conversations.inboxes.create({ name: 'Sales', actor: 'desk' });
  const at = `/settings/inboxes/${inbox.id}/senders`;
  const wrong = await eva.form('POST', at, { pattern: 'not an address', list: 'block' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /pattern-error[^]*Enter an address or a domain/);
  await eva.form('POST', at, { pattern: '@Spam.example', list: 'block' });
  await eva.form('POST', '/settings/blocked', { pattern: 'boss@spam.example', list: 'allow' });
  t.equal(await desk.conversations.inboxes.judge(inbox.id, { kind: 'email', value: 'x@mail.spam.example' }), 'blocked');
  t.equal(await desk.conversations.inboxes.judge(inbox.id, { kind: 'email', value: 'boss@spam.example' }), 'allowed');
  t.match((await eva.get(at)).body, /Blocked[^]*@spam\.example[^]*Always let in[^]*Nobody is on this list/);
  t.match((await eva.get('/settings/blocked')).body, /Nobody is blocked[^]*boss@spam\.example/);
  const [rule] = await desk.conversations.inboxes.rules(inbox.id);
  t.equal(
    (await eva.form('DELETE', `/settings/blocked/${rule!.id}`)).statusCode,
    404,
    'a rule of an inbox is no rule of all',
  );
  await eva.form('DELETE', `${at}/${rule!.id}`);
  t.equal(await desk.conversations.inboxes.judge(inbox.id, { kind: 'email', value: 'x@spam.example' }), null);

  await desk.contacts.suppress(
    { kind: 'email', value: 'gone@example.com' },
    { code: 'smtp.gone', text: 'There is no such mailbox.' },
  );
  const [gone] = await desk.contacts.suppressions({ limit: 1 });
  t.match((await eva.get('/settings/blocked')).body, /gone@example\.com[^]*There is no such mailbox/);
  await eva.form('DELETE', `/settings/blocked/addresses/${gone!.id}`);
  t.equal(await desk.contacts.suppressed({ kind: 'email', value: 'gone@example.com' }), null);
});
