// Lists as people work through them: their order, what follows, whole lists changed at once (RE-7, WS-9, VW-2).
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { openTower, see } from './tower.ts';
import { signIn } from './web-desk.ts';

const rowsIn = (body: string) => [...body.matchAll(/<li class="row[^"]*" id="row-(\d+)"/g)].map(([, id]) => Number(id));
const byId = (one: number, other: number) => one - other;
const location = (response: { headers: Record<string, unknown> }) => String(response.headers.location);

t.test('the order of a list is chosen by each person for each list, and is remembered', async (t) => {
  const web = await openTower(t);
  const { desk, eva, writes } = web;
  const [ada, ben, cleo] = [await writes('Ada'), await writes('Ben'), await writes('Cleo')];
  await writes('Ada', 'And again');
  const list = '/inboxes/all/open';
  const shown = async (visitor = eva, url = list) => rowsIn(await see(visitor, url));
  t.same(await shown(), [ada, cleo, ben]);
  t.equal((await eva.form('PUT', `${list}/sort`, { sort: 'oldest' })).statusCode, 303);
  t.same(await shown(), [ben, cleo, ada]);
  t.match(await see(eva, list), 'data-rows-order="oldest"');
  t.same(await shown(eva, '/inboxes/all/unassigned'), [ada, cleo, ben], 'other lists keep theirs');
  const nils = await signIn(web, await web.user('Nils'));
  t.same(await shown(nils), [ada, cleo, ben], 'and so do other people');
  await eva.form('PUT', `${list}/sort`, { sort: 'waiting' });
  t.same(await shown(), [ada, ben, cleo], 'who waits longest first');
  const ticket = await desk.tickets.open({ name: 'Cleo', source: 'manual', actor: 'desk', conversationIds: [cleo] });
  await desk.tickets.change(ticket.id, { priority: 'urgent' }, 'desk');
  await eva.form('PUT', `${list}/sort`, { sort: 'priority' });
  t.same((await shown())[0], cleo);
  t.equal((await eva.form('PUT', `${list}/sort`, { sort: 'random' })).statusCode, 422);
  t.equal((await eva.form('PUT', '/inboxes/77/open/sort', { sort: 'oldest' })).statusCode, 303);
  t.equal((await eva.form('PUT', '/inboxes/all/none/sort', { sort: 'oldest' })).statusCode, 404);
  t.equal((await eva.form('PUT', '/views/77/sort', { sort: 'oldest' })).statusCode, 404);
});

t.test('every list holds the same in every order', async (t) => {
  const { desk, eva, evaUser, writes } = await openTower(t);
  const { conversations } = desk;
  const [ada, ben, cleo] = [await writes('Ada'), await writes('Ben'), await writes('Cleo')];
  const [dan, eli, fay] = [await writes('Dan'), await writes('Eli'), await writes('Fay')];
  await conversations.close(ben, 'desk');
  await conversations.spam(cleo, 'desk');
  await conversations.trash(dan, 'desk');
  await conversations.snooze(eli, new Date(desk.clock.now().getTime() + 3_600_000), 'desk');
  await desk.outbound.send({ conversationId: fay, userId: evaUser.id, html: '<p>Hello Fay</p>' });
  await desk.jobs.idle();
  const found = async (name: string, sort: string) => {
    await eva.form('PUT', `/inboxes/all/${name}/sort`, { sort });
    return rowsIn(await see(eva, `/inboxes/all/${name}`)).toSorted(byId);
  };
  const holds = { unassigned: ada, open: ada, closed: ben, spam: cleo, trash: dan, snoozed: eli, sent: fay };
  for (const [name, one] of Object.entries(holds)) {
    const usual = await found(name, 'newest');
    t.ok(usual.includes(one), name);
    for (const sort of ['oldest', 'waiting', 'priority']) t.same(await found(name, sort), usual, `${name}, ${sort}`);
  }
});

t.test('what is mine stands there in every order, with what is my team’s and nobody’s', async (t) => {
  const web = await openTower(t);
  const { desk, eva, evaUser, writes } = web;
  const [mine, ours, theirs] = [await writes('Ada'), await writes('Ben'), await writes('Cleo')];
  const nils = await web.user('Nils');
  const team = await desk.accounts.teams.create((await desk.accounts.viewerOf(evaUser.id))!, {
    name: 'Workshop',
    userIds: [evaUser.id],
  });
  await desk.conversations.assign(mine, { userId: evaUser.id }, null, 'desk');
  await desk.conversations.assign(ours, { teamId: team.id }, null, 'desk');
  await desk.conversations.assign(theirs, { userId: nils.id, teamId: team.id }, null, 'desk');
  for (const sort of ['newest', 'oldest', 'waiting', 'priority']) {
    await eva.form('PUT', '/inboxes/all/mine/sort', { sort });
    t.same(rowsIn(await see(eva, '/inboxes/all/mine')).toSorted(byId), [mine, ours], sort);
  }
});

t.test(
  'when a conversation leaves the list, the next one is shown, or the list, as each person likes it',
  async (t) => {
    const { desk, eva, writes } = await openTower(t);
    const ids = [];
    for (const name of ['Ada', 'Ben', 'Cleo', 'Dan', 'Eli']) ids.push(await writes(name));
    const [ada, ben, cleo, dan, eli] = ids as [number, number, number, number, number];
    const list = encodeURIComponent('/inboxes/all/open');
    const act = async (id: number, verb: string, method: 'POST' | 'PUT' = 'POST', form = {}) =>
      location(
        await eva.form(method, `/conversations/${id}/${verb}`, form, {
          referer: `http://desk.test/conversations/${id}?list=${list}`,
        }),
      );
    t.equal(await act(eli, 'closure'), `/conversations/${eli}?list=${list}`, 'by itself one stays');
    await desk.conversations.reopen(eli, 'desk');
    await eva.form('PUT', '/settings/profile/habits', { after: 'next' });
    t.match(
      await see(eva, '/settings/profile'),
      /value="next"[^>]* (checked|selected)|(checked|selected)[^>]*value="next"/,
    );
    t.equal(await act(dan, 'closure'), `/conversations/${cleo}?list=${list}`, 'the one below');
    const snoozed = await act(cleo, 'snooze', 'PUT', {
      until: new Date(desk.clock.now().getTime() + 3600_000).toISOString(),
    });
    t.equal(snoozed, `/conversations/${ben}?list=${list}`);
    t.equal(
      await act(ben, 'assignment', 'PUT', { owner: 'me' }),
      `/conversations/${ben}?list=${list}`,
      'it is still there',
    );
    t.equal(await act(ada, 'trash'), `/conversations/${ben}?list=${list}`, 'after the last one comes the one above');
    await eva.form('PUT', '/settings/profile/habits', { after: 'list' });
    t.equal(await act(ben, 'closure'), '/inboxes/all/open');
    await eva.form('PUT', '/settings/profile/habits', { after: 'next' });
    t.equal(await act(eli, 'spam'), '/inboxes/all/open', 'nothing is left');
    t.equal((await eva.form('PUT', '/settings/profile/habits', { after: 'moon' })).statusCode, 422);
  },
);

t.test('a whole list or view is changed at once, with how far it is and one way back', async (t) => {
  const web = await openTower(t);
  const { desk, eva, evaUser, writes } = web;
  const ids: number[] = [];
  for (let number = 0; number < 45; number++) ids.push(await writes(`Visitor ${number}`));
  const viewer = (await desk.accounts.viewerOf(evaUser.id))!;
  const open = { property: 'status', operator: 'is' as const, values: ['open'] };
  const filter = { match: 'all' as const, groups: [{ match: 'all' as const, conditions: [open] }] };
  const view = await desk.views.create({ name: 'Open ones', filter }, viewer);
  const openOnes = () => desk.views.count(view, viewer, [web.inbox.id]);
  t.match(await see(eva, '/inboxes/all/open'), 'All 45 of this list');
  const form = { do: 'close', all: 'on', place: `/views/${view.id}`, conversation: String(ids[0]) };
  // Whatever stands before it in its order is not done yet.
  const before = await desk.jobs.add({
    ...{ kind: 'imports.sweep', payload: {}, orderKey: `runs:${evaUser.id}` },
    runAt: new Date(desk.clock.now().getTime() + 3600_000),
  });
  await eva.form('PATCH', '/conversations', form);
  await eva.form('PATCH', '/conversations', { ...form, do: 'spam' });
  t.match(await see(eva, '/inboxes/all/open'), /An earlier change (is still|still)/, 'one at a time');
  t.match(
    (await eva.get('/bulk-runs/mine', { 'hx-request': 'true' })).body,
    'of 45 conversations are changed',
    'told meanwhile',
  );
  await desk.jobs.hurry(before);
  await desk.jobs.idle();
  const said = await see(eva, '/bulk-runs/mine', { 'hx-request': 'true' });
  t.match(said, '45 conversations are changed');
  t.equal(await openOnes(), 0);
  t.match(await see(eva, '/contacts'), '45 conversations are changed', 'told on every page until it is put away');
  const undo = /action="(\/undo\/[^"]+)"/.exec(said)![1]!;
  await eva.form('POST', undo);
  t.equal(await openOnes(), 45, 'all of it is taken back');
  t.notMatch(await see(eva, '/bulk-runs/mine', { 'hx-request': 'true' }), '/undo/', 'once');
  await eva.form('DELETE', '/bulk-runs/mine', { run: /name="run" value="(\d+)"/.exec(said)![1]! });
  t.notMatch(await see(eva, '/contacts'), 'bulk-run');
  const watcher = await signIn(web, await web.user('Olga', 'observer'));
  t.equal((await watcher.form('PATCH', '/conversations', form)).statusCode, 403);
  const nils = await signIn(web, await web.user('Nils'));
  await nils.form('PATCH', '/conversations', form);
  t.equal(await openOnes(), 45, 'a private view of somebody else names nothing');

  await t.test('what cannot be ended is given back, and it says what could not be (RE-7)', async (t) => {
    const { database, jobs, runs, conversations } = desk;
    const raises = (name: string, when: string) =>
      database.run(`create trigger ${name} before update of place on conversation when ${when} begin
        select raise(abort, 'a fault of the desk'); end`);
    const places = async () =>
      database.rows('select place, count(*) as number from conversation group by place order by place');
    const spam = { ...form, do: 'spam' };
    const notice = () => see(eva, '/bulk-runs/mine', { 'hx-request': 'true' });
    const putAway = async () =>
      eva.form('DELETE', '/bulk-runs/mine', { run: /name="run" value="(\d+)"/.exec(await notice())![1]! });
    // The last of the list; a good part of it is done by then.
    await raises('ends', `new.place = 'spam' and old.id = ${ids[0]}`);
    await eva.form('PATCH', '/conversations', spam);
    await jobs.idle();
    t.match(await notice(), 'nothing has changed');
    t.same(await places(), [{ place: 'inbox', number: 45 }]);
    await putAway();

    await raises('stays', `old.place = 'spam' and old.id = ${ids[30]}`);
    await eva.form('PATCH', '/conversations', spam);
    await jobs.idle();
    t.match(await notice(), /1 conversation stays changed, because somebody has changed it again since/);
    t.match(await runs.of(evaUser.id), { state: 'partly', done: 1, undo: null });
    t.same(await places(), [
      { place: 'inbox', number: 44 },
      { place: 'spam', number: 1 },
    ]);
    await putAway();
    t.equal(await notice(), '', 'and it is no obstacle to the next one');

    await database.run('drop trigger ends');
    const ahead = await jobs.add({
      ...{ kind: 'imports.sweep', payload: {}, orderKey: `runs:${evaUser.id}` },
      runAt: new Date(desk.clock.now().getTime() + 3600_000),
    });
    await eva.form('PATCH', '/conversations', spam);
    await conversations.merge(ids[1]!, ids[2]!, 'desk');
    await jobs.hurry(ahead);
    await jobs.idle();
    t.match(await runs.of(evaUser.id), { state: 'done', done: 43, total: 44 }, 'what was merged since is passed over');
    await putAway();
    t.equal(await runs.of(evaUser.id), null);
  });
});

t.test('a search is narrowed down by fields, one at a time and together (VW-1)', async (t) => {
  const { desk, eva, evaUser, writes } = await openTower(t);
  const { conversations, accounts } = desk;
  const [ada, ben, cleo] = [
    await writes('Ada', 'A bell'),
    await writes('Ben', 'A bell'),
    await writes('Cleo', 'A lamp'),
  ];
  const team = await accounts.teams.create(deskViewer(), { name: 'Workshop', userIds: [] });
  await conversations.assign(ada, { userId: evaUser.id }, null, 'desk');
  await conversations.assign(ben, { teamId: team.id }, null, 'desk');
  await conversations.tag(cleo, 'Warranty "B"', 'desk');
  await conversations.close(cleo, 'desk');
  const found = async (fields: string) =>
    [...(await see(eva, `/search?${fields}`)).matchAll(/href="\/conversations\/(\d+)/g)]
      .map(([, id]) => Number(id))
      .toSorted(byId);
  const tag = (await conversations.lists.tags())[0]?.id;
  t.same(await found('q=bell'), [ada, ben]);
  t.same(await found('q=bell&owner=me'), [ada]);
  t.same(await found(`q=&owner=u${evaUser.id}`), [ada], 'fields alone are a question');
  t.same(await found(`q=bell&owner=t${team.id}`), [ben]);
  t.same(await found('q=&owner=nobody'), [cleo]);
  t.same(await found(`q=&tag=${tag}&status=closed`), [cleo]);
  t.same(await found(`q=bell&tag=${tag}`), []);
  t.same(await found('q=bell&since=7'), [], 'these are older');
  await desk.outbound.send({ conversationId: ada, userId: evaUser.id, html: '<p>Your bell</p>' });
  await desk.jobs.idle();
  t.same(await found('q=bell&since=7'), [ada]);
  t.same(await found('q=bell&has=file'), []);
  t.same(
    await found('q=bell&inbox=77&channel=none&status=none&owner=u77&tag=77&since=3'),
    [ada, ben],
    'unknown is not chosen',
  );
  const page = await see(eva, '/search?q=bell&owner=me&status=open');
  t.match(page, /<option value="me" selected>/);
  t.match(page, 'href="/search?q=bell&status=open&owner=me"', 'its tab keeps what is chosen');
});
