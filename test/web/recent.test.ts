// What one has looked at lately, and the palette that finds whatever the person may see or do (RE-7).
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { openTower, see } from './tower.ts';
import { signIn } from './web-desk.ts';

/** Titles in the order in which they stand. */
const titles = (body: string) => [...body.matchAll(/<h3><a [^>]*>([^<]*)</g)].map(([, title]) => title);

t.test('what was looked at stands on the page and in the palette, newest first, each thing once', async (t) => {
  const { desk, eva, writes } = await openTower(t);
  t.match(await see(eva, '/recent'), 'You have not looked at anything yet');
  const [ada, ben] = [await writes('Ada'), await writes('Ben')];
  const ticket = await desk.tickets.open({ name: 'Bell', source: 'manual', actor: 'desk' });
  const record = await desk.records.create({ type: 'company', name: 'Radwerk' }, 'desk');
  const contact = await desk.contacts.get((await desk.conversations.get(ada))!.contactId!);
  for (const url of [
    `/conversations/${ada}`,
    `/tickets/${ticket.number}`,
    `/conversations/${ben}`,
    `/companies/${record.publicId}`,
    `/contacts/${contact!.publicId}`,
    `/conversations/${ada}`,
  ])
    await see(eva, url);
  const expected = ['Ada', 'Ada', 'Radwerk', 'Ben', `T-${ticket.number} · Bell`];
  t.same(titles(await see(eva, '/recent')), expected);
  await desk.accounts.recent.keep();
  t.same(titles(await see(eva, '/recent')), expected, 'and written down it is the same');
  const palette = await see(eva, '/palette?q=');
  t.ok(palette.indexOf('Recently viewed') < palette.indexOf('Ben'));
  t.match(palette, `data-href="/tickets/${ticket.number}"`);
});

t.test('what is gone, or no longer theirs to see, is not shown; of thirty things the oldest makes room', async (t) => {
  const web = await openTower(t);
  const { desk, eva, writes, inbox } = web;
  const ada = await writes('Ada');
  const user = await web.user('Nils');
  const nils = await signIn(web, user);
  const ticket = await desk.tickets.open({ name: 'Bell', source: 'manual', actor: 'desk' });
  await see(nils, `/conversations/${ada}`);
  await see(nils, `/tickets/${ticket.number}`);
  t.match(await see(nils, '/recent'), 'Ada');
  t.notMatch(await see(eva, '/recent'), 'Ada', 'everybody has their own');
  await desk.database.run('update inbox set restricted = true where id = ?', [inbox.id]);
  t.notMatch(titles(await see(nils, '/recent')), ['Ada']);
  await desk.tickets.remove(ticket.id, 'desk');
  t.notMatch(titles(await see(nils, '/recent')).join(), 'Bell');
  for (let id = 1; id <= 40; id++) desk.accounts.recent.viewed(user.id, 'contact', 1000 + id);
  await desk.accounts.recent.keep();
  const rows = await desk.database.rows('select * from recently_viewed where user_id = ?', [user.id]);
  t.ok(rows.length >= 30 && rows.length <= 42);
  t.equal((await desk.accounts.recent.list(user.id)).length, 30);
});

t.test(
  'a page fetched ahead counts neither as read nor as viewed, and leaves what is said for who looks',
  async (t) => {
    const { desk, eva, evaUser, writes } = await openTower(t);
    const id = await writes('Ada');
    await eva.form('POST', `/conversations/${id}/closure`);
    const unread = async () => (await desk.conversations.lists.row(id, evaUser.id))!.unread;
    const ahead = await see(eva, `/conversations/${id}`, { 'desk-ahead': 'true' });
    t.match(ahead, 'Ada');
    t.notMatch(ahead, 'data-key="z"', 'the notice of what was just done is not used up');
    t.equal(await unread(), true);
    t.same(await desk.accounts.recent.list(evaUser.id), []);
    const { statusCode } = await eva.form('POST', `/conversations/${id}/reading`);
    t.equal(statusCode, 204);
    t.equal(await unread(), false);
    t.match(await desk.accounts.recent.list(evaUser.id), [{ kind: 'conversation', id }]);
    t.match(await see(eva, `/conversations/${id}`), 'data-key="z"');
  },
);

t.test('the palette finds views, the library, colleagues and settings, as far as the person may', async (t) => {
  const web = await openTower(t);
  const { desk, eva, evaUser, writes } = web;
  const id = await writes('Ada');
  const viewer = (await desk.accounts.viewerOf(evaUser.id))!;
  const test = { property: 'unread', operator: 'yes' as const, values: [] };
  const filter = { match: 'all' as const, groups: [{ match: 'all' as const, conditions: [test] }] };
  const view = await desk.views.create({ name: 'Quiet ones', filter }, viewer);
  const entry = await desk.library.entries.create(viewer, {
    ...{
      kind: 'snippet' as const,
      title: 'Quiet hours',
      folder: '',
      shortcut: '',
      body: { html: 'From ten.' },
      file: null,
    },
    ...{ access: 'everyone' as const, userIds: [], teamIds: [] },
  });
  const nils = await web.user('Nils');
  const watcher = await signIn(web, await web.user('Olga', 'observer'));
  const found = await see(eva, '/palette?q=quiet');
  t.match(found, `data-href="/views/${view.id}"`);
  t.match(found, `data-href="/settings/library/${entry.id}"`);
  const agent = await signIn(web, nils);
  t.match(
    await see(agent, '/palette?q=quiet'),
    'data-href="/settings/library?q=Quiet%20hours"',
    'not theirs to change',
  );
  t.match(await see(eva, '/palette?q=nils'), /data-href="\/search\?q=owner/);
  const here = await see(eva, `/palette?q=nils&at=${encodeURIComponent(`/conversations/${id}`)}`);
  t.match(here, `data-action="/conversations/${id}/assignment?_method=PUT"`);
  t.match(here, `data-value="user:${nils.id}"`);
  t.match(await see(eva, '/palette?q=teams'), 'data-href="/settings/teams"');
  t.notMatch(await see(watcher, '/palette?q=teams'), 'data-href="/settings/teams"');
  t.notMatch(await see(watcher, '/palette?q=quiet'), '/settings/library');
  t.notMatch(await see(watcher, `/palette?q=nils&at=/conversations/${id}`), 'data-action');
  const role = await desk.accounts.roles.create(deskViewer(), { name: 'Counter', permissions: ['contact.read'] });
  const places = await see(await signIn(web, await web.user('Tess', role.key)), '/palette?q=');
  t.match(places, 'data-href="/contacts"');
  t.notMatch(places, /data-href="\/(tickets|inboxes)/, 'nothing that would be refused (AD-1)');
});
